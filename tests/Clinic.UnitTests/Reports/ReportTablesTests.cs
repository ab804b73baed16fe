using Clinic.Core.Reports;
using Clinic.Core.Reports.Rendering;
using Xunit;

namespace Clinic.UnitTests.Reports;

public sealed class ReportTablesTests
{
    private static readonly DateOnly From = new(2026, 10, 29);
    private static readonly DateOnly To = new(2026, 11, 25);

    [Fact]
    public void A_report_by_group_is_called_by_what_it_counts_and_the_group()
    {
        var table = ReportTables.OfSessions(new GroupedReport(From, To, "serviceType", ["Holísticos", "Alternativas"], [1_200, 3], 1_203));

        Assert.Equal(("Sesiones por tipo de servicio", "2026-10-29 a 2026-11-25 · Total: 1,203", "Sesiones"), (table.Chart.Title, table.Chart.Subtitle, table.Chart.ValueLabel));
        Assert.Equal(["Tipo de servicio", "Sesiones"], table.Header);
        Assert.Equal([["Holísticos", "1200"], ["Alternativas", "3"]], table.Rows);
        Assert.Equal([new ChartValue("Holísticos", 1_200, "1,200"), new ChartValue("Alternativas", 3, "3")], table.Chart.Values);
    }

    [Fact]
    public void Fees_are_amounts()
    {
        var table = ReportTables.OfFees(new GroupedReport(From, To, "none", ["Total"], [1_234.5m], 1_234.5m));

        Assert.Equal("Cuotas de recuperación", table.Chart.Title);
        Assert.Equal([["Total", "1234.5"]], table.Rows);
        Assert.Equal([new ChartValue("Total", 1_234.5m, "1,234.50")], table.Chart.Values);
    }

    [Theory]
    [InlineData("interventionType", "Sesiones por intervención")]
    [InlineData("motive", "Sesiones por motivo")]
    [InlineData("tool", "Sesiones por herramienta")]
    [InlineData("thanatologist", "Sesiones por tanatólogo")]
    [InlineData("day", "Sesiones por día")]
    [InlineData("week", "Sesiones por semana")]
    [InlineData("month", "Sesiones por mes")]
    public void Every_group_has_a_name(string groupBy, string title) =>
        Assert.Equal(title, ReportTables.OfSessions(new GroupedReport(From, To, groupBy, [], [], 0)).Chart.Title);

    [Fact]
    public void Groups_of_the_period_before_are_a_column_and_those_that_only_it_has_come_last()
    {
        var previous = new PreviousFigures(new(2026, 10, 1), new(2026, 10, 28), ["Duelo", "Ansiedad", "Viudez"], [1_000, 0, 7], 1_007);
        var table = ReportTables.OfSessions(new GroupedReport(From, To, "motive", ["Duelo", "Ansiedad"], [12, 3], 15, previous));

        Assert.Equal(["Motivo", "Sesiones", "Sesiones del periodo anterior"], table.Header);
        Assert.Equal([["Duelo", "12", "1000"], ["Ansiedad", "3", "0"], ["Viudez", "0", "7"]], table.Rows);
        Assert.IsType<BarChart>(table.Chart);
        Assert.Equal(["Duelo 12", "Ansiedad 3", "Viudez 0"], table.Chart.Values.Select(value => $"{value.Label} {value.ValueText}"));
        Assert.Equal("2026-10-01 a 2026-10-28 · Total: 1,007", table.Chart.Previous?.Subtitle);
        Assert.Equal(["Duelo 1,000", "Ansiedad 0", "Viudez 7"], table.Chart.Previous!.Values.Select(value => $"{value.Label} {value.ValueText}"));
    }

