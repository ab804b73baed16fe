using System.Net.Http.Headers;

namespace Clinic.Core.Errors;

/// <summary>A language of the API's texts.</summary>
public enum Language
{
    Spanish,
    English,
}

/// <summary>A text for people. It cannot be made in one language alone.</summary>
public sealed record Phrase(string Spanish, string English)
{
    public string In(Language language) => language is Language.English ? English : Spanish;
}

/// <summary>Language tags (RFC 5646) and the choice between the languages (RFC 9110, section 12.5.4).</summary>
public static class Languages
{
    public static readonly IReadOnlyList<Language> All = [Language.Spanish, Language.English];

    public static string Tag(this Language language) => language is Language.English ? "en" : "es";

    /// <summary>The language of a tag, as the template's parameter has it.</summary>
    public static Language Parse(string tag) => All.First(language => language.Tag() == tag);

    /// <summary>The language that <c>Accept-Language</c> gives the greatest weight. The preset one when none is the greatest, or none is asked for.</summary>
    public static Language Choose(string? acceptLanguage, Language preset)
    {
        if (acceptLanguage is null)
            return preset;
        var ranges = acceptLanguage.Split(',')
            .Select(range => StringWithQualityHeaderValue.TryParse(range, out var parsed) ? parsed : null)
            .OfType<StringWithQualityHeaderValue>()
            .ToList();
        return All.OrderByDescending(language => Weight(ranges, language.Tag())).ThenByDescending(language => language == preset).First();
    }

    /// <summary>A range of a region, such as es-MX, asks for its language; * is for the languages that no range names.</summary>
    private static double Weight(IReadOnlyList<StringWithQualityHeaderValue> ranges, string tag)
    {
        var named = ranges.Where(range => range.Value.Split('-')[0].Equals(tag, StringComparison.OrdinalIgnoreCase)).ToList();
        return (named.Count > 0 ? named : ranges.Where(range => range.Value == "*")).Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();
    }
}
