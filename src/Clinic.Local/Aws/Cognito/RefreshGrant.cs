namespace Clinic.Local.Aws.Cognito;

/// <summary>What a refresh token stands for: a sign-in, whose time and identity every token made from it carries.</summary>
/// <param name="RotatedAt">When it was first exchanged for another one; null while it is the current one.</param>
internal sealed record RefreshGrant(
    string Username, string OriginJti, DateTimeOffset AuthTime, DateTimeOffset ExpiresAt, bool Revoked = false, DateTimeOffset? RotatedAt = null);
