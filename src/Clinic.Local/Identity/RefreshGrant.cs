namespace Clinic.Local.Identity;

/// <summary>What a refresh token stands for: a sign-in, whose time and identity every token made from it carries.</summary>
internal sealed record RefreshGrant(
    string Username, string OriginJti, DateTimeOffset AuthTime, DateTimeOffset ExpiresAt, bool Revoked = false);
