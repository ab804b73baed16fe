using System.Text;
using Clinic.Core.Catalogue;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Testing;

/// <summary>Charts as the reports make them and as nobody hopes for; each has a name.</summary>
public static class ChartSamples
{
    private const string Period = "26 de octubre a 22 de noviembre de 2026";

    private static readonly string[] pieces =
    [
        "a", "W", "i", "Ñ", "é", "e\u0301", "😀", "👩‍👩‍👧‍👦", "🇲🇽", "<", "&", "\"", "'", ">", "]]>", " ", "\t", "\n", "\0", "\u000B", "\uFFFE", "\uD83D",
        "\u202E", "漢", "ع", "ﷺ", "Щ", "…", "Enfermedad", "acompañamiento", "0", "%", "@", "\u0300\u0301\u0302",
    ];

    public static IReadOnlyDictionary<string, BarChart> All { get; } = new Dictionary<string, BarChart>
    {
        ["none"] = Chart([]),
        ["one"] = Chart([Sessions("Duelo", 1)]),
        ["services"] = Chart([Sessions("Acompañamiento", 412), Sessions("Holísticos", 97), Sessions("Alternativas", 3)]),
        ["thanatologists"] = new("Cuotas de recuperación por tanatólogo", Period, "Cuotas (MXN)",
        [
            Fee("Sánchez Álvarez, Lucía", 48_250.50m), Fee("Ávila Urgell, Héctor", 31_900m), Fee("Fernández de Castro y Villaseñor, María Guadalupe", 900.75m),
            Fee("Muñoz, Itzel", 0.01m), Fee("O'Farrill, Begoña", 0),
        ]),
        ["motives"] = Chart([.. ClinicCatalogue.Motives.Values.OrderByDescending(motive => motive.Length).Select((motive, index) => Sessions(motive, 3300 / (index + 1)))]),
        ["all alike"] = Chart([Sessions("Hombre", 7), Sessions("Mujer", 7), Sessions("Otro", 7)]),
        ["nothing but zeros"] = Chart([Sessions("Hombre", 0), Sessions("Mujer", 0)]),
        ["huge"] = Chart([Fee("Todo", decimal.MaxValue), Fee(new string('W', 400), 0.01m), Fee(Repeat("palabra ", 200), 1)]),
        ["long heading"] = new(Repeat("Sesiones por motivo ", 30), Repeat("periodo ", 100), Repeat("MXN ", 200), [Sessions("Duelo", 1)]),
        ["markup"] = new("<b>&\"'", "]]> & <i>", "<&>", [new("<script>alert(1)</script>", 3, "<3>"), new("&amp;", 2, "\"2\"")]),
    };

    /// <summary>A chart of labels and values that somebody typed with closed eyes; the same seed is the same chart.</summary>
    public static BarChart Random(int seed)
    {
        var random = new Random(seed);
        return new BarChart(Text(random, 30), Text(random, 20), Text(random, 10), [.. Enumerable.Range(0, random.Next(12)).Select(_ => RandomBar(random))]);
    }

    private static Bar RandomBar(Random random)
    {
        var value = (decimal)Math.Pow(10, random.NextDouble() * 20) / 100;
        return new Bar(Text(random, 25), value, random.Next(4) == 0 ? Text(random, 10) : $"{value:N2}");
    }

    private static string Text(Random random, int longest) =>
        Enumerable.Range(0, random.Next(longest)).Aggregate(new StringBuilder(), (text, _) => text.Append(pieces[random.Next(pieces.Length)])).ToString();

    private static BarChart Chart(IReadOnlyList<Bar> bars) => new("Sesiones por motivo", Period, "Sesiones", bars);

    private static Bar Sessions(string label, int count) => new(label, count, $"{count:N0}");

    private static Bar Fee(string label, decimal amount) => new(label, amount, $"${amount:N2}");

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
