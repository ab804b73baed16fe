using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Clinic.Anonymization.Detection;

namespace Clinic.Anonymization.Masking;

/// <summary>Replaces findings by their kind. Dates keep their year, unless it reveals an age over 89.</summary>
internal static partial class Mask
{
    private const int YearLength = 4;

    /// <param name="thisYear">The year of the export.</param>
    public static string Apply(string text, IReadOnlyList<Finding> findings, int thisYear)
    {
        var masked = new StringBuilder(text.Length);
        var end = 0;
        foreach (var finding in findings.OrderBy(finding => finding.Start).ThenByDescending(finding => finding.Length))
        {
            if (finding.Start >= end)
            {
                masked.Append(text, end, finding.Start - end).Append(Placeholder(text.Substring(finding.Start, finding.Length), finding.Kind, thisYear));
            }
            end = Math.Max(end, finding.End);
        }
        return masked.Append(text, end, text.Length - end).ToString();
    }

    private static string Placeholder(string text, FindingKind kind, int thisYear) => kind switch
    {
        FindingKind.Name => "[NOMBRE]",
        FindingKind.Phone => "[TELÉFONO]",
        FindingKind.Email => "[CORREO]",
        FindingKind.Address => "[LUGAR]",
        FindingKind.Age => "[90+ años]",
        FindingKind.Curp => "[CURP]",
        FindingKind.Rfc => "[RFC]",
        FindingKind.Date when YearOf(text) is { } year && year > thisYear - Generalization.Generalize.OldestAge && year <= thisYear => text.Length == YearLength ? text : $"[FECHA {year}]",
        FindingKind.Date => "[FECHA]",
        _ => "[IDENTIFICADOR]",
    };

    private static int? YearOf(string date) =>
        FourDigits().Match(date) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"(?<!\d)(?:19|20)\d{2}(?!\d)")]
    private static partial Regex FourDigits();
}
