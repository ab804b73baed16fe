using System.Globalization;
using System.Text;

namespace Clinic.Core.Text;

/// <summary>
/// Unicode's canonical normalization forms C and D (UAX #15). The framework's own normalization returns every text as it is in
/// invariant globalization; docs/adr/0035 says where the table comes from.
/// </summary>
public static class CanonicalForm
{
    private const int FirstSyllable = 0xac00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int NoTail = 0x11a7;
    private const int Vowels = 21;
    private const int Tails = 28;
    private const int Syllables = 19 * Vowels * Tails;

    private static readonly Lazy<Table> Unicode = new(Table.Read);

    /// <summary>Form C: characters are composed where they can be.</summary>
    public static string Composed(string text)
    {
        // Nothing below the first combining mark ever changes: for most texts this fast check is all.
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', '\u02ff') < 0 || IsComposed(text))
            return text;
        var (characters, written) = (Decompose(text), new List<int>(text.Length));
        var (starter, lastClass) = (-1, 0);
        foreach (var (character, combiningClass) in characters)
        {
            var isBlocked = starter < 0 || (written.Count - 1 > starter && lastClass >= combiningClass);
            if (!isBlocked && Compose(written[starter], character) is { } composite)
            {
                written[starter] = composite;
                continue;
            }
            if (combiningClass == 0)
                starter = written.Count;
            lastClass = combiningClass;
            written.Add(character);
        }
        return Write(written);
    }

    /// <summary>Form D: letters and their marks are separate characters.</summary>
    public static string Decomposed(string text) => Write(Decompose(text).Select(character => character.Code));

    /// <summary>The quick check of UAX #15, section 9; false also where the check says maybe.</summary>
    private static bool IsComposed(string text)
    {
        var lastClass = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var combiningClass = Class(rune.Value);
            if ((combiningClass != 0 && combiningClass < lastClass) || Unicode.Value.Unstable.Contains(rune.Value) || rune.Value is >= FirstVowel and < NoTail + Tails)
                return false;
            lastClass = combiningClass;
        }
        return true;
    }

    private static List<(int Code, int Class)> Decompose(string text)
    {
        var characters = new List<(int Code, int Class)>(text.Length * 2);
        var marks = 0; // the marks at the end of the list, which are not sorted yet
        foreach (var rune in text.EnumerateRunes())
            Add(rune.Value);
        Order();
        return characters;

        void Add(int code)
        {
            if (code is >= FirstSyllable and < FirstSyllable + Syllables)
            {
                var (syllable, tail) = Math.DivRem(code - FirstSyllable, Tails);
                Add(FirstLead + (syllable / Vowels));
                Add(FirstVowel + (syllable % Vowels));
                if (tail != 0)
                    Add(NoTail + tail);
            }
            else if (code >= 0xc0 && Unicode.Value.Parts.TryGetValue(code, out var parts))
            {
                Add(parts.First);
                if (parts.Second != 0)
                    Add(parts.Second);
            }
            else
            {
                var combiningClass = Class(code);
                if (combiningClass == 0)
                    Order();
                else
                    marks++;
                characters.Add((code, combiningClass));
            }
        }

        void Order()
        {
            if (marks > 1) // a stable order, and not a quadratic one: a text may be nothing but marks
            {
                var start = characters.Count - marks;
                List<(int Code, int Class)> ordered = [.. characters.Skip(start).OrderBy(mark => mark.Class)];
                characters.RemoveRange(start, marks);
                characters.AddRange(ordered);
            }
            marks = 0;
        }
    }

    private static int? Compose(int first, int second) => (first, second) switch
    {
        ( >= FirstLead and < FirstLead + 19, >= FirstVowel and < FirstVowel + Vowels) => FirstSyllable + ((((first - FirstLead) * Vowels) + second - FirstVowel) * Tails),
        ( >= FirstSyllable and < FirstSyllable + Syllables, > NoTail and < NoTail + Tails) when (first - FirstSyllable) % Tails == 0 => first + second - NoTail,
        _ => Unicode.Value.Composites.TryGetValue((first, second), out var composite) ? composite : null,
    };

    private static int Class(int code) => code < 0x300 ? 0 : Unicode.Value.Classes.GetValueOrDefault(code);

    private static string Write(IEnumerable<int> codes)
    {
        var text = new StringBuilder();
        Span<char> utf16 = stackalloc char[2];
        foreach (var code in codes)
            text.Append(utf16[..new Rune(code).EncodeToUtf16(utf16)]);
        return text.ToString();
    }

    private sealed class Table
    {
        /// <summary>The combining classes other than 0.</summary>
        public Dictionary<int, byte> Classes { get; } = [];

        /// <summary>The decompositions into one character or two, which may have parts themselves.</summary>
        public Dictionary<int, (int First, int Second)> Parts { get; } = [];

        public Dictionary<(int First, int Second), int> Composites { get; } = [];

        /// <summary>What form C may change: characters that are never composed, and those that may join the one before them.</summary>
        public HashSet<int> Unstable { get; } = [];

        public static Table Read()
        {
            var table = new Table();
            using var resource = typeof(CanonicalForm).Assembly.GetManifestResourceStream("canonical-forms.txt")!;
            using var reader = new StreamReader(resource);
            while (reader.ReadLine() is { } line)
            {
                if (line[0] != '#')
                    table.Add(line);
            }
            // A character whose decomposition begins with one that may join the one before may do so itself.
            foreach (var (code, (first, _)) in table.Parts)
            {
                var beginning = first;
                while (table.Parts.TryGetValue(beginning, out var parts))
                    beginning = parts.First;
                if (table.Unstable.Contains(beginning))
                    table.Unstable.Add(code);
            }
            return table;
        }

        private void Add(ReadOnlySpan<char> line)
        {
            var sign = line.IndexOfAny(':', '=', '>');
            var left = line[..sign];
            var right = line[(sign + 1)..];
            if (line[sign] == ':')
            {
                var dash = left.IndexOf('-');
                for (var mark = Hex(left[..dash]); mark <= Hex(left[(dash + 1)..]); mark++)
                    Classes.Add(mark, byte.Parse(right, NumberStyles.None, CultureInfo.InvariantCulture));
                return;
            }
            var (code, blank) = (Hex(left), right.IndexOf(' '));
            (int First, int Second) parts = blank < 0 ? (Hex(right), 0) : (Hex(right[..blank]), Hex(right[(blank + 1)..]));
            Parts.Add(code, parts);
            if (line[sign] == '=')
                Composites.Add(parts, code);
            Unstable.Add(line[sign] == '=' ? parts.Second : code);
        }

        private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
