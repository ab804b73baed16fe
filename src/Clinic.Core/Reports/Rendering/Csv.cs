using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// Comma-separated values by RFC 4180. The text begins with U+FEFF, by which spreadsheets know UTF-8 and show accents. A cell that
/// a spreadsheet would take for a formula is led by an apostrophe, as OWASP's page on CSV injection says; a plain number stays one.
/// </summary>
public static class Csv
{
    private const char ByteOrderMark = '\uFEFF';

    private const string BeginsFormula = "=+-@\t\r\n＝＋－＠";

    private static readonly SearchValues<char> needQuotes = SearchValues.Create("\",\r\n");

    /// <summary>The lines of the table, each ended by CRLF. Numbers are to be given in the invariant culture.</summary>
    public static string Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder().Append(ByteOrderMark);
        AppendRow(text, header);
        foreach (var row in rows)
            AppendRow(text, row);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells)
    {
        // A line without anything on it would be no record.
        text.AppendJoin(',', cells is [""] ? ["\"\""] : cells.Select(cell => Quoted(Harmless(cell)))).Append("\r\n");
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(needQuotes) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    private static string Harmless(string cell) =>
        cell.Length > 0 && BeginsFormula.Contains(cell[0], StringComparison.Ordinal) && !IsPlainNumber(cell) ? $"'{cell}" : cell;

    private static bool IsPlainNumber(string cell) =>
        decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) && cell[0] == '-';
}
