using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>The update expression that turns one item into another, touching nothing that is alike in both.</summary>
internal static class ItemDifference
{
    public static Expression Between(Item before, Item after)
    {
        var (set, removed) = Changes(before, after);
        var update = new Expression(string.Join(' ',
            set.Count == 0 ? "" : "SET " + string.Join(", ", set.Select(name => $"#{name} = :{name}")),
            removed.Count == 0 ? "" : "REMOVE " + string.Join(", ", removed.Select(name => "#" + name))).Trim());
        foreach (var name in set)
            update.With(":" + name, after.Attributes[name]);
        return update;
    }

    /// <summary>The names of the attributes that differ.</summary>
    public static IEnumerable<string> Attributes(Item before, Item after)
    {
        var (set, removed) = Changes(before, after);
        return set.Concat(removed);
    }

    private static (List<string> Set, List<string> Removed) Changes(Item before, Item after) =>
        ([.. after.Attributes.Where(entry => !before.Attributes.TryGetValue(entry.Key, out var old) || !Same(old, entry.Value)).Select(entry => entry.Key)],
            [.. before.Attributes.Keys.Except(after.Attributes.Keys)]);

    private static bool Same(AttributeValue one, AttributeValue other) => (one, other) switch
    {
        ({ S: { } a }, { S: { } b }) => a == b,
        ({ N: { } a }, { N: { } b }) => a == b,
        ({ BOOL: { } a }, { BOOL: { } b }) => a == b,
        ({ L: { } a }, { L: { } b }) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        ({ M: { } a }, { M: { } b }) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var value) && Same(entry.Value, value)),
        _ => false,
    };
}
