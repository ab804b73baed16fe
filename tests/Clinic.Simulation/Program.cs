using System.Globalization;
using Clinic.Core.Storage;
using Clinic.Simulation;

// dotnet run -c Release --project tests/Clinic.Simulation [SEED]
// Sessions of one day contend for the clinic's rollups (ADR 8): how many a second can be written, and how long does each take?
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seed = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 1;
const double Reading = 0.015;
const double Holding = 0.010;
const int Account = 1_000;
double[] rates = [0.1, 1, 2, 5, 10, 20, 30, 40, 60, 80];

Console.WriteLine($"One clinic: reads {Reading * 1000:0} ms, a transaction holds its items {Holding * 1000:0} ms, at most {Account} processes, seed {seed}.");
Console.WriteLine();
Console.WriteLine("| sessions a second | tries each | p50 ms | p99 ms | answered 503 | processes at work |");
Console.WriteLine("|---|---|---|---|---|---|");
foreach (var rate in rates)
{
    var random = new Random(seed);
    var arrivals = Scenario.ArrivalsAt(rate, 10_000, random);
    var outcome = ClinicDay.Run(new Scenario(arrivals, Reading, Holding, Account, Contention.Patience.TotalSeconds), random);
    Console.WriteLine($"| {rate} | {outcome.MeanTries:0.00} | {outcome.Percentile(0.5) * 1000:0} | {outcome.Percentile(0.99) * 1000:0} | {(double)outcome.Busy / outcome.Sessions:0.0 %} | {outcome.Concurrency:0.0} |");
}

Console.WriteLine();
Console.WriteLine("As the local host has it, 100 sessions at once and four processes (compare with a measurement):");
foreach (var (reading, holding) in new[] { (0.0085, 0.008), (0.0045, 0.012) })
{
    var burst = ClinicDay.Run(new Scenario(new double[100], reading, holding, 4, Contention.Patience.TotalSeconds), new Random(seed));
    Console.WriteLine($"reads {reading * 1000:0.0} ms, holds {holding * 1000:0.0} ms: {burst.End:0.00} s, p50 {burst.Percentile(0.5):0.00} s, {burst.MeanTries:0.0} tries each");
}
