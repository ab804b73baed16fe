namespace Clinic.Core.Reports;

/// <summary>What every report takes: a period in one of its two forms, and whose figures.</summary>
public sealed record ReportQuery(string? Timespan, DateOnly? From, DateOnly? To, string? ThanatologistId);

/// <summary>What the reports can be grouped by.</summary>
public static class ReportGroups
{
    public const string None = "none";
    public const string Gender = "gender";
    public const string Thanatologist = "thanatologist";

    public static readonly IReadOnlyList<string> OfSessions =
        [RollupAttributes.ServiceType, RollupAttributes.InterventionType, RollupAttributes.Motive, RollupAttributes.Tool, Thanatologist];

    public static readonly IReadOnlyList<string> OfPatients = [Gender, Thanatologist];

    public static readonly IReadOnlyList<string> OfFees = [None, Thanatologist];
}
