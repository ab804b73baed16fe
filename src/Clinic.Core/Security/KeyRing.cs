using System.Security.Cryptography;
using System.Text;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Clinic.Core.Security;

/// <summary>
/// Every key that the product uses, derived from the root secret by HKDF-SHA-256 (RFC 5869) with a purpose label. The secret
/// is one root per line, the current one first and the rotated ones after it: new things use the current root, and what was
/// encrypted under an older one names it by its id. The fetch of the secret starts at construction,
/// and is repeated after ten minutes, so that a rotation reaches every process, even one that was restored from a snapshot. An
/// unknown id causes a fetch too, at most once a minute. Only a fetch that succeeded replaces the roots: a service that fails never
/// takes away keys that work. The first fetch is retried at every use until it has succeeded.
/// </summary>
public sealed class KeyRing
{
    public const string PageTokens = "page-tokens";
    public const string DecoySalts = "made-up-salts";
    public const string DecoyAccounts = "made-up-accounts";
    public const string ResetCodes = "reset-codes";
    public const string Messages = "messages";
    public const string StoredResponses = "answers";
    public const string Pseudonyms = "pseudonyms";
    public const string TotpSecrets = "totp-secrets";
    public const string RecoveryCodes = "recovery-codes";
    public const string LoginChallenges = "login-challenges";
    public const string SignInProofs = "sign-in-proofs";
    public const string AppointmentAnswers = "appointment-answers";
    public const string Care = "care";
    public const string Drafts = "drafts";
    public const string GroupSessions = "group-sessions";

    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnknownIdPause = TimeSpan.FromMinutes(1);
    private const int KeySize = 32;

    /// <summary>The bytes of a root's id.</summary>
    internal const int IdSize = 4;

    private readonly Func<Task<string>> fetch;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private byte[][]? roots;
    private int fetches;
    private int fetchOfRoots;
    private Task<byte[][]> latest;
    private DateTimeOffset fetchedAt;

    // The last fetch for an unknown id; for a minute, other unknown ids wait for the same fetch.
    private Task<byte[][]>? search;
    private DateTimeOffset searchedAt;

