using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Comprehend;
using Amazon.Comprehend.Model;
using Amazon.Runtime;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// Amazon Comprehend's detection, in a language that it knows. A failure after the SDK's retries is thrown: an export with less
/// than was asked for must not be made.
/// </summary>
internal sealed class ComprehendDetector(IAmazonComprehend comprehend, string language, int mostBytes = ComprehendDetector.MostBytes) : IPiiDetector
{
    /// <summary>Hiding something without need costs a word, missing something can expose a person: so everything with a score of at least one half is taken.</summary>
    public const float LeastScore = 0.5f;

    /// <summary>Comprehend takes 100 KB of UTF-8.</summary>
    private const int MostBytes = 100_000;

    /// <summary>
    /// Several texts at a time. With thousands of texts, throttling is normal: each request waits its turn, and
    /// the SDK's budget for all retries together, which protects a service that is down, is not applied.
    /// </summary>
    public static AmazonComprehendConfig Settings() => new()
    {
        RetryMode = RequestRetryMode.Standard,
        MaxErrorRetry = 12,
        ThrottleRetries = false,
        MaxConnectionsPerServer = 4,
    };

    public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
    {
        var found = new List<Finding>();
        foreach (var piece in TextPiece.Of(text, mostBytes))
        {
            var response = await comprehend.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { LanguageCode = language, Text = piece.Text });
            var starts = CodePoints(piece.Text);
            foreach (var entity in response.Entities ?? [])
            {
                if (Find(piece, starts, entity) is { } finding)
                    found.Add(finding);
            }
        }
        return found;
    }

    /// <summary>Null when it is unlikely or need not be hidden.</summary>
    private static Finding? Find(TextPiece piece, int[] starts, PiiEntity entity)
    {
        if (entity.BeginOffset is not { } begin || entity.EndOffset is not { } end || begin < 0 || begin >= end || end >= starts.Length)
            throw new FormatException("Comprehend's answer does not fit the text.");
        var (start, length) = (starts[begin], starts[end] - starts[begin]);
        return entity.Score < LeastScore || ComprehendEntity.KindOf(entity.Type?.Value, piece.Text.Substring(start, length)) is not { } kind
            ? null
            : new Finding(piece.Start + start, length, kind);
    }

    /// <summary>Where each code point begins in UTF-16, and where the last one ends. Comprehend counts code points.</summary>
    private static int[] CodePoints(string text)
    {
        var starts = new List<int>(text.Length + 1) { 0 };
        foreach (var character in text.EnumerateRunes())
            starts.Add(starts[^1] + character.Utf16SequenceLength);
        return [.. starts];
    }
}

/// <summary>Comprehend's types as kinds of findings. They include ages and times that may stay, and have no CURP or RFC.</summary>
internal static partial class ComprehendEntity
{
    /// <summary>Null for what need not be hidden. Any other type is an identifier: banks, cards, vehicles, devices, secrets, and future types.</summary>
    public static FindingKind? KindOf(string? type, string text) => type switch
    {
        "NAME" => FindingKind.Name,
        "ADDRESS" => FindingKind.Address,
        "EMAIL" => FindingKind.Email,
        "PHONE" => FindingKind.Phone,
        "AGE" => IsOver89(text) ? FindingKind.Age : null,
        "DATE_TIME" => Harmless().Replace(text, "").Any(char.IsLetterOrDigit) ? FindingKind.Date : null,
        _ => FindingKind.Identifier,
    };

    /// <summary>An age in months or days is not over 89.</summary>
    private static bool IsOver89(string text) =>
        GreatAge().IsMatch(text) || (Years().Match(text) is { Success: true } years && int.Parse(years.ValueSpan, CultureInfo.InvariantCulture) > 89);

    [GeneratedRegex(@"\b(?:noventa|cien|ciento|nonagenari|centenari|ninety|hundred)", RegexOptions.IgnoreCase)]
    private static partial Regex GreatAge();

    [GeneratedRegex(@"(?<![\d.,])\d{1,3}(?![\d.,]*\d)(?!\s*(?:mes|month|semana|week|d[ií]a|day|hora|hour))", RegexOptions.IgnoreCase)]
    private static partial Regex Years();

    // A time of the day, a span of time, a day of the week, and the words around them: the rest is a date. So is a year, which the mask keeps.
    [GeneratedRegex("""
        \b\d{1,2}(?::\d{2}){1,2}(?:\s*(?:hrs?|horas|h|[ap]\.?\s?m\b\.?))?
        | \b\d{1,2}\s*(?:hrs?\b|horas\b|[ap]\.?\s?m\b\.?)
        | \b(?:\d{1,3}|una?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|vari[oa]s|algun[oa]s|poc[oa]s|one|an?|two|three|four|five|six|seven|eight|nine|ten|several|few)
            \s+(?:minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|años?|minutes?|hours?|days?|weeks?|months?|years?)\b
        | \b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bados?|domingos?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b
        | \b(?:el|la|los|las|en|de|del|desde|hasta|hace|a|al|por|para|cada|durante|entre|y|o|est[ea]|ese|esa|pr[oó]xim[oa]|pasad[oa]|siguiente|[uú]ltim[oa]|años?|semana|mes|hoy|ayer|mañana|anoche|tarde|noche|mediod[ií]a|ahora)\b
        | \b(?:the|in|on|at|of|since|until|ago|for|from|to|every|this|that|next|last|past|week|month|years?|today|yesterday|tomorrow|tonight|morning|afternoon|evening|night|now|and|or)\b
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Harmless();
}
