namespace Clinic.Anonymization.Generalization;

/// <summary>
/// Makes the losses of a table k-anonymous by themselves, as a death and its circumstances are known to others: at least k of the patients
/// have a loss of each form that is released, whoever has several alike counted once. Losses of a form that too few have lose their year, then
/// the circumstance and whether it was expected, then the relation. What is still too rare is left out.
/// </summary>
internal sealed class LossPlan
{
    private readonly Dictionary<LossForm, LossForm> released = [];

    private static readonly Func<LossForm, LossForm>[] Levels =
    [
        own => own,
        own => own with { Year = null },
        own => new LossForm(own.Kind, own.Relation),
        own => new LossForm(own.Kind),
    ];

    /// <param name="patients">The losses that a patient has, and how many patients have just these.</param>
    public LossPlan(IReadOnlyList<(IReadOnlyList<LossForm> Losses, int Patients)> patients, int k)
    {
        foreach (var level in Levels)
        {
            var kept = released.Values.ToHashSet();
            var sizes = new Dictionary<LossForm, int>();
            foreach (var (losses, count) in patients)
            {
                foreach (var form in losses.Where(IsWaiting).Select(level).Distinct())
                    sizes[form] = sizes.GetValueOrDefault(form) + count;
            }
            foreach (var loss in patients.SelectMany(patient => patient.Losses).Where(IsWaiting).ToHashSet())
            {
                if (sizes[level(loss)] >= k || kept.Contains(level(loss)))
                    released[loss] = level(loss);
            }
        }
    }

    /// <summary>What is released of a loss; null when it is left out.</summary>
    public LossForm? Release(LossForm own) => released.GetValueOrDefault(own);

    private bool IsWaiting(LossForm loss) => !released.ContainsKey(loss);
}

/// <summary>What is released of a loss at most; null means withheld or unknown.</summary>
internal sealed record LossForm(string Kind, string? Relation = null, string? Circumstance = null, bool? Expected = null, int? Year = null);
