namespace Clinic.Core.Mfa;

/// <summary>A TOTP secret as it is stored: encrypted, and the id of the key that opens it.</summary>
public sealed record SealedSecret(ReadOnlyMemory<byte> Box, string KeyId);

/// <summary>The second factor of an account.</summary>
/// <param name="LastStep">The time step of the last code that was taken: it and those before it are used up (RFC 6238, section 5.2).</param>
public sealed record SecondFactor(SealedSecret Secret, long LastStep);
