using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds dates that are more exact than a year, including names of months.</summary>
internal static partial class DateSearch
{
    private const string Month = @"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)";
    private const string Short = @"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic)\b\.?";
    private const string Roman = @"(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})";
    private const string Spoken = @"(?:primero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|diecis[ée]is|diecisiete|dieciocho|diecinueve|veinte|veinti\w{3,6}|treinta(?: y uno)?)";
    private const string Tens = @"(?:dos mil|mil novecientos|veinti\w{3,6}|veinte|diez|once|doce|trece|catorce|quince|dieci\w{4,5}|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cero)";
    private const string Year = @"(?:,? ?(?:de|del)?(?: año)? \d{4}|,? (?:de|del|del año) (?:" + Tens + @"\b|'?\d{2}\b(?! de\b))(?: (?!de\b)(?:y )?(?:mil|" + Tens + @"|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b){0,3})?";

    // Without a blank between: 28feb85, 2/nov, sep.14. Mar is also the sea, and is a month only beside a sign.
    private const string Joint = @"(?:[-/.,_·—|\\]| ?[-/._] ?)";
    private const string Abbreviated = @"(?:ene|feb|mar|abr|may|jun|jul|ago|sept?|set|oct|nov|dic)(?!\p{L})\.?";
    private const string ButMar = @"(?!mar\b)" + Abbreviated;
    private const string Day = @"(?:0?[1-9]|[12]\d|3[01])(?!\d)";
    private const string Number = @"(?:\d{1,2}|" + Spoken + ")";

    public static IEnumerable<Finding> Find(string text) => Numeric().Matches(text).Concat(DayAndMonth().Matches(text)).Concat(Written().Matches(text)).Concat(Alone().Matches(text))
        .Concat(DayFirst().Matches(text)).Concat(MonthFirst().Matches(text)).Concat(Counted().Matches(text))
        .Select(match => new Finding(match.Index, match.Length, FindingKind.Date));

    [GeneratedRegex(@"(?<![\w/.-])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.Z+-]+)?|\d{1,2}[º°]? ?[-/.] ?\d{1,2} ?[-/.] ?(?:\d{4}|\d{2})|" + Day + @"(?:([_·—|\\~])(?:0?[1-9]|1[0-2])\1(?:\d{4}|\d{2})|([, ])(?:0?[1-9]|1[0-2])\2(?:19|20)\d{2})|\d{1,2}[-/. ](?:" + Short + "|" + Month + @")[-/. ]+\d{2,4}|\d{1,2}[-/ ]" + Roman + @"[-/ ]\d{2,4}|\d{1,2}/\d{4}|(?:0?[1-9]|1[0-2])[.-](?:19|20)\d{2}|" + Short + @"(?:[-/ ]+|(?<!mar) del? )\d{4})(?![\d/])", RegexOptions.IgnoreCase)]
    private static partial Regex Numeric();

    [GeneratedRegex(@"(?<=\b(?:el|del|al|desde|d[íi]a|fecha|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo) )(?:(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])|(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2]))(?![\d/-]| ?%)", RegexOptions.IgnoreCase)]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"\b(?:(?:\d{1,2}(?:(?:º|°|ro|er|o)\.?)?|" + Spoken + @")(?:(?:,? (?:y|al?|o) (?:el )?|, )(?:\d{1,2}|" + Spoken + @")){0,9} ?(?:de |del )?(?:mes de )?(?:" + Month + @"\b|(?<=de )" + Short + ")|" + Month + @" \d{1,2}(?!\d))" + Year, RegexOptions.IgnoreCase)]
    private static partial Regex Written();

    // Abril and Julio are also names: a month alone has a preposition before it or a year after it.
    [GeneratedRegex(@"(?<=\b(?:en|de|desde|hasta|para|a|cada|este|pasado|próximo|mes de|todo|durante|entre|y|finales de|principios de|mediados de) )" + Month + @"\b(?: (?:de|del)(?: año)? \d{4})?|\b(?i:" + Month + @") (?:de |del |del año )?\d{4}\b", RegexOptions.None)]
    private static partial Regex Alone();

    [GeneratedRegex(@"(?<![\w/.,-])(?:" + Day + "|" + Spoken + @"(?= ?[-/.]))(?:[º°o]\.?)?(?:" + Joint + "?(?:" + Month + "|" + Abbreviated + ")| (?:de )?(?:" + Month + "|" + ButMar + @"))(?:(?:" + Joint + @"| | de | del |')?(?:\d{4}|\d{2}))?(?![\p{L}\d])", RegexOptions.IgnoreCase)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"\b(?:(?:" + Month + "|" + Abbreviated + ")" + Joint + "|(?:" + Month + "|" + ButMar + @") |mar\. )" + Day + @"(?:(?:" + Joint + @"|, ?| | de | del )(?:\d{4}|\d{2}))?(?![\p{L}\d:%])", RegexOptions.IgnoreCase)]
    private static partial Regex MonthFirst();

    // 3 de 05 de 2020, cinco del doce del noventa y ocho
    [GeneratedRegex(@"(?<![\w/.-])" + Number + " del? (?:mes )?" + Number + @" del? (?:año )?(?:\d{4}|'?\d{2}\b|" + Tens + "(?: (?:y )?(?:mil|" + Tens + @"|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b){0,3})", RegexOptions.IgnoreCase)]
    private static partial Regex Counted();
}