    [Fact]
    public void A_series_is_a_line_and_the_period_before_has_columns_of_its_own()
    {
        var report = new GroupedReport(From, To, "week", ["2026-W44", "2026-W45"], [300.5m, 0], 300.5m);
        var previous = new PreviousFigures(new(2026, 10, 1), new(2026, 10, 28), ["2026-W40", "2026-W41", "2026-W42"], [1, 2, 0.25m], 3.25m);

        var (alone, compared) = (ReportTables.OfFees(report), ReportTables.OfFees(report with { Previous = previous }));

        Assert.Equal(["Semana", "Cuotas de recuperación"], alone.Header);
        Assert.Equal([["2026-W44", "300.5"], ["2026-W45", "0"]], alone.Rows);
        Assert.Equal("Cuotas de recuperación por semana", Assert.IsType<LineChart>(alone.Chart).Title);
        Assert.Null(alone.Chart.Previous);
        Assert.Equal(["Semana", "Cuotas de recuperación", "Semana del periodo anterior", "Cuotas de recuperación del periodo anterior"], compared.Header);
        Assert.Equal([["2026-W44", "300.5", "2026-W40", "1"], ["2026-W45", "0", "2026-W41", "2"], ["", "", "2026-W42", "0.25"]], compared.Rows);
        Assert.Equal(["300.50", "0.00"], compared.Chart.Values.Select(value => value.ValueText));
        Assert.Equal(["1.00", "2.00", "0.25"], compared.Chart.Previous!.Values.Select(value => value.ValueText));
    }

    [Fact]
    public void A_name_that_looks_like_a_formula_stays_a_text()
    {
        var item = new ThanatologistFigures("01990000-0000-7000-8000-000000000003", "=cmd|' /C calc'!A0", 1, 1, 0, 0, 0, 0, null, null);

        Assert.Contains("'=cmd", ReportTables.Of(new ThanatologistsReport(From, To, [item])).ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summarys_fees_are_in_the_charts_subtitle_and_in_the_table()
    {
        var table = ReportTables.Of(new SummaryReport(From, To, 5, 1, 7, 2, 12, 300.5m, 14, 0.25m, null, 2));

        Assert.Equal("2026-10-29 a 2026-11-25 · Cuotas de recuperación: 300.50", table.Chart.Subtitle);
        Assert.Equal([["Pacientes atendidos", "5"], ["Pacientes nuevos", "1"], ["Expedientes abiertos", "7"], ["Expedientes cerrados", "2"], ["Sesiones", "12"], ["Cuotas de recuperación", "300.5"], ["Citas", "14"], ["Tasa de inasistencia", "0.25"], ["Días hasta la primera cita", ""], ["Sesiones grupales", "2"]], table.Rows);
        Assert.Equal(["Pacientes atendidos", "Pacientes nuevos", "Expedientes abiertos", "Expedientes cerrados", "Sesiones", "Citas"], table.Chart.Values.Select(value => value.Label));
    }

    [Fact]
    public void The_thanatologists_appointments_are_the_last_columns()
    {
        var item = new ThanatologistFigures("01990000-0000-7000-8000-000000000003", "Ximena Quiroga", 3, 2, 301, 100.33m, 2, 5, null, 1.125m);

        var table = ReportTables.Of(new ThanatologistsReport(From, To, [item]));

        Assert.Equal(["Tanatólogo", "Sesiones", "Pacientes atendidos", "Cuotas de recuperación", "Cuota promedio", "Expedientes abiertos", "Citas", "Tasa de inasistencia", "Ocupación"], table.Header);
        Assert.Equal([["Ximena Quiroga", "3", "2", "301", "100.33", "2", "5", "", "1.125"]], table.Rows);
    }

    [Theory]
    [InlineData("status", "Citas por estado", "booked confirmed arrived done cancelled no-show", "Reservada, Confirmada, En la clínica, Realizada, Cancelada, No asistió")]
    [InlineData("mode", "Citas por modalidad", "in-person phone video", "Presencial, Por teléfono, Por video")]
    [InlineData("weekday", "Citas por día de la semana", "1 7", "Lunes, Domingo")]
    [InlineData("hour", "Citas por hora", "08 17", "08:00, 17:00")]
    [InlineData("thanatologist", "Citas por tanatólogo", "1 7", "1, 7")]
    [InlineData("month", "Citas por mes", "2026-11 2026-12", "2026-11, 2026-12")]
    public void Appointments_have_words_for_codes(string groupBy, string title, string codes, string words)
    {
        var labels = codes.Split(' ');
        decimal[] values = [.. labels.Select((_, index) => 9m - index)];
        var report = new GroupedReport(From, To, groupBy, labels, values, values.Sum(), new PreviousFigures(From, To, labels, values, values.Sum()));

        var table = ReportTables.OfAppointments(report);

        Assert.Equal((title, "Citas"), (table.Chart.Title, table.Chart.ValueLabel));
        Assert.Equal(words.Split(", "), table.Rows.Select(row => row[0]));
        Assert.Equal(words.Split(", "), table.Chart.Previous!.Values.Select(value => value.Label));
    }
}
