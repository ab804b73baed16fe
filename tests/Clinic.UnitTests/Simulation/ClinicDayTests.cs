using Clinic.Local;
using Clinic.Simulation;
using Xunit;

namespace Clinic.UnitTests.Simulation;

/// <summary>The simulation against what can be calculated.</summary>
public sealed class ClinicDayTests
{
    private const double Reading = 0.015;
    private const double Holding = 0.010;

    [Fact]
    public void A_lone_session_takes_its_reads_and_its_transaction()
    {
        var outcome = Run([1.0], processes: 1);

        Assert.Equal(Reading + Holding, outcome.Percentile(0.5), 9);
        Assert.Equal(1, outcome.Tries);
    }

    [Fact]
    public void Sessions_that_never_meet_are_tried_once()
    {
        var outcome = Run([.. Enumerable.Range(1, 100).Select(second => (double)second)], processes: 10);

        Assert.Equal(1, outcome.MeanTries);
        Assert.All(outcome.Latencies, latency => Assert.Equal(Reading + Holding, latency, 9));
    }

    /// <summary>Without a second try this is Erlang's loss system with one server: of Poisson arrivals a share of a / (1 + a) is lost, a = rate × holding.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(100)]
    public void Without_repetition_as_many_are_lost_as_Erlang_says(double rate)
    {
        var random = new Random(7);

        var outcome = ClinicDay.Run(new Scenario(Scenario.ArrivalsAt(rate, 100_000, random), Reading, Holding, int.MaxValue, Patience: -1), random);

        var offered = rate * Holding;
        Assert.Equal(offered / (1 + offered), (double)outcome.Busy / outcome.Sessions, 2);
    }

    /// <summary>Little's law: requests under way = rate × time in the system.</summary>
    [Fact]
    public void Processes_at_work_are_the_rate_times_the_mean_time()
    {
        var random = new Random(7);

        var outcome = ClinicDay.Run(new Scenario(Scenario.ArrivalsAt(20, 100_000, random), Reading, Holding, int.MaxValue, 20), random);

        Assert.Equal(0, outcome.Busy);
        Assert.Equal(20 * outcome.Latencies.Average(), outcome.Concurrency, 1);
    }

    [Fact]
    public void One_process_works_one_after_the_other_and_never_meets_itself()
    {
        var outcome = Run(new double[50], processes: 1);

        Assert.Equal(1, outcome.MeanTries);
        Assert.Equal(50 * (Reading + Holding), outcome.End, 9);
    }

    [Fact]
    public void No_more_can_be_written_than_the_item_takes()
    {
        var outcome = Run(new double[200], processes: 200);

        Assert.Equal(200, outcome.Latencies.Count);
        Assert.True(outcome.End >= 200 * Holding);
        Assert.True(outcome.MeanTries > 2);
    }

    /// <summary>Erlang's loss system again, for each shard its part of the arrivals.</summary>
    [Fact]
    public void Shards_lose_as_many_as_one_item_does_at_their_part_of_the_rate()
    {
        var random = new Random(7);

        var outcome = ClinicDay.Run(new Scenario(Scenario.ArrivalsAt(160, 100_000, random), Reading, Holding, int.MaxValue, Patience: -1, Shards: 8), random);

        var offered = 160 / 8 * Holding;
        Assert.Equal(offered / (1 + offered), (double)outcome.Busy / outcome.Sessions, 2);
    }

    [Fact]
    public void Three_hundred_sessions_a_second_can_be_written()
    {
        var outcome = Rates.Simulate(seed: 1).Single(point => point.PerSecond == 300).Outcome;

        Assert.Equal(0, outcome.Busy);
        Assert.True(outcome.Percentile(0.5) < 0.03 && outcome.Percentile(0.99) < 0.5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_day() => Assert.Equal(Run(new double[100], processes: 20).Latencies, Run(new double[100], processes: 20).Latencies);

    [Fact]
    public void A_lost_try_takes_as_long_as_a_won_one()
    {
        var outcome = ClinicDay.Run(new Scenario([0, 0.005], Reading, Holding, 2, Patience: 0), new Random(1));

        Assert.Equal((1, 2), (outcome.Busy, outcome.Tries));
        Assert.Equal(0.005 + Reading + Holding, outcome.End, 9);
    }

    /// <summary>The second one reads before the first is written, and writes after it.</summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public void Sessions_of_one_patient_lose_to_what_was_written_since_they_read(bool onePatient, int tries)
    {
        var outcome = ClinicDay.Run(new Scenario([0, 0.012], Reading, Holding, 2, 20, onePatient), new Random(1));

        Assert.Equal((0, tries), (outcome.Busy, outcome.Tries));
    }

    [Fact]
    public void The_document_has_the_simulations_table_and_chart()
    {
        var docs = Path.Combine(RepositoryRoot.Find(), "docs");
        var points = Rates.Simulate(seed: 1);

        Assert.Contains(Rates.Table(points), File.ReadAllText(Path.Combine(docs, "scale.md")), StringComparison.Ordinal);
        Assert.Equal(Chart.Draw(points), File.ReadAllText(Path.Combine(docs, "scale.svg")));
    }

    private static Outcome Run(IReadOnlyList<double> arrivals, int processes) =>
        ClinicDay.Run(new Scenario(arrivals, Reading, Holding, processes, 20), new Random(1));
}
