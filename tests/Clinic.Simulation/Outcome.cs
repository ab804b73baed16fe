namespace Clinic.Simulation;

/// <summary>What became of the sessions of a scenario.</summary>
/// <param name="Latencies">Seconds from arrival to answer of each session that was written, ascending.</param>
/// <param name="Busy">How many were answered 503 at last.</param>
/// <param name="Tries">All tries, also of those.</param>
/// <param name="ProcessSeconds">The time that processes were taken.</param>
/// <param name="End">When the last answer went out.</param>
internal sealed record Outcome(IReadOnlyList<double> Latencies, int Busy, int Tries, double ProcessSeconds, double End)
{
    public int Sessions => Latencies.Count + Busy;

    public double MeanTries => (double)Tries / Sessions;

    /// <summary>Processes at work on average.</summary>
    public double Concurrency => ProcessSeconds / End;

    public double Percentile(double share) => Latencies.Count == 0 ? double.NaN : Latencies[(int)Math.Min(Latencies.Count - 1, share * Latencies.Count)];
}
