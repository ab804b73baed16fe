namespace Clinic.Anonymization.Generalization;

/// <summary>
/// Makes a table k-anonymous (Sweeney, 2002): every combination of quasi-identifiers that is released is that of at least k rows.
/// Rows of too small a class lose their area, then the year of their decade, then their birth altogether; what is still too small
/// is left out. It depends on the sizes of the classes alone.
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
