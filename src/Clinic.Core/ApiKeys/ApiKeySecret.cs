using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Core.ApiKeys;

/// <summary>An API key as its owner holds it: <c>ck_</c>, the key's id, <c>_</c> and 256 random bits in base64url.</summary>
public sealed record ApiKeySecret(string Id, string Secret)
{
    private const string Prefix = "ck_";
    private const int IdLength = 36;
    private const int SecretLength = 43;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    public static ApiKeySecret New(TimeProvider time) => new(Identifier.New(time), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Null when the text is no key.</summary>
    public static ApiKeySecret? Parse(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Identifier.TryParse(text.Substring(Prefix.Length, IdLength), out var id)
        && text[Prefix.Length + IdLength] == '_'
            ? new ApiKeySecret(id, text[^SecretLength..])
            : null;

    public bool Opens(ApiKey key) => ConstantTime.Equal(Hash, key.Hash);

    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
