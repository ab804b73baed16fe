using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>Finds streets, neighbourhoods, postal codes and places that are smaller than a state.</summary>
internal static partial class AddressSearch
{
    private const int LongestArticle = 3;
    private const string Capital = @"(?:\p{Lu}\p{L}{0,3}\.|\p{Lu}[\p{L}'-]*)";
    private const string Joining = @"(?:(?:de|del|la|las|los|el|y) )*";
    private const string Proper = @"(?:(?:de|del|la|las|los|el|y|\d{1,3}) )*(?:" + Capital + @"|\d{1,3}(?= de \p{Lu}))(?: " + Joining + Capital + ")*";
    private const string Number = @"(?:,? (?:n[úu]mero|n[úu]m\.?|no\.|#|ext\.?|exterior) ?\d+[-\p{L}]?\d*\b|,? #?\d+(?:-?[A-Z])?\b|,? (?i:s/n)\b|,? (?i:km)\.? ?\d+(?:[.+]\d+)?)?(?:,? (?i:int(?:erior|\.)?|depto\.?|departamento|edificio|torre|piso|lote|manzana|mz\.?|lt\.?) [A-Z\d-]+)*";
    private const string Way = @"calle|c\.|av\.|avenida|calz\.|calzada|blvd\.?|boulevard|bulevar|privada|priv\.|cerrada|cda\.|andador|callej[óo]n|circuito|retorno|prolongaci[óo]n|prol\.|carretera|camino(?: a)?|eje|paseo|perif[ée]rico|plaza|viaducto|glorieta|rinconada|vereda";
    private const string Settlement = @"colonia|col\.|fraccionamiento|fracc\.|barrio(?: de)?|unidad(?: habitacional)?|residencial|ejido|rancher[íi]a|pueblo de|municipio de|alcald[íi]a|delegaci[óo]n";

    public static IEnumerable<Finding> Find(string text, IReadOnlyList<Word> words, KnownNames known)
    {
        var matches = Street().Matches(text).Concat(NumberedStreet().Matches(text)).Concat(SmallStreet().Matches(text)).Concat(Bare().Matches(text).Where(IsNoScore)).Concat(Section().Matches(text))
            .Concat(Neighborhood().Matches(text)).Concat(SmallNeighborhood().Matches(text)).Concat(PostalCode().Matches(text)).Concat(Lot().Matches(text)).Concat(Kilometer().Matches(text)).Concat(Coordinates().Matches(text));
        foreach (var match in matches)
            yield return WithState(text, new Finding(match.Index, match.Length, FindingKind.Address));
        for (var i = 0; i < words.Count; i++)
        {
            if (Math.Max(known.PlaceAt(words, i), PlaceAt(words, i)) is > 0 and var count)
                yield return WithState(text, new Finding(words[i].Start, words[i + count - 1].End - words[i].Start, FindingKind.Address));
        }
    }

    /// <summary>A state alone may stay. After a place it shows which place of that name it is.</summary>
    public static Finding WithState(string text, Finding place) => State().Match(text, place.End) is { Success: true } state ? place with { Length = state.Index + state.Length - place.Start } : place;

    /// <summary>Beck 23, Hamilton 12: words with a number that are known not to be streets.</summary>
    private static bool IsNoScore(Match match) => !Word.Of(match.Value).Any(word => Lexicon.CapitalisedWords.Contains(word.Folded) && !Lexicon.IsAnyName(word.Folded));

    private static int PlaceAt(IReadOnlyList<Word> words, int index)
    {
        var word = words[index];
        foreach (var place in Lexicon.Places[word.Folded])
        {
            if ((word.IsCapital || Context.IsWhereabouts(words, index)) && Lexicon.Follows(words, index, place))
                return place.Count;
        }
        if (Lexicon.PlaceWords.Contains(word.Folded) || Cues.IsPlaceForm(word.Folded))
            return 1;
        return !word.IsCapital && Context.IsOrigin(words, index) && word.Folded.Length > LongestArticle && !Cues.IsCommon(word.Folded) ? 1 : 0;
    }

    [GeneratedRegex(@"(?:\b\d{1,2}(?i:a|ª|er|ra|da|ta)?\.? )?\b(?i:" + Way + ") " + Proper + Number)]
    private static partial Regex Street();

    // Calle 62 núm. 405, Calle 16 Poniente 903
    [GeneratedRegex(@"\b(?i:calle|av\.|avenida|c\.) \d{1,3}(?:-?[A-Z]\b)?(?i: (?:bis|norte|nte\.?|sur|oriente|ote\.?|poniente|pte\.?))?(?:,? (?i:n[úu]mero|n[úu]m\.?|no\.|#|por|x|entre|y) ?\d+(?:-?[A-Z])?\b| #?\d+(?:-?[A-Z])?\b){1,4}")]
    private static partial Regex NumberedStreet();

