using System.Security.Cryptography;
using Clinic.Core.Accounts;
using Clinic.Core.Security;
using OtpNet;

namespace Clinic.Core.Mfa;

/// <summary>
/// The secrets of authenticator apps: 160 random bits (RFC 4226, section 4), six digits of HMAC-SHA-1 every 30 seconds (RFC 6238),
/// stored as AES-256-GCM bound to the account. The codes of the step before and the step after are accepted too, for clocks that differ.
/// </summary>
public sealed class TotpSecrets(KeyRing keys, TimeProvider time)
{
    private const int SecretSize = 20;
    private const string Issuer = "Clinic";

    public static byte[] New() => RandomNumberGenerator.GetBytes(SecretSize);

    /// <param name="account">The email, which the app shows beside the code.</param>
    public static MfaEnrolment Present(byte[] secret, string account) =>
        new(Base32Encoding.ToString(secret), new OtpUri(OtpType.Totp, secret, account, Issuer).ToString());

    public async Task<SealedSecret> SealAsync(string userId, byte[] secret)
    {
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.TotpSecrets, secret, Binding(userId));
        return new SealedSecret(ciphertext, keyId);
    }

    /// <summary>The time step whose code this is; null when the code is wrong, or the secret's root is no longer in the root secret.</summary>
    public async Task<long?> StepOfAsync(string userId, SealedSecret stored, string code) =>
        await keys.OpenAsync(KeyRing.TotpSecrets, stored.KeyId, stored.Ciphertext, Binding(userId)) is { } secret
        && new Totp(secret).VerifyTotp(time.GetUtcNow().UtcDateTime, code, out var step, VerificationWindow.RfcSpecifiedNetworkDelay)
            ? step
            : null;

    private static string Binding(string userId) => $"totp\n{userId}";
}

/// <summary>
/// Makes recovery codes: ten of them, 50 random bits each, without letters that look like digits. What is stored is an HMAC
/// that rotating the root secret does not change.
/// </summary>
public sealed class RecoveryCodes(KeyRing keys)
{
    public const int Count = 10;
    private const int Length = 10;
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz023456789";

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => Readable(RandomNumberGenerator.GetString(Alphabet, Length)))];

    public Task<byte[]> MacAsync(string userId, string code) => keys.LastingMacAsync(KeyRing.RecoveryCodes, $"{userId} {TypedCode.Normalize(code)}");

    private static string Readable(string code) => $"{code[..(Length / 2)]}-{code[(Length / 2)..]}";
}
