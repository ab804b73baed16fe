using System.Globalization;

namespace Clinic.Core.Http;

/// <summary>A page that a caller asks for: how many items, and after which position of the list's order.</summary>
/// <param name="After">The position of the last item of the previous page; null for the first page.</param>
public readonly record struct Page(int Limit, string? After)
{
    public const int DefaultLimit = 25;
    public const int LargestLimit = 100;

    internal static int? ParseLimit(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LargestLimit ? limit : null;
}

/// <summary>A page of a list.</summary>
/// <param name="Next">The position to go on from; null on the last page.</param>
public sealed record Slice<T>(IReadOnlyList<T> Items, string? Next)
{
    public Slice<TOther> Select<TOther>(Func<T, TOther> map) => new([.. Items.Select(map)], Next);
}

public static class Slice
{
    /// <summary>Cuts a list that was read one item further than the page to know whether there is more.</summary>
    public static Slice<T> Cut<T>(IReadOnlyList<T> items, int limit, Func<T, string> position) =>
        items.Count <= limit ? new Slice<T>(items, null) : new Slice<T>([.. items.Take(limit)], position(items[limit - 1]));
}
