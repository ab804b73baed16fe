namespace Clinic.Local.Aws.Cognito;

/// <summary>A sign-in for which tokens are made, now or at a refresh.</summary>
internal sealed record TokenGrant(Account Account, string OriginJti, DateTimeOffset AuthTime);
