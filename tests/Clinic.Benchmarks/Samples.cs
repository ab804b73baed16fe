using System.Diagnostics;
using System.Globalization;

namespace Clinic.Benchmarks;

/// <summary>Measured times, in milliseconds.</summary>
internal sealed class Samples
{
    private readonly List<double> milliseconds = [];

    public async Task AddAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public double Percentile(int percent) => milliseconds.Order().ElementAt(Math.Min(milliseconds.Count - 1, milliseconds.Count * percent / 100));

    public double Highest => milliseconds.Max();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Percentile(50):0.00} ms, p95 {Percentile(95):0.00} ms, highest {Highest:0.0} ms, n={milliseconds.Count}");
}
