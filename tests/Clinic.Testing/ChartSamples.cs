using System.Text;
using Clinic.Core.Catalogue;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Testing;

/// <summary>Charts as the reports make them and as nobody hopes for; each has a name.</summary>
public static class ChartSamples
{
    private const string Period = "26 de octubre a 22 de noviembre de 2026";
    private const string Before = "28 de septiembre a 25 de octubre de 2026";

    private static readonly string[] pieces =
    [
        "a", "W", "i", "Ñ", "é", "e\u0301", "😀", "👩‍👩‍👧‍👦", "🇲🇽", "<", "&", "\"", "'", ">", "]]>", " ", "\t", "\n", "\0", "\u000B", "\uFFFE", "\uD83D",
        "\u202E", "漢", "ع", "ﷺ", "Щ", "…", "Enfermedad", "acompañamiento", "0", "%", "@", "\u0300\u0301\u0302",
    ];

    public static IReadOnlyDictionary<string, Chart> All { get; } = new Dictionary<string, Chart>
    {
        ["none"] = Chart([]),
        ["one"] = Chart([Sessions("Duelo", 1)]),
        ["services"] = Chart([Sessions("Acompañamiento", 412), Sessions("Holísticos", 97), Sessions("Alternativas", 3)]),
        ["thanatologists"] = new BarChart("Cuotas de recuperación por tanatólogo", Period, "Cuotas (MXN)",
        [
            Fee("Sánchez Álvarez, Lucía", 48_250.50m), Fee("Ávila Urgell, Héctor", 31_900m), Fee("Fernández de Castro y Villaseñor, María Guadalupe", 900.75m),
            Fee("Muñoz, Itzel", 0.01m), Fee("O'Farrill, Begoña", 0),
        ]),
        ["motives"] = Chart([.. ClinicCatalogue.Motives.Values.OrderByDescending(motive => motive.Length).Select((motive, index) => Sessions(motive, 3300 / (index + 1)))]),
        ["all alike"] = Chart([Sessions("Hombre", 7), Sessions("Mujer", 7), Sessions("Otro", 7)]),
        ["nothing but zeros"] = Chart([Sessions("Hombre", 0), Sessions("Mujer", 0)]),
        ["huge"] = Chart([Fee("Todo", decimal.MaxValue), Fee(new string('W', 400), 0.01m), Fee(Repeat("palabra ", 200), 1)]),
        ["long heading"] = new BarChart(Repeat("Sesiones por motivo ", 30), Repeat("periodo ", 100), Repeat("MXN ", 200), [Sessions("Duelo", 1)]),
        ["markup"] = new BarChart("<b>&\"'", "]]> & <i>", "<&>", [new("<script>alert(1)</script>", 3, "<3>"), new("&amp;", 2, "\"2\"")]),
        ["compared services"] = Compared([Sessions("Acompañamiento", 412), Sessions("Holísticos", 97), Sessions("Alternativas", 0)], [380, 0, 12]),
        ["compared motives"] = Compared([.. ClinicCatalogue.Motives.Values.Select((motive, index) => Sessions(motive, 3300 / (index + 1)))], [.. ClinicCatalogue.Motives.Values.Select((_, index) => 40 * index)]),
        ["long compared heading"] = new BarChart(Repeat("Sesiones ", 30), Repeat("periodo ", 100), "Sesiones", [Sessions("Duelo", 1)], new(Repeat("antes ", 100), [Sessions("Duelo", 3)])),
        ["a day"] = Line(Days(1)),
        ["a week"] = Line(Days(7), Days(7, 7)),
        ["four weeks of days"] = Line(Days(28), Days(28, 28)),
        ["a year of days"] = Line(Days(364), Days(364, 364)),
        ["five years of days"] = Line(Days(1_826)),
        ["a year of weeks"] = Line(Weeks(53), Weeks(52)),
        ["three weeks after four"] = Line(Weeks(3), Weeks(4)),
        ["a week before two"] = Line(Weeks(2), Weeks(1)),
        ["a year of months"] = new LineChart("Cuotas de recuperación por mes", Period, "Cuotas de recuperación",
            [.. Enumerable.Range(1, 12).Select(month => Fee($"2026-{month:D2}", 4_000 * month * (month % 3)))], new(Before, [.. Enumerable.Range(1, 12).Select(month => Fee($"2025-{month:D2}", 3_000 * month))])),
        ["days without sessions"] = Line([.. Days(28).Select(day => day with { Value = 0, ValueText = "0" })]),
        ["grades"] = Graded([(0, 5, "Mínima"), (5, 10, "Leve"), (10, 15, "Moderada"), (15, 20, "Moderadamente grave"), (20, 27, "Grave")]),
        ["long grades"] = Graded([(0, 1, "Sin síntomas"), (1, 9, "Síntomas que no interfieren significativamente con la vida diaria"), (9, 18, "Extremadamente grave"), (18, 27, new string('W', 200))]),
        ["a huge line"] = Line([Fee("Todo", decimal.MaxValue), Fee(new string('W', 400), 0.01m), Fee(Repeat("palabra ", 200), 1)], [Fee("Nada", 0)]),
    };

