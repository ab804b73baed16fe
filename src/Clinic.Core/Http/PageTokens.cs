using System.Buffers.Text;
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
    public async Task<string> SealAsync(string position, string binding) =>
        Base64Url.EncodeToString(AuthenticatedEncryption.Seal(await keys.KeyAsync(KeyRing.PageTokens), Encoding.UTF8.GetBytes(position), binding));

    /// <exception cref="InvalidInputException">The token was changed, or belongs to another caller or query.</exception>
    public async Task<string> OpenAsync(string token, string binding)
    {
        // The decoder overlooks blanks and padding.
        if (Decode(token) is not { } box || Base64Url.EncodeToString(box) != token)
            throw Refused();
        return AuthenticatedEncryption.Open(await keys.KeyAsync(KeyRing.PageTokens), box, binding) is { } position
            ? Encoding.UTF8.GetString(position)
            : throw Refused();
    }

    private static byte[]? Decode(string token)
    {
        try
        {
            return Base64Url.DecodeFromChars(token);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static InvalidInputException Refused() => new("nextToken", "must be a token of this very query, unchanged");
}
