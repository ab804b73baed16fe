namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// Which values reach which places of a program, whatever the order of its steps: a place is a field, parameter, local, result
/// or a property of an object, and what is copied to it adds to what it may hold.
/// </summary>
internal sealed class ValueFlow
{
    private readonly Dictionary<string, HashSet<string>> held = [];
    private readonly List<(HashSet<string> From, string To)> copies = [];
    private readonly List<(HashSet<string> Objects, string Property, HashSet<string> From)> stores = [];

    /// <summary>A value itself, as against a place.</summary>
    public static string Value(string kind, string text) => $"={kind}:{text}";

    public void Copy(HashSet<string> from, string to)
    {
        if (from.Count > 0)
            copies.Add(([.. from], to));
    }

    public void Store(HashSet<string> objects, string property, HashSet<string> from) => stores.Add(([.. objects], property, [.. from]));

    public void Solve()
    {
        bool changed;
        do
        {
            changed = false;
            foreach (var (from, to) in copies)
                changed |= Add(to, from);
            foreach (var (objects, property, from) in stores)
            {
                foreach (var @object in Of(objects, "object"))
                    changed |= Add(PlaceOf(@object, property), from);
            }
        }
        while (changed);
    }

    /// <summary>The values of one kind that places may hold.</summary>
    public List<string> Of(IEnumerable<string> places, string kind) =>
        [.. places.SelectMany(Values).Where(value => value.StartsWith($"={kind}:", StringComparison.Ordinal)).Select(value => value[(kind.Length + 2)..]).Distinct()];

    public static string PlaceOf(string @object, string property) => $"{@object}.{property}";

    private IEnumerable<string> Values(string place) => place.StartsWith('=') ? [place] : held.GetValueOrDefault(place) ?? [];

    private bool Add(string place, HashSet<string> from)
    {
        if (!held.TryGetValue(place, out var values))
            held[place] = values = [];
        var before = values.Count;
        foreach (var value in from.SelectMany(Values).ToList())
            values.Add(value);
        return values.Count > before;
    }
}
