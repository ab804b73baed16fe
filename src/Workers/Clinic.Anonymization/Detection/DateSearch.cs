using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds dates that tell more than a year, a month by its name included.</summary>
internal static partial class DateSearch
{
    private const string Month = @"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)";
    private const string Short = @"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?";
    private const string Roman = @"(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})";
    private const string Spoken = @"(?:primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|diecis[ée]is|diecisiete|dieciocho|diecinueve|veinte|veinti\w{3,6}|treinta(?: y uno)?)";
    private const string Year = @"(?:,? ?(?:de|del)?(?: año)? \d{4}|,? (?:de|del año) (?:dos mil|mil novecientos)(?: (?!de\b)\w+){0,3})?";

    public static IEnumerable<Finding> Find(string text) => Numeric().Matches(text).Concat(DayAndMonth().Matches(text)).Concat(Written().Matches(text)).Concat(Alone().Matches(text))
        .Select(match => new Finding(match.Index, match.Length, FindingKind.Date));

    [GeneratedRegex(@"(?<![\w/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.Z+-]+)?|\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d{2})|\d{1,2}[-/. ](?:" + Short + "|" + Month + @")[-/. ]+\d{2,4}|\d{1,2}[-/ ]" + Roman + @"[-/ ]\d{2,4}|\d{1,2}/\d{4}|" + Short + @"[-/ ]+\d{4})(?![\d/])", RegexOptions.IgnoreCase)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"(?<=\b(?:el|del|al|desde|d[íi]a|fecha|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo) )(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d/])", RegexOptions.IgnoreCase)]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"\b(?:(?:\d{1,2}(?:(?:º|°|ro|er|o)\.?)?|" + Spoken + @")(?:(?:,? (?:y|al?|o) (?:el )?|, )(?:\d{1,2}|" + Spoken + @")){0,9} ?(?:de |del )?(?:mes de )?(?:" + Month + @"\b|(?<=de )" + Short + ")|" + Month + @" \d{1,2}(?!\d))" + Year, RegexOptions.IgnoreCase)]
    private static partial Regex Written();

    // Abril and Julio are names too: alone, a month has a preposition before it or a year behind.
    [GeneratedRegex(@"(?<=\b(?:en|de|desde|hasta|para|a|cada|este|pasado|próximo|mes de|todo|durante|entre|y|finales de|principios de|mediados de) )" + Month + @"\b(?: (?:de|del)(?: año)? \d{4})?|\b(?i:" + Month + @") (?:de |del |del año )?\d{4}\b", RegexOptions.None)]
    private static partial Regex Alone();
}
