using System.Security.Cryptography;
using System.Text;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Clinic.Core.Security;

/// <summary>
/// Every key that the product uses, derived from the one root secret by HKDF-SHA-256 (RFC 5869) with a purpose label.
/// The secret is fetched once per process, from the moment of construction; a failed fetch is tried again at the next use.
/// </summary>
public sealed class KeyRing
{
    public const string PageTokens = "page-tokens";
    public const string MadeUpSalts = "made-up-salts";
    public const string MadeUpAccounts = "made-up-accounts";
    public const string ResetCodes = "reset-codes";

    private readonly Func<Task<string>> fetch;
    private Task<byte[]> root;

    /// <summary>Starts to fetch the secret.</summary>
    public KeyRing(IAmazonSecretsManager secrets, string secretId)
        : this(async () => (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = secretId })).SecretString)
    {
    }

    internal KeyRing(Func<Task<string>> fetch)
    {
        this.fetch = fetch;
        root = ReadRoot();
    }

    /// <summary>A 256-bit key for one purpose; the same label always gives the same key.</summary>
    public async Task<byte[]> KeyAsync(string purpose)
    {
        if (root.IsFaulted || root.IsCanceled)
            root = ReadRoot();
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, await root, 32, info: Encoding.UTF8.GetBytes("clinic/" + purpose));
    }

    /// <summary>HMAC-SHA-256 of a text under the key of a purpose.</summary>
    public async Task<byte[]> MacAsync(string purpose, string text) =>
        HMACSHA256.HashData(await KeyAsync(purpose), Encoding.UTF8.GetBytes(text));

    private async Task<byte[]> ReadRoot() => Encoding.UTF8.GetBytes(await fetch());
}
