using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Security;

namespace Clinic.Core.Http;

/// <summary>
/// Turns list positions into <c>nextToken</c> and back. A position holds names, so a token is AES-256-GCM: nothing can be
/// read from it, and it opens only unchanged and for the same caller, route and filters, which are its associated data.
/// </summary>
public sealed class PageTokens(KeyRing keys)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public async Task<string> SealAsync(string position, string binding)
    {
        var plain = Encoding.UTF8.GetBytes(position);
        var token = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(token.AsSpan(0, NonceSize));
        using var aes = new AesGcm(await keys.KeyAsync(KeyRing.PageTokens), TagSize);
        aes.Encrypt(
            token.AsSpan(0, NonceSize), plain, token.AsSpan(NonceSize, plain.Length), token.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(binding));
        return Base64Url.EncodeToString(token);
    }

    /// <exception cref="InvalidInputException">The token was changed, or belongs to another caller or query.</exception>
    public async Task<string> OpenAsync(string token, string binding)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length < NonceSize + TagSize || Base64Url.EncodeToString(bytes) != token) // base64url has unused bits and ignores blanks
                throw Refused();
            var plain = new byte[bytes.Length - NonceSize - TagSize];
            using var aes = new AesGcm(await keys.KeyAsync(KeyRing.PageTokens), TagSize);
            aes.Decrypt(
                bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize, plain.Length), bytes.AsSpan(NonceSize + plain.Length), plain, Encoding.UTF8.GetBytes(binding));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            throw Refused();
        }
    }

    private static InvalidInputException Refused() => new("nextToken", "must be a token of this very query, unchanged");
}
