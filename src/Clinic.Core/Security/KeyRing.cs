using System.Security.Cryptography;
using System.Text;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Clinic.Core.Security;

/// <summary>
/// Every key that the product uses, derived from the root secret by HKDF-SHA-256 (RFC 5869) with a purpose label. The secret
/// is one root per line, the current one first and the rotated ones after it: new things use the current root, and what was
/// encrypted under an older one names it by its id. The secret is fetched from the moment of construction,
/// and anew when it is ten minutes old, so that a rotation reaches every process, also one that was restored from a snapshot. A
/// failed fetch is tried again at the next use, unless there is an older answer, and an id that is not known yet fetches it anew.
/// </summary>
public sealed class KeyRing
{
    public const string PageTokens = "page-tokens";
    public const string MadeUpSalts = "made-up-salts";
    public const string MadeUpAccounts = "made-up-accounts";
    public const string ResetCodes = "reset-codes";
    public const string Messages = "messages";
    public const string Answers = "answers";
    public const string Pseudonyms = "pseudonyms";
    public const string TotpSecrets = "totp-secrets";
    public const string RecoveryCodes = "recovery-codes";
    public const string LoginChallenges = "login-challenges";

    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);
    private const int KeySize = 32;
    private const int IdSize = 4;

    private readonly Func<Task<string>> fetch;
    private readonly TimeProvider time;
    private Task<byte[][]> roots;
    private DateTimeOffset readAt;

    /// <summary>Starts to fetch the secret.</summary>
    public KeyRing(IAmazonSecretsManager secrets, string secretId)
        : this(async () => (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = secretId })).SecretString)
    {
    }

    internal KeyRing(Func<Task<string>> fetch, TimeProvider? time = null)
    {
        this.fetch = fetch;
        this.time = time ?? TimeProvider.System;
        roots = ReadRoots();
    }

    /// <summary>The 256-bit key of the current root for one purpose; the same label always gives the same key.</summary>
    public async Task<byte[]> KeyAsync(string purpose) => Derive((await RootsAsync())[0], purpose, KeySize);

    /// <summary>The id of the current root, to be stored beside what is encrypted under it: 8 hex digits that tell nothing of the root.</summary>
    internal async Task<string> KeyIdAsync() => IdOf((await RootsAsync())[0]);

    /// <summary>The key of the root with this id, or null when the secret has no such root any more.</summary>
    internal async Task<byte[]?> FindKeyAsync(string purpose, string keyId)
    {
        if (Find(await RootsAsync(), keyId) is { } known)
            return Derive(known, purpose, KeySize);
        roots = ReadRoots();
        return Find(await roots, keyId) is { } rotated ? Derive(rotated, purpose, KeySize) : null;
    }

    /// <summary>Encrypts under the current key of a purpose, whose id is to be stored beside the box.</summary>
    internal async Task<(byte[] Box, string KeyId)> SealAsync(string purpose, byte[] plain, string associated)
    {
        var root = (await RootsAsync())[0];
        return (AuthenticatedEncryption.Seal(Derive(root, purpose, KeySize), plain, associated), IdOf(root));
    }

    /// <summary>Null when the box or its associated text was changed, or its root is no longer in the secret.</summary>
    internal async Task<byte[]?> OpenAsync(string purpose, string keyId, ReadOnlyMemory<byte> box, string associated) =>
        await FindKeyAsync(purpose, keyId) is { } key ? AuthenticatedEncryption.Open(key, box.Span, associated) : null;

    /// <summary>HMAC-SHA-256 of a text under the current key of a purpose.</summary>
    public async Task<byte[]> MacAsync(string purpose, string text) => HMACSHA256.HashData(await KeyAsync(purpose), Encoding.UTF8.GetBytes(text));

    /// <summary>The same under the oldest root, for what must not change when the secret is rotated.</summary>
    public async Task<byte[]> LastingMacAsync(string purpose, string text) =>
        HMACSHA256.HashData(Derive((await RootsAsync())[^1], purpose, KeySize), Encoding.UTF8.GetBytes(text));

    private async Task<byte[][]> RootsAsync()
    {
        if (roots.IsFaulted || roots.IsCanceled)
            roots = ReadRoots();
        else if (roots.IsCompleted && time.GetUtcNow() - readAt >= Freshness)
            await RefreshAsync();
        return await roots;
    }

    /// <summary>An answer that is old is better than none while the service does not answer.</summary>
    private async Task RefreshAsync()
    {
        var fresh = ReadRoots();
        try
        {
            await fresh;
            roots = fresh;
        }
        catch (Exception)
        {
            // The next try is due in ten minutes; a secret that is really gone shows at the start of a process.
        }
    }

    private async Task<byte[][]> ReadRoots()
    {
        readAt = time.GetUtcNow();
        return (await fetch()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines
            ? [.. lines.Select(Encoding.UTF8.GetBytes)]
            : throw new InvalidOperationException("The root secret is empty.");
    }

    private static byte[]? Find(byte[][] roots, string keyId) => Array.Find(roots, root => IdOf(root) == keyId);

    private static string IdOf(byte[] root) => Convert.ToHexStringLower(Derive(root, "key-id", IdSize));

    private static byte[] Derive(byte[] root, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, size, info: Encoding.UTF8.GetBytes("clinic/" + purpose));
}
