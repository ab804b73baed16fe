using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace BCrypt.Net;

/// <summary>
/// OpenBSD's bcrypt over the UTF-8 of a text, of which the first 72 bytes count. New hashes are of revision <c>2a</c>;
/// <c>2a</c>, <c>2b</c> and <c>2y</c>, which are the same algorithm, are verified.
/// </summary>
public sealed class BCrypt
{
    private const int SaltLength = 16;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private BCrypt()
    {
    }

    /// <summary>Hashes with a random salt and 2^<paramref name="workFactor"/> rounds, 4 to 31.</summary>
    public static string HashPassword(string inputKey, int workFactor, bool enhancedEntropy = false)
    {
        ArgumentNullException.ThrowIfNull(inputKey);
        if (workFactor is < BCryptHash.MinWorkFactor or > BCryptHash.MaxWorkFactor)
            throw new ArgumentOutOfRangeException(nameof(workFactor), workFactor, "The work factor must be between 4 and 31");
        return Generate("2a", inputKey, RandomNumberGenerator.GetBytes(SaltLength), workFactor, enhancedEntropy, HashType.SHA384);
    }

    /// <summary>
    /// Whether the hash was made of this text, compared in constant time; a broken hash is a <see cref="SaltParseException"/>.
    /// </summary>
    public static bool Verify(string text, string hash, bool enhancedEntropy = false, HashType hashType = HashType.SHA384)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parsed = BCryptHash.Parse(hash);
        var actual = Generate(parsed.Revision, text, parsed.Salt, parsed.WorkFactor, enhancedEntropy, hashType);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(actual), Encoding.UTF8.GetBytes(hash));
    }

    private static string Generate(string revision, string text, byte[] salt, int workFactor, bool enhancedEntropy, HashType hashType)
    {
        var key = StrictUtf8.GetBytes(text);
        return OpenBsdBCrypt.Generate(revision, (enhancedEntropy ? Digest(key, hashType) : text).ToCharArray(), salt, workFactor);
    }

    private static string Digest(byte[] key, HashType hashType) => Convert.ToBase64String(hashType switch
    {
        HashType.SHA256 => SHA256.HashData(key),
        HashType.SHA384 => SHA384.HashData(key),
        HashType.SHA512 => SHA512.HashData(key),
        HashType.None => throw new ArgumentException("Invalid HashType, You can't have an enhanced hash with type none.", nameof(hashType)),
        _ => throw new ArgumentOutOfRangeException(nameof(hashType), hashType, null),
    });
}
