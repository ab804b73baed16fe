using Clinic.Core.Reports.Rendering;

namespace Clinic.Core.Reports;

/// <summary>A report for people, in the clinic's language: as the rows of a table, and as a chart of bars.</summary>
/// <param name="Header">The names of the columns; a row has a cell for each.</param>
public sealed record ReportTable(
    string Title, string Subtitle, string ValueLabel, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlyList<Bar> Bars)
{
    public string ToCsv() => Csv.Write(Header, Rows);

    public string ToSvg() => new BarChart(Title, Subtitle, ValueLabel, Bars).Render();
}
