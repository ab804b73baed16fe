using System.Globalization;
using Clinic.Core.Agenda;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Core.Reports;

/// <summary>What reports are called and how their figures are written, in Spanish; a table's numbers are plain, a chart's have separators.</summary>
public static class ReportTables
{
    private const string Sessions = "Sesiones";
    private const string Patients = "Pacientes atendidos";
    private const string Fees = "Cuotas de recuperación";
    private const string OpenRecords = "Expedientes abiertos";
    private const string Appointments = "Citas";
    private const string Improved = "Proporción que mejoró";
    private const string NoShowRate = "Tasa de inasistencia";

    private static readonly string[] Weekdays = ["Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"];

    public static ReportTable OfSessions(GroupedReport report) => Grouped(report, Sessions, Count);

    public static ReportTable OfPatients(GroupedReport report) => Grouped(report, Patients, Count);

    public static ReportTable OfFees(GroupedReport report) => Grouped(report, Fees, Amount);

    /// <summary>The report has codes, the table and the chart have words.</summary>
    public static ReportTable OfAppointments(GroupedReport report)
    {
        var previous = report.Previous is { } before ? before with { Labels = Words(before.Labels) } : null;
        return Grouped(report with { Labels = Words(report.Labels), Previous = previous }, Appointments, Count);

        IReadOnlyList<string> Words(IReadOnlyList<string> codes) => [.. codes.Select(code => WordOf(report.GroupBy, code))];
    }

    /// <summary>All figures in the table; the chart shows the sessions.</summary>
    public static ReportTable Of(ThanatologistsReport report) => new(
        ["Tanatólogo", Sessions, Patients, Fees, "Cuota promedio", OpenRecords, Appointments, NoShowRate, "Ocupación"],
        [.. report.Items.Select(Row)],
        new BarChart(
            "Sesiones por tanatólogo",
            Period(report.From, report.To),
            Sessions,
            [.. report.Items.Select(item => new ChartValue(item.Name ?? item.ThanatologistId, item.Sessions, Count(item.Sessions)))]));

    /// <summary>All figures in the table; the chart's bars are what can be counted, and its subtitle has the fees.</summary>
    public static ReportTable Of(SummaryReport report)
    {
        (string Label, decimal Value)[] counts =
        [
            (Patients, report.Patients), ("Pacientes nuevos", report.NewPatients), (OpenRecords, report.OpenRecords),
            ("Expedientes cerrados", report.ClosedRecords), (Sessions, report.Sessions),
        ];
        (string Label, decimal? Value)[] others =
            [(Fees, report.Fees), (Appointments, report.Appointments), (NoShowRate, report.NoShowRate), ("Días hasta la primera cita", report.DaysToFirstAppointment), ("Sesiones grupales", report.GroupSessions)];
        return new ReportTable(
            ["Indicador", "Valor"],
            [.. counts.Select(figure => new[] { figure.Label, Plain(figure.Value) }), .. others.Select(figure => new[] { figure.Label, Plain(figure.Value) })],
            new BarChart(
                "Resumen",
                $"{Period(report.From, report.To)} · {Fees}: {Amount(report.Fees)}",
                "Número",
                [.. counts.Append((Appointments, report.Appointments)).Select(figure => new ChartValue(figure.Item1, figure.Item2, Count(figure.Item2)))]));
    }

    /// <summary>All figures in the table; the chart's bars are the shares that have improved, of the groups that have figures.</summary>
    public static ReportTable Of(OutcomesReport report) => new(
        [GroupName(report.GroupBy)!, "Casos", "Cambio medio", Improved],
        [.. report.Items.Select(item => (IReadOnlyList<string>)[item.Label, Plain(item.Cases), Plain(item.MeanChange), Plain(item.ImprovedShare)])],
        new BarChart(
            $"Resultados por {GroupName(report.GroupBy)!.ToLowerInvariant()}",
            $"{Period(report.From, report.To)} · {report.Instrument} · Casos: {Count(report.Total)}",
            Improved,
            [
                .. report.Items.Where(item => item.Cases is not null).Select(item => new ChartValue(
                    item.Label, item.ImprovedShare ?? 0, string.Create(CultureInfo.InvariantCulture, $"{item.ImprovedShare:P0} de {item.Cases}, cambio {item.MeanChange:0.##}"))),
            ]));

