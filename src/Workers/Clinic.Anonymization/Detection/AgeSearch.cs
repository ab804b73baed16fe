using System.Text.RegularExpressions;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// Finds ages over 89 and the years that reveal them, in digits or words. A number is an age where the words around it say so; what
/// is counted or measured stays. A year before <see cref="LastYear"/> is found as a date; the mask keeps it if it does not reveal such an age.
/// </summary>
internal static partial class AgeSearch
{
    private const int Least = 90;
    private const int Most = 125;
    private const int FirstYear = 1850;
    private const int LastYear = 1949;
    private const int LastShortYear = 49;
    private const int Reach = 4;
    private const int LongestAbbreviation = 3;

    /// <summary>Words that are farther away mean nothing for a number.</summary>
    private const int Farthest = 60;

    private static readonly HashSet<string> YearsOfAge = Set("ano anos anito anitos anios primaveras abriles otonos inviernos navidades vueltas cumplidos cumpliditos cumpleanos");
    private static readonly HashSet<string> Blowing = Set("soplo soplaron sopla soplar apago apagaron apaga apagar");

    private static readonly HashSet<string> Counted = Set(
        "dia dias semana semanas mes meses hora horas hrs hr min mins minuto minutos seg segundo segundos vez veces peso pesos mxn dolar dolares centavos mil millon millones kg kgs kilo kilos g gr gramos mg mcg ml l lt litro litros lb lbs cm m mt mts metro metros km kms kilometros "
        + "grado grados punto puntos pts pto paso pasos pagina paginas sesion sesiones persona personas gente nino ninos hijo hijos familia familias cuadra cuadras casa casas calle calles vuelta lpm ppm rpm mmhg por ciento porciento bpm kcal calorias");

    private static readonly HashSet<string> Measured = Set(
        "glucosa azucar saturacion satura sat spo oxigeno pulso fc fr frecuencia peso pesa pesaba peso presion ta temperatura temp ci puntaje puntuacion puntos calificacion percentil pagina paginas sala cuarto cama habitacion ruta linea camion pesero folio articulo canal calle av avenida km kilometro numero num no nivel escala "
        + "zarit beck hamilton barthel katz costo cuesta cobra cobro pago paga pagar pagaba debe precio vale talla mide estatura cintura colesterol trigliceridos hemoglobina velocidad volumen indice promedio autopista carretera mando expediente oficio lote manzana depto departamento piso modelo");

    private static readonly HashSet<string> Reaching = Set("cumple cumplio cumplia cumplira cumplir cumpliendo cumplido cumplimos festeja festejo festejaron festejamos celebra celebro celebraron celebramos celebrarle edad alcanzo vivio");
    private static readonly HashSet<string> Having = Set("tiene tenia tuvo tendria tendra tienen tenian tener teniendo son eran");
    private static readonly HashSet<string> Dying = Set("murio fallecio muere muerto muerta fallecido fallecida fallece enviudo partio");
    private static readonly HashSet<string> Moving = Set("pasa paso pasaba pasado rebasa rebaso arriba cerca anda andaba andan va iba llega llego llegar llegaba ronda rondaba raya rayando pisa pisaba roza rozaba cayeron supera supero mas casi");
    private static readonly HashSet<string> Hedges = Set("casi como unos unas aproximadamente cerca ya los las sus su recien apenas exactamente de");
    private static readonly HashSet<string> People = Set("senor senora viejo vieja viejito viejita anciano anciana abuelo hombre mujer adulto adulta persona femenino femenina masculino masculina fem masc f familiar consultante mayor ella el");
    private static readonly HashSet<string> Birth = Set("nacio nace nacido nacida nacidos nacidas nacer nacimos naci nac nacimiento generacion quinta clase modelo");

    /// <summary>Words after a number that does not count anything: words that are not nouns.</summary>
    private static readonly HashSet<string> NoNouns = Set(
        "y e o u ni pero aunque mas sino que cuando donde como si porque pues mientras ya se no si me te le les lo la los las nos el un una su sus mi mis este esta ese esa a al de del en con sin por para desde hasta hacia sobre entre tras durante hace segun muy tan bien todavia aun siempre nunca tambien hoy ayer ahora entonces "
        + "es era fue son esta estaba vive vivia viven camina cocina borda teje maneja sigue siguio murio fallecio anda andaba lee oye ve ella quien cual ambos lucido lucida sano sana sola solo");

