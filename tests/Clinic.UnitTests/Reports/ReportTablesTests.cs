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

        Assert.Equal(("Sesiones por tipo de servicio", "2026-10-29 a 2026-11-25 · Total: 1,203", "Sesiones"), (table.Title, table.Subtitle, table.ValueLabel));
        Assert.Equal(["Tipo de servicio", "Sesiones"], table.Header);
        Assert.Equal([["Holísticos", "1200"], ["Alternativas", "3"]], table.Rows);
        Assert.Equal([new Bar("Holísticos", 1_200, "1,200"), new Bar("Alternativas", 3, "3")], table.Bars);
    }

    [Fact]
    public void Fees_are_amounts()
    {
        var table = ReportTables.OfFees(new GroupedReport(From, To, "none", ["Total"], [1_234.5m], 1_234.5m));

        Assert.Equal("Cuotas de recuperación", table.Title);
        Assert.Equal([["Total", "1234.5"]], table.Rows);
        Assert.Equal([new Bar("Total", 1_234.5m, "1,234.50")], table.Bars);
    }

    [Theory]
    [InlineData("interventionType", "Sesiones por intervención")]
    [InlineData("motive", "Sesiones por motivo")]
    [InlineData("tool", "Sesiones por herramienta")]
    [InlineData("thanatologist", "Sesiones por tanatólogo")]
    public void Every_group_has_a_name(string groupBy, string title) =>
        Assert.Equal(title, ReportTables.OfSessions(new GroupedReport(From, To, groupBy, [], [], 0)).Title);

    [Fact]
    public void A_name_that_looks_like_a_formula_stays_a_text()
    {
        var item = new ThanatologistFigures("01990000-0000-7000-8000-000000000003", "=cmd|' /C calc'!A0", 1, 1, 0, 0, 0);

        Assert.Contains("'=cmd", ReportTables.Of(new ThanatologistsReport(From, To, [item])).ToCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summarys_fees_are_in_the_charts_subtitle_and_in_the_table()
    {
        var table = ReportTables.Of(new SummaryReport(From, To, 5, 1, 7, 2, 12, 300.5m));

        Assert.Equal("2026-10-29 a 2026-11-25 · Cuotas de recuperación: 300.50", table.Subtitle);
        Assert.Equal([["Pacientes atendidos", "5"], ["Pacientes nuevos", "1"], ["Expedientes abiertos", "7"], ["Expedientes cerrados", "2"], ["Sesiones", "12"], ["Cuotas de recuperación", "300.5"]], table.Rows);
        Assert.Equal(5, table.Bars.Count);
    }
}
