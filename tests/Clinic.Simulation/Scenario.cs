namespace Clinic.Simulation;

/// <summary>Sessions that are written on one day, so that those of a shard contend for its rollups.</summary>
/// <param name="Arrivals">When each request arrives, in seconds, ascending.</param>
/// <param name="Reading">Seconds before each try: the reads, the network, our own code.</param>
/// <param name="Holding">Seconds that a transaction takes, won or lost; while a won one holds its items, another that begins is lost.</param>
/// <param name="Processes">How many processes the function may have; a request waits for one.</param>
/// <param name="Patience">Seconds after which no new try is begun.</param>
/// <param name="Guarded">Whether all sessions are one patient's: then a try is lost too when another was written since its reads began.</param>
/// <param name="Shards">Into how many shards the clinic's rollups are split; a session is any thanatologist's, and so any shard's.</param>
internal sealed record Scenario(IReadOnlyList<double> Arrivals, double Reading, double Holding, int Processes, double Patience, bool Guarded = false, int Shards = 1)
{
    /// <summary>Independent arrivals at a rate (a Poisson process).</summary>
    public static IReadOnlyList<double> ArrivalsAt(double perSecond, int count, Random random)
    {
        var arrivals = new double[count];
        var now = 0.0;
        for (var i = 0; i < count; i++)
            arrivals[i] = now += -Math.Log(1 - random.NextDouble()) / perSecond;
        return arrivals;
    }
}