    public static IEnumerable<Finding> Find(string text, IReadOnlyList<Word> words, IReadOnlyList<Numeral> numerals)
    {
        foreach (Match match in Names().Matches(text))
            yield return new Finding(match.Index, match.Length, FindingKind.Age);
        foreach (var numeral in numerals)
        {
            if (numeral.Value is not { } value || IsPartOfMore(text, numeral))
                continue;
            var around = new Around(text, words, numeral);
            if (value is >= Least and <= Most && AgeEnd(text, around, numeral, value) is { } end)
                yield return new Finding(numeral.Start, end - numeral.Start, FindingKind.Age);
            else if ((value is >= FirstYear and <= LastYear && IsYear(text, around, numeral)) || (value <= LastShortYear && numeral.Digits.Length <= 2 && IsShortYear(text, around)))
                yield return new Finding(numeral.Start, numeral.End - numeral.Start, FindingKind.Date);
        }
    }

    /// <summary>Where the age ends, with the word for years after it; null when the number is not an age.</summary>
    private static int? AgeEnd(string text, Around around, Numeral numeral, int value)
    {
        if (TellsAge().Match(text, numeral.End) is { Success: true } behind)
            return behind.Index + behind.Length;
        var next = around.After(1);
        if (next is not null && (YearsOfAge.Contains(next) || (next is "velas" or "velitas" && Blowing.Contains(around.Before(1) ?? ""))))
            return around.EndOf(1);
        if ((next is not null && Counted.Contains(next)) || text.AsSpan(numeral.End).TrimStart(' ') is ['%' or '°' or 'º' or '/', ..] || (next == "de" && Measured.Contains(around.After(2) ?? "")))
            return null;
        // "Birthday number 95" measures nothing.
        if (around.Before(2) != "cumpleanos" && Enumerable.Range(1, 3).Any(back => Measured.Contains(around.Before(back) ?? "")))
            return null;
        return IsAge(text, around, numeral, value) ? numeral.End : null;
    }

    private static bool IsAge(string text, Around around, Numeral numeral, int value)
    {
        var (one, two, three) = (around.Before(1) ?? "", around.Before(2) ?? "", around.Before(3) ?? "");
        if (around.IsBracketed || one == "cumpleanos" || two == "cumpleanos" || Enumerable.Range(1, Reach).Any(back => around.Before(back) == "edad"))
            return true;
        var endsHere = around.After(1) is not { } next || around.IsApart || NoNouns.Contains(next);
        // Whatever reaches the 95: a round number may as well be of something else.
        if (one is "los" && value is > Least and not 100 && endsHere)
            return true;
        if (one is "los" or "sus" or "las")
        {
            // "In the 90s" is a decade.
            return (value > Least || two is not ("en" or "de") || Moving.Contains(three))
                && (two is "a" or "de" or "con" or "en" or "por" or "para" or "hasta" or "sobre" or "tiene" || Moving.Contains(two) || Reaching.Contains(two));
        }
        if (Reaching.Contains(one) || (Hedges.Contains(one) && Reaching.Contains(two)))
            return true;
        if (!endsHere)
            return false;
        if (Having.Contains(one) || (Hedges.Contains(one) && Having.Contains(two)) || (one is "de" && Moving.Contains(two)) || (one == "a" && Moving.Contains(two) && value > Least))
            return true;
        // Mother 93, father dead.
        if (around.IsApart && (Cues.Relations.Contains(one) || People.Contains(one)))
            return true;
        if (one is "de" or "con" && (Dying.Contains(two) || IsPerson(around, 2) || (around.IsCommaBefore(1) && around.IsApart)))
            return true;
        // The grandmother, 94, ...
        return around.IsCommaBefore(0) && around.IsApart && IsPerson(around, 1);
    }

    private static bool IsPerson(Around around, int back) => around.Before(back) is { } word
        && (Cues.Relations.Contains(word) || Cues.Honorifics.Contains(word) || People.Contains(word) || Lexicon.IsPlainName(word) || (around.IsCapitalBefore(back) && !Lexicon.CapitalisedWords.Contains(word)));

    private static bool IsYear(string text, Around around, Numeral numeral)
    {
        if (numeral.IsWord || SpanOfYears().IsMatch(text, numeral.End) || around.IsBracketed || Enumerable.Range(1, Reach).Any(back => Birth.Contains(around.Before(back) ?? "")))
            return true;
        var next = around.After(1);
        return (next is null || around.IsApart || NoNouns.Contains(next)) && (around.IsCommaBefore(0) || around.Before(1) is "en" or "de" or "del" or "desde" or "hacia" or "hasta" or "ano" or "por" or "n");
    }

    /// <summary>Nació en el 29, es del 31.</summary>
    private static bool IsShortYear(string text, Around around)
    {
        var (one, two) = (around.Before(1) ?? "", around.Before(2) ?? "");
        if (one is not ("el" or "del" or "en" or "ano") || (around.After(1) is { } next && !around.IsApart && !NoNouns.Contains(next)) || OfMonth().IsMatch(text, around.End))
            return false;
        return (one == "del" && (two is "es" or "era" or "fue" or "soy" || IsPerson(around, 2))) || (one == "ano" && IsPerson(around, 3)) || Enumerable.Range(2, Reach - 1).Any(back => Birth.Contains(around.Before(back) ?? ""))
            || Birth.Contains(two);
    }

