using System.Buffers.Text;
using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Security;

namespace Clinic.Core.Http;

/// <summary>A page that a caller asks for: how many items, and after which position of the list's order.</summary>
/// <param name="After">The position of the last item of the previous page; null for the first page.</param>
public readonly record struct Page(int Limit, string? After)
{
    public const int DefaultLimit = 25;
    public const int LargestLimit = 100;

    /// <summary>How much of what is stored a page has of things that may be large: with JSON inside JSON it is four times as much, and a function answers 6 MB.</summary>
    public const int MostBytes = 1_000_000;
}

/// <summary>A page of a list.</summary>
/// <param name="Next">The position to continue from; null on the last page.</param>
public sealed record Slice<T>(IReadOnlyList<T> Items, string? Next)
{
    public Slice<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Slice
{
    /// <summary>Cuts a list to the page. It was read one item further, to know whether there is more.</summary>
    public static Slice<T> Cut<T>(IReadOnlyList<T> items, int limit, Func<T, string> position) =>
        items.Count <= limit ? new Slice<T>(items, null) : new Slice<T>([.. items.Take(limit)], position(items[limit - 1]));
}

/// <summary>A page of a list as the API answers it; <c>nextToken</c> is absent on the last page.</summary>
public sealed record ListView<T>(IReadOnlyList<T> Items, string? NextToken);

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
        if (Decode(token) is not { } ciphertext || Base64Url.EncodeToString(ciphertext) != token)
            throw Refused();
        return AuthenticatedEncryption.Open(await keys.KeyAsync(KeyRing.PageTokens), ciphertext, binding) is { } position
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

    private static InvalidInputException Refused() => new("nextToken", FieldCode.Wrong, new("debe ser un token de esta misma consulta, sin cambios", "must be a token of this very query, unchanged"));
}
