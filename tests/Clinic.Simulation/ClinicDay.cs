using Clinic.Core.Storage;

namespace Clinic.Simulation;

/// <summary>
/// A discrete-event simulation of sessions that contend for one item, or for one of each shard, with the product's own pauses between tries. The same random
/// numbers give the same outcome.
/// </summary>
internal sealed class ClinicDay
{
    private readonly Scenario scenario;
    private readonly Random random;
    private readonly PriorityQueue<Attempt, (double Time, int Session)> attempts = new();
    private readonly List<double> latencies = [];
    private readonly double[] freeAt;
    private double processSeconds;
    private double end;
    private int tries;
    private int busy;
    private int next;

    private ClinicDay(Scenario scenario, Random random) => (this.scenario, this.random, freeAt) = (scenario, random, new double[scenario.Shards]);

    private sealed record Attempt(int Session, int Shard, double Started, double Read, int Earlier);

    public static Outcome Run(Scenario scenario, Random random) => new ClinicDay(scenario, random).Run();

    private Outcome Run()
    {
        for (var process = 0; process < scenario.Processes && next < scenario.Arrivals.Count; process++)
            Take(0);
        while (attempts.TryDequeue(out var attempt, out var due))
            Try(attempt, due.Time);
        latencies.Sort();
        return new Outcome(latencies, busy, tries, processSeconds, end);
    }

    /// <summary>A process that is free at a time takes the next request, or waits for it.</summary>
    private void Take(double time)
    {
        if (next == scenario.Arrivals.Count)
            return;
        var session = next++;
        var started = Math.Max(time, scenario.Arrivals[session]);
        attempts.Enqueue(new Attempt(session, random.Next(scenario.Shards), started, started, 0), (started + scenario.Reading, session));
    }

    private void Try(Attempt attempt, double time)
    {
        tries++;
        var answered = time + scenario.Holding;
        ref var free = ref freeAt[attempt.Shard];
        if (time >= free && !(scenario.Guarded && free > attempt.Read))
        {
            free = answered;
            latencies.Add(answered - scenario.Arrivals[attempt.Session]);
            Finish(attempt, answered);
        }
        else if (answered - attempt.Started > scenario.Patience)
        {
            busy++;
            Finish(attempt, answered);
        }
        else
        {
            var again = answered + Contention.LongestPauseAfter(attempt.Earlier).TotalSeconds * random.NextDouble();
            attempts.Enqueue(attempt with { Earlier = attempt.Earlier + 1, Read = again }, (again + scenario.Reading, attempt.Session));
        }
    }

    private void Finish(Attempt attempt, double time)
    {
        processSeconds += time - attempt.Started;
        end = Math.Max(end, time);
        Take(time);
    }
}
