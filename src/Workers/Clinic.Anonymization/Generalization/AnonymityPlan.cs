using System.Security.Cryptography;
using System.Text;

namespace Clinic.Anonymization.Generalization;

/// <summary>
/// Makes a table k-anonymous (Sweeney, 2002): at least k rows have each released combination of quasi-identifiers.
/// Rows of a class that is too small lose their area, then the year of birth for its decade, then the birth altogether. What is still too small
/// is left out. The plan depends only on the sizes of the classes.
/// </summary>
internal sealed class AnonymityPlan
{
    private readonly Dictionary<QuasiIdentifiers, QuasiIdentifiers?> released = [];

    private static readonly Func<QuasiIdentifiers, QuasiIdentifiers>[] Levels =
    [
        own => own,
        own => own with { Zip3 = null },
        own => own with { Zip3 = null, BirthYear = Generalize.Decade(own.BirthYear) },
        own => own with { Zip3 = null, BirthYear = null },
    ];

    public AnonymityPlan(IReadOnlyDictionary<QuasiIdentifiers, int> sizes, int k)
    {
        var kept = new Dictionary<QuasiIdentifiers, int>();
        var waiting = sizes;
        for (var level = 0; level < Levels.Length; level++)
        {
            var classes = waiting.GroupBy(own => Levels[level](own.Key)).ToDictionary(form => form.Key, form => form.ToList());
            foreach (var (form, members) in classes)
            {
                var rows = members.Sum(member => member.Value);
                if (rows + kept.GetValueOrDefault(form) < k)
                    continue;
                kept[form] = rows + kept.GetValueOrDefault(form);
                members.ForEach(member => released[member.Key] = form);
                RowsAtLevel[level] += rows;
            }
            waiting = waiting.Where(own => !released.ContainsKey(own.Key)).ToDictionary();
        }
        Reached = kept.Count == 0 ? null : kept.Values.Min();
    }

    /// <summary>The size of the smallest class that is released; null when nothing is.</summary>
    public int? Reached { get; }

    /// <summary>The rows that are released as they are, without area, with a decade, and with gender alone.</summary>
    public int[] RowsAtLevel { get; } = new int[Levels.Length];

    /// <summary>What is released of a row; null when the row is left out.</summary>
    public QuasiIdentifiers? Release(QuasiIdentifiers own) => released.GetValueOrDefault(own);
}

/// <summary>The values by which a person could be recognized in combination; null means withheld or unknown.</summary>
internal sealed record QuasiIdentifiers(string? Gender, string? BirthYear, string? Zip3);

/// <summary>Names for persons that are valid within one export: HMAC-SHA-256 under a key that no other export has and that is deleted at its end.</summary>
internal sealed class Pseudonyms(byte[] key)
{
    /// <summary>128 bits in hex: rows of one patient stay together.</summary>
    public string Patient(string id) => Of("patient", id);

    public string Thanatologist(string id) => Of("thanatologist", id);

    private string Of(string kind, string id) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}\n{id}")).AsSpan(0, 16));
}
