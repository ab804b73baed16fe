using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds streets, neighbourhoods, postal codes and places that are smaller than a state.</summary>
internal static partial class AddressSearch
{
    private const string Proper = @"(?:(?:de|del|la|las|los|el|y|\d{1,3}) )*(?:\p{Lu}[\p{L}'.]*|\d{1,3}(?= de \p{Lu}))(?: (?:(?:de|del|la|las|los|el|y) )*(?:\p{Lu}[\p{L}'.]*))*";
    private const string Number = @"(?:,? (?:n[úu]mero|n[úu]m\.?|no\.|#|ext\.?|exterior) ?\d+[-\p{L}]?\d*\b|,? #?\d+(?:-?[A-Z])?\b)?(?:,? (?:int(?:erior|\.)?|depto\.?|departamento|edificio|torre|piso|lote|manzana|mz\.?|lt\.?) [A-Z\d-]+)*";

    public static IEnumerable<Finding> Find(string text, IReadOnlyList<Word> words, KnownNames known)
    {
        foreach (var match in Street().Matches(text).Concat(Neighborhood().Matches(text)).Concat(PostalCode().Matches(text)).Concat(Lot().Matches(text)))
            yield return new Finding(match.Index, match.Length, FindingKind.Address);
        for (var i = 0; i < words.Count; i++)
        {
            if (Math.Max(known.PlaceAt(words, i), PlaceAt(words, i)) is > 0 and var count)
                yield return new Finding(words[i].Start, words[i + count - 1].End - words[i].Start, FindingKind.Address);
        }
    }

    private static int PlaceAt(IReadOnlyList<Word> words, int index)
    {
        if (!words[index].IsCapital)
            return 0;
        foreach (var place in Lexicon.Places[words[index].Folded])
        {
            if (index + place.Count <= words.Count && Enumerable.Range(1, place.Count - 1).All(offset => words[index + offset].Folded == place[offset]))
                return place.Count;
        }
        return 0;
    }

    [GeneratedRegex(@"\b(?i:calle|c\.|av\.|avenida|calz\.|calzada|blvd\.?|boulevard|bulevar|privada|priv\.|cerrada|cda\.|andador|callej[óo]n|circuito|retorno|prolongaci[óo]n|prol\.|carretera|camino a|eje|paseo|perif[ée]rico|plaza|viaducto|glorieta) " + Proper + Number)]
    private static partial Regex Street();

    [GeneratedRegex(@"\b(?i:colonia|col\.|fraccionamiento|fracc\.|barrio(?: de)?|unidad(?: habitacional)?|residencial|ejido|rancher[íi]a|pueblo de|municipio de|alcald[íi]a|delegaci[óo]n) " + Proper)]
    private static partial Regex Neighborhood();

    [GeneratedRegex(@"\b(?:c\.? ?p\.?|c[óo]digo postal):? ?\d{5}\b", RegexOptions.IgnoreCase)]
    private static partial Regex PostalCode();

    [GeneratedRegex(@"\b(?:manzana|mz\.?|lote|lt\.?|departamento|depto\.?|edificio|interior|int\.) (?:\d+[A-Z]?|[A-Z]-?\d+)\b(?:,? (?:manzana|lote|lt\.?|departamento|depto\.?|edificio|interior|int\.) [A-Z\d-]+)*", RegexOptions.IgnoreCase)]
    private static partial Regex Lot();
}
