namespace Clinic.Core.Reports;

/// <summary>Figures by group, the largest first; empty when there is nothing.</summary>
/// <param name="Values">One for each label: numbers of sessions or of patients, or amounts with at most two decimals.</param>
/// <param name="Total">Of patients, the number of distinct ones, which may be less than the sum.</param>
public sealed record GroupedReport(
    DateOnly From, DateOnly To, string GroupBy, IReadOnlyList<string> Labels, IReadOnlyList<decimal> Values, decimal Total);

/// <summary>The figures of every thanatologist who held sessions in the period or has open records.</summary>
public sealed record ThanatologistsReport(DateOnly From, DateOnly To, IReadOnlyList<ThanatologistFigures> Items);

/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="AverageFee">Per session, to the cent; 0 without sessions.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
public sealed record ThanatologistFigures(
    string ThanatologistId, string? Name, int Sessions, int Patients, decimal Fees, decimal AverageFee, int OpenRecords);

/// <summary>The figures at a glance.</summary>
/// <param name="Patients">Distinct patients attended in the period.</param>
/// <param name="NewPatients">Patients whose record was opened in the period.</param>
/// <param name="OpenRecords">As of now, whatever the period.</param>
/// <param name="ClosedRecords">As of now, whatever the period.</param>
public sealed record SummaryReport(
    DateOnly From, DateOnly To, int Patients, int NewPatients, int OpenRecords, int ClosedRecords, int Sessions, decimal Fees);