    /// <summary>Starts to fetch the secret.</summary>
    public KeyRing(IAmazonSecretsManager secrets, string secretId)
        : this(async () => (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = secretId })).SecretString)
    {
    }

    internal KeyRing(Func<Task<string>> fetch, TimeProvider? time = null)
    {
        this.fetch = fetch;
        this.time = time ?? TimeProvider.System;
        latest = FetchAsync();
    }

    /// <summary>The 256-bit key of the current root for one purpose; the same label always gives the same key.</summary>
    public async Task<byte[]> KeyAsync(string purpose) => Derive((await RootsAsync())[0], purpose, KeySize);

    /// <summary>The id of the current root, to be stored beside what is encrypted under it: 8 hex digits that reveal nothing about the root.</summary>
    internal async Task<string> KeyIdAsync() => IdOf((await RootsAsync())[0]);

    /// <summary>The key of the root with this id, or null when the secret has no such root any more.</summary>
    /// <exception cref="Exception">The id is unknown and the secret could not be fetched: it is not known whether it has such a root.</exception>
    internal async Task<byte[]?> FindKeyAsync(string purpose, string keyId)
    {
        var root = Find(await RootsAsync(), keyId) ?? Find(await SearchAsync(), keyId);
        return root is null ? null : Derive(root, purpose, KeySize);
    }

    /// <summary>Encrypts under the current key of a purpose, whose id is to be stored beside the ciphertext.</summary>
    internal async Task<(byte[] Ciphertext, string KeyId)> SealAsync(string purpose, byte[] plain, string associated)
    {
        var root = (await RootsAsync())[0];
        return (AuthenticatedEncryption.Seal(Derive(root, purpose, KeySize), plain, associated), IdOf(root));
    }

    /// <summary>Null when the ciphertext or its associated text was changed, or its root is no longer in the secret.</summary>
    internal async Task<byte[]?> OpenAsync(string purpose, string keyId, ReadOnlyMemory<byte> ciphertext, string associated) =>
        await FindKeyAsync(purpose, keyId) is { } key ? AuthenticatedEncryption.Open(key, ciphertext.Span, associated) : null;

    /// <summary>HMAC-SHA-256 of a text under the current key of a purpose.</summary>
    public async Task<byte[]> MacAsync(string purpose, string text) => HMACSHA256.HashData(await KeyAsync(purpose), Encoding.UTF8.GetBytes(text));

    /// <summary>The same under the oldest root, for values that must not change when the secret is rotated.</summary>
    public async Task<byte[]> LastingMacAsync(string purpose, string text) =>
        HMACSHA256.HashData(Derive((await RootsAsync())[^1], purpose, KeySize), Encoding.UTF8.GetBytes(text));

    private async Task<byte[][]> RootsAsync()
    {
        Task<byte[][]> due;
        lock (gate)
        {
            if (roots is not null && time.GetUtcNow() - fetchedAt < Freshness)
                return roots;
            if (roots is not null || latest.IsFaulted || latest.IsCanceled)
                latest = FetchAsync();
            due = latest;
        }
        try
        {
            return await due;
        }
        catch (Exception) when (roots is not null)
        {
            // Old roots are better than none. The next fetch is due in ten minutes; a secret that is really gone shows at the start of a process.
            return roots;
        }
    }

    /// <summary>The roots as the secret had them within the last minute.</summary>
    private Task<byte[][]> SearchAsync()
    {
        lock (gate)
        {
            if (search is null || time.GetUtcNow() - searchedAt >= UnknownIdPause)
                (search, searchedAt) = (FetchAsync(), time.GetUtcNow());
            return search;
        }
    }

    /// <summary>Replaces the roots, unless a later fetch has done so already.</summary>
    private async Task<byte[][]> FetchAsync()
    {
        fetchedAt = time.GetUtcNow();
        var number = ++fetches;
        var read = (await fetch()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines
            ? lines.Select(Encoding.UTF8.GetBytes).ToArray()
            : throw new InvalidOperationException("The root secret is empty.");
        lock (gate)
        {
            if (number > fetchOfRoots)
                (roots, fetchOfRoots) = (read, number);
        }
        return read;
    }

    private static byte[]? Find(byte[][] roots, string keyId) => Array.Find(roots, root => IdOf(root) == keyId);

    private static string IdOf(byte[] root) => Convert.ToHexStringLower(Derive(root, "key-id", IdSize));

    private static byte[] Derive(byte[] root, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, size, info: Encoding.UTF8.GetBytes("clinic/" + purpose));
}

/// <summary>AES-256-GCM (NIST SP 800-38D) as this product uses it: a random 96-bit nonce, the ciphertext and a 128-bit tag, in this order.</summary>
internal static class AuthenticatedEncryption
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="associated">What the ciphertext is bound to; it opens only together with the same text.</param>
    public static byte[] Seal(byte[] key, byte[] plain, string associated)
    {
        var ciphertext = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(ciphertext.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            ciphertext.AsSpan(0, NonceSize), plain, ciphertext.AsSpan(NonceSize, plain.Length), ciphertext.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(associated));
        return ciphertext;
    }

    /// <summary>Null when the ciphertext or its associated text was changed, or the key is another one.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> ciphertext, string associated)
    {
        if (ciphertext.Length < NonceSize + TagSize)
            return null;
        var plain = new byte[ciphertext.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(ciphertext[..NonceSize], ciphertext[NonceSize..^TagSize], ciphertext[^TagSize..], plain, Encoding.UTF8.GetBytes(associated));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

/// <summary>Compares secrets in time that does not depend on where they differ.</summary>
public static class ConstantTime
{
    public static bool Equal(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}
