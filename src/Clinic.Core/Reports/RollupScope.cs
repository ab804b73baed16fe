namespace Clinic.Core.Reports;

/// <summary>Whose rollups are read: the clinic's, one thanatologist's, or those of each thanatologist.</summary>
internal sealed record RollupScope(bool OfThanatologists, string? ThanatologistId)
{
    public bool IsEach => OfThanatologists && ThanatologistId is null;

    public static RollupScope Clinic { get; } = new(false, null);

    public static RollupScope Each { get; } = new(true, null);

    public static RollupScope Of(string thanatologistId) => new(true, thanatologistId);
}