    /// <summary>A chart of labels and values that somebody typed with closed eyes; the same seed is the same chart.</summary>
    public static Chart Random(int seed)
    {
        var random = new Random(seed);
        var values = RandomValues(random, random.Next(12));
        return random.Next(4) switch
        {
            0 => new BarChart(Text(random, 30), Text(random, 20), Text(random, 10), values, new(Text(random, 20), RandomValues(random, values.Count))),
            1 => new LineChart(Text(random, 30), Text(random, 20), Text(random, 10), values, random.Next(2) == 0 ? null : new(Text(random, 20), RandomValues(random, random.Next(12)))),
            _ => new BarChart(Text(random, 30), Text(random, 20), Text(random, 10), values),
        };
    }

    private static List<ChartValue> RandomValues(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => RandomValue(random))];

    private static ChartValue RandomValue(Random random)
    {
        var value = (decimal)Math.Pow(10, random.NextDouble() * 20) / 100;
        return new ChartValue(Text(random, 25), value, random.Next(4) == 0 ? Text(random, 10) : $"{value:N2}");
    }

    private static string Text(Random random, int longest) =>
        Enumerable.Range(0, random.Next(longest)).Aggregate(new StringBuilder(), (text, _) => text.Append(pieces[random.Next(pieces.Length)])).ToString();

    private static BarChart Chart(IReadOnlyList<ChartValue> bars) => new("Sesiones por motivo", Period, "Sesiones", bars);

    private static BarChart Compared(IReadOnlyList<ChartValue> bars, IReadOnlyList<int> before) =>
        Chart(bars) with { Previous = new(Before, [.. bars.Zip(before, (bar, count) => Sessions(bar.Label, count))]) };

    private static LineChart Line(IReadOnlyList<ChartValue> values, IReadOnlyList<ChartValue>? before = null) =>
        new("Sesiones por periodo", Period, "Sesiones", values, before is null ? null : new(Before, before));

    /// <summary>Scores that fall in time, and what they mean.</summary>
    private static LineChart Graded(IReadOnlyList<(int From, int To, string Label)> bands) =>
        new("PHQ-9", Period, "Puntuación", [.. Enumerable.Range(0, 7).Select(month => Sessions($"2026-{month + 1:D2}-15", 24 - (4 * month)))])
        {
            Bands = [.. bands.Select(band => new ChartBand(band.From, band.To, band.Label))],
        };

    /// <summary>Days with more sessions in the middle of the week, fewer in summer, and none on Sundays.</summary>
    private static List<ChartValue> Days(int count, int daysAgo = 0) =>
    [
        .. Enumerable.Range(1 - count, count).Select(offset => new DateOnly(2026, 11, 22).AddDays(offset - daysAgo))
            .Select(day => Sessions($"{day:yyyy-MM-dd}", (int)day.DayOfWeek * (7 - (int)day.DayOfWeek) * (6 + Math.Abs(7 - day.Month)) / 6)),
    ];

    private static List<ChartValue> Weeks(int count) => [.. Enumerable.Range(1, count).Select(week => Sessions($"2026-W{week:D2}", 20 + (week * 37 % 23)))];

    private static ChartValue Sessions(string label, int count) => new(label, count, $"{count:N0}");

    private static ChartValue Fee(string label, decimal amount) => new(label, amount, $"${amount:N2}");

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
