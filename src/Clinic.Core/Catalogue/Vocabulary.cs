using System.Collections.Frozen;

namespace Clinic.Core.Catalogue;

/// <summary>A closed list of values with aliases.</summary>
public sealed class Vocabulary
{
    private readonly FrozenDictionary<string, string> canonical;

    internal Vocabulary(IReadOnlyList<string> values, Dictionary<string, string>? aliases = null)
    {
        Values = values;
        canonical = values.ToDictionary(value => value, value => value)
            .Concat(aliases ?? [])
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Values { get; }

    /// <summary>The canonical spelling of a value, or null when the list does not have it.</summary>
    public string? Find(string? value) => value is not null && canonical.TryGetValue(value.Trim(), out var found) ? found : null;
}