    /// <summary>A piece of a longer number, an amount, a time, a fraction or a word with digits.</summary>
    private static bool IsPartOfMore(string text, Numeral numeral)
    {
        if (numeral.IsWord)
            return false;
        var (before, after) = (numeral.Start > 0 ? text[numeral.Start - 1] : ' ', numeral.End < text.Length ? text[numeral.End] : ' ');
        if (char.IsLetter(before) || before is '$' or '#' or '+' or '@' or '_' || (before is '.' or ',' or ':' or '/' or '-' or '\'' && numeral.Start > 1 && char.IsAsciiDigit(text[numeral.Start - 2])))
            return true;
        return after is '%' or '_' or '@' || (after is '.' or ',' or ':' or '/' && numeral.End + 1 < text.Length && char.IsAsciiDigit(text[numeral.End + 1]))
            || (after == '-' && numeral.End + 1 < text.Length && char.IsLetterOrDigit(text[numeral.End + 1]) && numeral.Digits.Length < 4)
            || (char.IsLetter(after) && !TellsAge().IsMatch(text, numeral.End));
    }

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];

    /// <summary>The words around a number, in its sentence.</summary>
    private sealed class Around(string text, IReadOnlyList<Word> words, Numeral numeral)
    {
        private readonly int behind = Word.FirstAt(words, numeral.End);
        private readonly int first = Word.FirstAt(words, numeral.Start);

        public int End => numeral.End;

        /// <summary>A sign or nothing follows the number.</summary>
        public bool IsApart => text.AsSpan(numeral.End).TrimStart(' ') is [] or [',' or '.' or ';' or ')' or ':' or '!' or '?' or '\n' or '"' or '-' or '—' or '…', ..];

        public bool IsBracketed => numeral.Start > 0 && text[numeral.Start - 1] == '(' && text.AsSpan(numeral.End).TrimStart(' ') is [')', ..] && Before(1) is not null;

        /// <summary>A comma stands before the number, or before the word so many places before it.</summary>
        public bool IsCommaBefore(int back) => text.AsSpan(0, back == 0 ? numeral.Start : words[first - back].Start).TrimEnd(' ') is [.., ','];

        public bool IsCapitalBefore(int back) => first - back >= 0 && words[first - back].IsCapital;

        public string? Before(int back) => first - back >= 0 && IsOneSentence(first - back) ? words[first - back].Folded : null;

        public string? After(int on) => behind + on - 1 is var at && at < words.Count && words[at].Start - numeral.End <= Farthest && text.AsSpan(numeral.End, words[at].Start - numeral.End).IndexOfAny(".!?\n;") < 0 ? words[at].Folded : null;

        public int EndOf(int on) => words[behind + on - 1].End;

        private bool IsOneSentence(int from)
        {
            if (numeral.Start - words[from].End > Farthest)
                return false;
            var between = text.AsSpan(words[first - 1].End, numeral.Start - words[first - 1].End);
            if (between.IndexOfAny("!?\n") >= 0 || (between.Contains('.') && words[first - 1].Length > LongestAbbreviation))
                return false;
            return !Enumerable.Range(from + 1, first - from - 1).Any(at => words[at].BeginsSentence);
        }
    }

    [GeneratedRegex(@"\b(?:nonagenari[oa]s?|centenari[oa]s?|supercentenari[oa]s?|novent[oó]n(?:a|es|as)?|noventa[iy]?(?:tantos|pico)|noventañer[oa]s?|casi un siglo|un siglo (?:de (?:vida|edad)|cumplido)|(?<=\b[Vv]ivi[óo] )un siglo|nueve d[ée]cadas|(?:nonag|cent)[ée]sim[oa](?: \p{L}+)? cumpleaños|(?<!\d[ .,]?)9 \d (?:años|añitos))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Names();

    // 93a, 93 a., 93 años, 93añotes, noventa y tantos, 96 de edad, 91 recién cumplidos
    [GeneratedRegex(@"\G(?: ?(?:años|añitos|añotes|anios|aa|a\.|a(?![\p{L}\d])(?! \p{L})|y/o|yo\b)| y (?:tantos|pico|feria)(?: años)?| (?:y tantos )?(?:de edad|(?:reci[ée]n |bien |ya )?(?:cumplidos|vividos)))", RegexOptions.IgnoreCase)]
    private static partial Regex TellsAge();

    [GeneratedRegex(@"\G ?(?:-|–|—|\ba\b|\bal\b) ?(?:19|20)\d{2}(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex SpanOfYears();

    [GeneratedRegex(@"\G(?: de)? ?(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|este|ese|cada)", RegexOptions.IgnoreCase)]
    private static partial Regex OfMonth();
}
