using System.Text.Json;
using Clinic.Core.Care;
using Clinic.Core.Json;

namespace Clinic.UnitTests.Care;

/// <summary>Definitions of instruments for tests: those that the repository ships, and any.</summary>
internal static class Definitions
{
    public static Instrument Shipped(string id) =>
        new(id, 1, JsonSerializer.Deserialize(File.ReadAllText(Contract.Contract.PathOf("docs", "instruments", id + ".json")), ClinicJson.TypeOf<InstrumentEdit>())!, DateTimeOffset.UnixEpoch);

    /// <summary>A definition that keeps the rules, with items of different options and bands over all scores.</summary>
    public static Instrument Any(Random random)
    {
        var kind = (ScoreKind)random.Next(2);
        IReadOnlyList<InstrumentItem> items =
        [
            .. Enumerable.Range(1, random.Next(1, 12)).Select(number => new InstrumentItem(
                $"q{number}", "Tema", [.. Enumerable.Range(0, 30).OrderBy(_ => random.Next()).Take(random.Next(1, 6)).Select(value => new InstrumentOption(value, "Opción"))])),
        ];
        var (least, most) = Scoring.RangeOf(items, kind is ScoreKind.Sum);
        return new Instrument("any", 1, new InstrumentEdit(
            Name: "Cualquiera",
            Items: items,
            Score: kind,
            Bands: [.. kind is ScoreKind.Sum ? WholeBands((int)least, (int)most, random) : HalfOpenBands(least, most, random)],
            MaxMissing: random.Next(items.Count),
            Language: "es",
            Source: "Nadie"), DateTimeOffset.UnixEpoch);
    }

    public static IReadOnlyDictionary<string, int> AnswersTo(Instrument instrument, Random random) => instrument.Items
        .OrderBy(_ => random.Next()).Skip(random.Next(instrument.MaxMissing + 1))
        .ToDictionary(item => item.Id!, item => item.Options![random.Next(item.Options.Count)].Value!.Value);

    private static IEnumerable<ScoreBand> WholeBands(int least, int most, Random random)
    {
        for (var from = least; from <= most;)
        {
            var to = random.Next(from, most + 1);
            yield return new ScoreBand(from, to, $"{from}");
            from = to + 1;
        }
    }

    private static IEnumerable<ScoreBand> HalfOpenBands(decimal least, decimal most, Random random)
    {
        var middle = least + (Math.Floor((most - least) * random.Next(1, 99)) / 100);
        if (middle > least && middle < most)
            yield return new ScoreBand(least, decimal.Round(middle, 2), "baja");
        yield return new ScoreBand(middle > least && middle < most ? decimal.Round(middle, 2) : least, most, "alta");
    }
}
