using System.Globalization;
using Clinic.Core.Reports;
using Clinic.Core.Storage;
using Clinic.Simulation;

// dotnet run -c Release --project tests/Clinic.Simulation [-- --svg FILE]
// Sessions of one day contend for the shards of the clinic's rollups (ADR 45): how many a second can be written, and how long does each take?
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var points = Rates.Simulate(seed: 1);
Console.WriteLine($"One clinic: reads {Rates.Reading * 1000:0} ms, a transaction holds its items {Rates.Holding * 1000:0} ms, at most {Rates.Account} processes.");
Console.WriteLine();
Console.WriteLine(Rates.Table(points));
if (args is ["--svg", var file])
    File.WriteAllText(file, Chart.Draw(points));

Console.WriteLine();
Console.WriteLine("As the local host has it: 100 sessions at once, four processes, 1,000 days; compare the ratio with a measurement.");
foreach (var guarded in new[] { false, true })
{
    foreach (var share in new[] { 0.3, 0.5, 0.7 })
    {
        const double Lone = 0.0165;
        var days = Enumerable.Range(1, 1_000).Select(seed =>
            ClinicDay.Run(new Scenario(new double[100], Lone * (1 - share), Lone * share, 4, Contention.Patience.TotalSeconds, guarded, guarded ? 1 : RollupKey.Shards), new Random(seed))).ToList();
        var ratios = days.Select(day => day.End / (100 * Lone)).Order().ToList();
        Console.WriteLine($"{(guarded ? "one patient" : "100 patients")}, {share:0 %} of a lone session is its transaction: {ratios[50]:0.0} to {ratios[949]:0.0} times a hundred lone ones, {days.Average(day => day.MeanTries):0.0} tries each");
    }
}