    private static ReportTable Grouped(GroupedReport report, string figure, Func<decimal, string> write)
    {
        var group = GroupName(report.GroupBy);
        var title = group is null ? figure : $"{figure} por {group.ToLowerInvariant()}";
        var subtitle = Subtitle(report.From, report.To, report.Total, write);
        var values = Values(report.Labels, report.Values, write);
        var previous = report.Previous is { } before ? new PreviousValues(Subtitle(before.From, before.To, before.Total, write), Values(before.Labels, before.Values, write)) : null;
        if (ReportGroups.IsOfTime(report.GroupBy))
            return new ReportTable(SeriesHeader(group!, figure, previous), SeriesRows(values, previous), new LineChart(title, subtitle, figure, values, previous));
        // Groups that only the period before has are groups of the chart and the table, too.
        values = [.. values, .. (previous?.Values ?? []).Skip(values.Count).Select(value => new ChartValue(value.Label, 0, write(0)))];
        return new ReportTable(
            previous is null ? [group ?? "Concepto", figure] : [group ?? "Concepto", figure, OfPrevious(figure)],
            [.. values.Select((value, index) => (IReadOnlyList<string>)[value.Label, Plain(value.Value), .. Column(previous, index)])],
            new BarChart(title, subtitle, figure, values, previous));
    }

    private static IReadOnlyList<string> SeriesHeader(string group, string figure, PreviousValues? previous) =>
        previous is null ? [group, figure] : [group, figure, OfPrevious(group), OfPrevious(figure)];

    /// <summary>The periods of both, side by side. One may have a week or a month more than the other.</summary>
    private static IReadOnlyList<IReadOnlyList<string>> SeriesRows(IReadOnlyList<ChartValue> values, PreviousValues? previous) =>
    [
        .. Enumerable.Range(0, Math.Max(values.Count, previous?.Values.Count ?? 0)).Select(index => (IReadOnlyList<string>)
        [
            .. Cells(values.ElementAtOrDefault(index)),
            .. previous is null ? [] : Cells(previous.Values.ElementAtOrDefault(index)),
        ]),
    ];

    private static string[] Cells(ChartValue? value) => value is null ? ["", ""] : [value.Label, Plain(value.Value)];

    private static string[] Column(PreviousValues? previous, int index) => previous is null ? [] : [Plain(previous.Values[index].Value)];

    private static string OfPrevious(string column) => column + " del periodo anterior";

    private static IReadOnlyList<ChartValue> Values(IReadOnlyList<string> labels, IReadOnlyList<decimal> values, Func<decimal, string> write) =>
        [.. labels.Zip(values, (label, value) => new ChartValue(label, value, write(value)))];

    private static string Subtitle(DateOnly from, DateOnly to, decimal total, Func<decimal, string> write) => $"{Period(from, to)} · Total: {write(total)}";

    private static IReadOnlyList<string> Row(ThanatologistFigures item) =>
    [
        item.Name ?? item.ThanatologistId,
        Plain(item.Sessions),
        Plain(item.Patients),
        Plain(item.Fees),
        Plain(item.AverageFee),
        Plain(item.OpenRecords),
        Plain(item.Appointments),
        Plain(item.NoShowRate),
        Plain(item.Utilisation),
    ];

    private static string? GroupName(string groupBy) => groupBy switch
    {
        RollupAttributes.ServiceType => "Tipo de servicio",
        RollupAttributes.InterventionType => "Intervención",
        RollupAttributes.Motive => "Motivo",
        RollupAttributes.Tool => "Herramienta",
        ReportGroups.Gender => "Género",
        ReportGroups.Thanatologist => "Tanatólogo",
        AppointmentCounters.Status => "Estado",
        AppointmentCounters.Mode => "Modalidad",
        AppointmentCounters.Weekday => "Día de la semana",
        AppointmentCounters.Hour => "Hora",
        ReportGroups.Day => "Día",
        ReportGroups.Week => "Semana",
        ReportGroups.Month => "Mes",
        _ => null,
    };

    /// <summary>The word for a code of a dimension of appointments; whatever else there is to group by is written as it is.</summary>
    private static string WordOf(string groupBy, string code) => groupBy switch
    {
        AppointmentCounters.Status => AppointmentStatuses.Parse(code) switch
        {
            AppointmentStatus.Booked => "Reservada",
            AppointmentStatus.Confirmed => "Confirmada",
            AppointmentStatus.Arrived => "En la clínica",
            AppointmentStatus.Done => "Realizada",
            AppointmentStatus.Cancelled => "Cancelada",
            _ => "No asistió",
        },
        AppointmentCounters.Mode => AppointmentModes.Parse(code) switch
        {
            AppointmentMode.InPerson => "Presencial",
            AppointmentMode.Phone => "Por teléfono",
            _ => "Por video",
        },
        AppointmentCounters.Weekday => Weekdays[int.Parse(code, CultureInfo.InvariantCulture) - 1],
        AppointmentCounters.Hour => code + ":00",
        _ => code,
    };

    private static string Period(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} a {to:yyyy-MM-dd}");

    private static string Count(decimal value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal value) => value.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>An empty cell where there is no value.</summary>
    private static string Plain(decimal? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}

/// <summary>A report for people, in the clinic's language: as the rows of a table, and as a chart.</summary>
/// <param name="Header">The names of the columns; a row has a cell for each.</param>
public sealed record ReportTable(IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, Chart Chart)
{
    public string ToCsv() => Csv.Write(Header, Rows);

    public string ToSvg() => Chart.Render();
}
