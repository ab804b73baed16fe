using System.Globalization;
using Clinic.Core.Reports;
using Clinic.Core.Storage;

namespace Clinic.Simulation;

/// <summary>One clinic at growing numbers of sessions a second: the table and the chart of docs/scale.md.</summary>
internal static class Rates
{
    public const double Reading = 0.015;
    public const double Holding = 0.010;
    public const int Account = 1_000;
    private const int Sessions = 10_000;
    private static readonly double[] PerSecond = [1, 10, 20, 40, 80, 120, 160, 200, 240, 280, 300, 320, 400, 480, 560, 640];

    public static IReadOnlyList<(double PerSecond, Outcome Outcome)> Simulate(int seed) => [.. PerSecond.Select(rate =>
    {
        var random = new Random(seed);
        var arrivals = Scenario.ArrivalsAt(rate, Sessions, random);
        return (rate, ClinicDay.Run(new Scenario(arrivals, Reading, Holding, Account, Contention.Patience.TotalSeconds, Shards: RollupKey.Shards), random));
    })];

    public static string Table(IEnumerable<(double PerSecond, Outcome Outcome)> points) => string.Join('\n',
    [
        "| sessions a second | tries each | p50 ms | p99 ms | answered 503 | processes at work |",
        "|---|---|---|---|---|---|",
        .. points.Select(point => string.Create(CultureInfo.InvariantCulture,
            $"| {point.PerSecond} | {point.Outcome.MeanTries:0.00} | {point.Outcome.Percentile(0.5) * 1000:0} | {point.Outcome.Percentile(0.99) * 1000:0} | {100.0 * point.Outcome.Busy / point.Outcome.Sessions:0.0} % | {point.Outcome.Concurrency:0.0} |")),
    ]);
}
