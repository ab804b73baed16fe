using System.Globalization;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Core.Reports;

/// <summary>What reports are called and how their figures are written, in Spanish; a table's numbers are plain, a chart's have separators.</summary>
public static class ReportTables
{
    private const string Sessions = "Sesiones";
    private const string Patients = "Pacientes atendidos";
    private const string Fees = "Cuotas de recuperación";
    private const string OpenRecords = "Expedientes abiertos";

    public static ReportTable OfSessions(GroupedReport report) => Grouped(report, Sessions, Count);

    public static ReportTable OfPatients(GroupedReport report) => Grouped(report, Patients, Count);

    public static ReportTable OfFees(GroupedReport report) => Grouped(report, Fees, Amount);

    /// <summary>All figures in the table; the chart shows the sessions.</summary>
    public static ReportTable Of(ThanatologistsReport report) => new(
        "Sesiones por tanatólogo",
        Period(report.From, report.To),
        Sessions,
        ["Tanatólogo", Sessions, Patients, Fees, "Cuota promedio", OpenRecords],
        [.. report.Items.Select(Row)],
        [.. report.Items.Select(item => new Bar(item.Name ?? item.ThanatologistId, item.Sessions, Count(item.Sessions)))]);

    /// <summary>All figures in the table; the chart's bars are what can be counted, and its subtitle has the fees.</summary>
    public static ReportTable Of(SummaryReport report)
    {
        (string Label, decimal Value)[] counts =
        [
            (Patients, report.Patients), ("Pacientes nuevos", report.NewPatients), (OpenRecords, report.OpenRecords),
            ("Expedientes cerrados", report.ClosedRecords), (Sessions, report.Sessions),
        ];
        return new ReportTable(
            "Resumen",
            $"{Period(report.From, report.To)} · {Fees}: {Amount(report.Fees)}",
            "Número",
            ["Indicador", "Valor"],
            [.. counts.Append((Fees, report.Fees)).Select(figure => new[] { figure.Item1, Plain(figure.Item2) })],
            [.. counts.Select(figure => new Bar(figure.Label, figure.Value, Count(figure.Value)))]);
    }

    private static ReportTable Grouped(GroupedReport report, string figure, Func<decimal, string> write)
    {
        var group = GroupName(report.GroupBy);
        var groups = report.Labels.Zip(report.Values).ToList();
        return new ReportTable(
            group is null ? figure : $"{figure} por {group.ToLowerInvariant()}",
            $"{Period(report.From, report.To)} · Total: {write(report.Total)}",
            figure,
            [group ?? "Concepto", figure],
            [.. groups.Select(row => new[] { row.First, Plain(row.Second) })],
            [.. groups.Select(row => new Bar(row.First, row.Second, write(row.Second)))]);
    }

    private static IReadOnlyList<string> Row(ThanatologistFigures item) =>
    [
        item.Name ?? item.ThanatologistId, Plain(item.Sessions), Plain(item.Patients), Plain(item.Fees), Plain(item.AverageFee), Plain(item.OpenRecords),
    ];

    private static string? GroupName(string groupBy) => groupBy switch
    {
        RollupAttributes.ServiceType => "Tipo de servicio",
        RollupAttributes.InterventionType => "Intervención",
        RollupAttributes.Motive => "Motivo",
        RollupAttributes.Tool => "Herramienta",
        ReportGroups.Gender => "Género",
        ReportGroups.Thanatologist => "Tanatólogo",
        _ => null,
    };

    private static string Period(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} a {to:yyyy-MM-dd}");

    private static string Count(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal value) => value.ToString("N2", CultureInfo.InvariantCulture);

    private static string Plain(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A report for people, in the clinic's language: as the rows of a table, and as a chart of bars.</summary>
/// <param name="Header">The names of the columns; a row has a cell for each.</param>
public sealed record ReportTable(
    string Title, string Subtitle, string ValueLabel, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Bar> Bars)
{
    public string ToCsv() => Csv.Write(Header, Rows);

    public string ToSvg() => new BarChart(Title, Subtitle, ValueLabel, Bars).Render();
}