    // In small letters, a street has a number that does not count anything.
    [GeneratedRegex(@"\b(?:calle|av\.?|avenida|cerrada|privada|calzada|blvd\.?|callej[óo]n|andador) (?:\p{Ll}[\p{L}.]* ){1,4}(?:#|no\.? |n[úu]m\.? |n[úu]mero )?\d{1,5}(?![\d.,]*\d)(?! (?:años?|meses|mes|d[íi]as?|semanas?|veces|horas?|minutos?|personas|cuadras|pesos|de)\b)")]
    private static partial Regex SmallStreet();

    // Without the word street: Río Pánuco 77, Col. Del Valle
    [GeneratedRegex(@"(?<![\p{L}\d])(?:\p{Lu}[\p{L}']+ " + Joining + @"){1,4}\d{1,5}(?:-?[A-Z])?(?=,? (?i:col\b|colonia|fracc|barrio|unidad|int\b|interior|depto|c\.? ?p\b|mz\b|manzana|lote)|,? \d{5}\b|, \p{Lu})")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\b(?:\d{1,2}(?:a|ª|er|ra|da|ta)?\.? (?:secci[óo]n|secc\.|sector|etapa)|(?:secci[óo]n|secc\.|sector|etapa) (?:\d{1,2}|[IVX]+)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Section();

    [GeneratedRegex(@"\b(?i:" + Settlement + ") " + Proper)]
    private static partial Regex Neighborhood();

    // In small letters, one word and what specifies it: colonia portales, col. roma norte.
    [GeneratedRegex(@"\b(?:colonia|col\.|fraccionamiento|fracc\.|municipio de) (?:(?:del?|la|las|los|el|san|santa) )*(?!(?:donde|que|y|o|es|est[áa]|no|se|en|con|a|por|para|hay|tiene|muy|m[áa]s|entera|completa|vecina|cercana|tranquila|popular)\b)\p{Ll}{4,}(?: (?:norte|sur|oriente|poniente|centro))?", RegexOptions.None)]
    private static partial Regex SmallNeighborhood();

    [GeneratedRegex(@"\b(?:c\.? ?p\.?|c[óo]digo postal):? ?\d{5}\b", RegexOptions.IgnoreCase)]
    private static partial Regex PostalCode();

    [GeneratedRegex(@"\b(?:manzana|mz\.?|lote|lt\.?|departamento|depto\.?|edificio|interior|int\.) (?:\d+[A-Z]?|[A-Z]-?\d+)\b(?:,? (?:manzana|lote|lt\.?|departamento|depto\.?|edificio|interior|int\.) [A-Z\d-]+)*", RegexOptions.IgnoreCase)]
    private static partial Regex Lot();

    [GeneratedRegex(@"\bkm\.? ?\d+(?:[.+]\d+)?(?= (?:de la |carretera|autopista))", RegexOptions.IgnoreCase)]
    private static partial Regex Kilometer();

    // 19.4326, -99.1332 and 19°25'57"N
    [GeneratedRegex(@"(?<![\d.])-?\d{1,3}\.\d{4,}°? ?[NS]?[ ,;/]{1,2}-?\d{1,3}\.\d{4,}(?:°? ?[EWO]\b)?|\b\d{1,3}° ?\d{1,2}' ?(?:\d{1,2}(?:[.,]\d+)?(?:''|""|″) ?)?[NSEWO]\b")]
    private static partial Regex Coordinates();

    [GeneratedRegex(@"\G(?:, ?(?:Aguascalientes|Baja California(?: Sur)?|Campeche|Chiapas|Chihuahua|Coahuila|Colima|Durango|Guanajuato|Guerrero|Hidalgo|Jalisco|(?:Edo\. |Edomex|Estado )?(?:de )?M[ée]x(?:ico|\.)|Michoac[áa]n|Morelos|Nayarit|Nuevo Le[óo]n|Oaxaca|Puebla|Quer[ée]taro|Quintana Roo|San Luis Potos[íi]|Sinaloa|Sonora|Tabasco|Tamaulipas|Tlaxcala|Veracruz|Yucat[áa]n|Zacatecas|CDMX|(?:Ags|Chih|Coah|Dgo|Gto|Gro|Hgo|Jal|Mich|Mor|Nay|Oax|Pue|Qro|Sin|Son|Tab|Tamps|Tlax|Ver|Yuc|Zac)\.))+")]
    private static partial Regex State();
}
