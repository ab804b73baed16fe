using System.Security.Cryptography;
using Clinic.Core.Accounts;
using Clinic.Core.Security;

namespace Clinic.Core.Mfa;

/// <summary>
/// Makes recovery codes: ten of them, 50 random bits each, without letters that are taken for digits. What is stored is an HMAC
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
