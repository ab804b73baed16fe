using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Clinic.Ingestion;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Legacy;

/// <summary>Time-outs, crashes, and two at once: the end is that of an import that nothing disturbs.</summary>
public sealed class ImportFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>How long somebody who is gone without a word keeps a file.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private ImportBench bench = null!;

    public async Task InitializeAsync() => bench = await ImportBench.StartAsync();

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task When_the_time_is_up_the_next_invocation_goes_on_behind_the_last_step()
    {
        var rows = Patients(450).ToList();
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, rows)));

        await bench.InvokeAsync(bench.Worker(), "p.csv", ImportBench.TimeFor(steps: 1));
        var first = await bench.ResultAsync("p.csv");
        await bench.SweepAsync();
        var last = await bench.ResultAsync("p.csv");

        Assert.Equal((ImportResult.Running, 450), (first.State, first.Total));
        Assert.InRange(first.Read, 1, 449);
        Assert.Equal((ImportResult.Finished, 450, 450, 0), (last.State, last.Read, last.Waiting, last.Rejected));
    }

    [Fact]
    public async Task A_sweep_without_time_begins_nothing()
    {
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(450))));
        await bench.InvokeAsync(bench.Worker(), "p.csv", ImportBench.TimeFor(steps: 1));
        var before = await bench.ResultAsync("p.csv");

        await bench.SweepAsync(static () => TimeSpan.FromSeconds(20));

        Assert.Equal(before.Read, (await bench.ResultAsync("p.csv")).Read);
    }

    [Fact]
    public async Task A_file_that_a_dead_invocation_holds_is_taken_up_when_its_lease_is_over()
    {
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(3))));
        using var dying = await SharedDynamoDb.ClientAsync();
        var worker = bench.Worker(new FailingDynamo(dying, 3).Client);
        await Assert.ThrowsAnyAsync<Exception>(() => bench.InvokeAsync(worker, "p.csv"));

        bench.Services.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await bench.SweepAsync();
        Assert.DoesNotContain("cetac_user#1", await StagedAsync());

        bench.Services.Time.Advance(TimeSpan.FromSeconds(2));
        await bench.SweepAsync();
        Assert.Equal((ImportResult.Finished, 3), ((await bench.ResultAsync("p.csv")).State, (await bench.ResultAsync("p.csv")).Read));
    }

    [Fact]
    public async Task A_file_that_fails_over_and_over_keeps_no_other_one_from_going_on()
    {
        await bench.PutAsync("a.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(3))));
        await bench.PutAsync("b.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(450))));
        foreach (var name in (string[])["a.csv", "b.csv"])
            await bench.InvokeAsync(bench.Worker(), name, static () => TimeSpan.Zero);
        // The bucket has the file, but its job says something that nobody can read.
        await bench.Tables.Dynamo.UpdateItemAsync(new()
        {
            TableName = bench.Tables.Imports,
            Key = new() { ["group"] = new("file#import/a.csv"), ["row"] = new("job") },
            UpdateExpression = "SET #result = :broken, pending = :import",
            ExpressionAttributeNames = new() { ["#result"] = "result" },
            ExpressionAttributeValues = new() { [":broken"] = new("{"), [":import"] = new("import") },
        });

        await Assert.ThrowsAsync<AggregateException>(() => bench.SweepAsync());

        Assert.Equal(ImportResult.Finished, (await bench.ResultAsync("b.csv")).State);
    }

    /// <summary>The index says what is no longer so: that a file is not done which is.</summary>
    [Fact]
    public async Task An_index_that_lags_keeps_no_worker_busy()
    {
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patients(1));
        var network = new UnreliableNetwork(async (_, request, _) => JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["IndexName"]?.GetValue<string>() != "byPending" ? null
            : UnreliableNetwork.Answer(HttpStatusCode.OK, JsonNode.Parse("""{"Items":[{"group":{"S":"file#import/p.csv"},"row":{"S":"job"},"pending":{"S":"import"}}],"Count":1}""")!.AsObject()));
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());
        var asked = 0;

        await bench.InvokeAsync(bench.Worker(client), "gone.csv", () => asked++ < 100 ? TimeSpan.FromMinutes(15) : TimeSpan.Zero);

        Assert.InRange(asked, 1, 2);
    }

    [Fact]
    public async Task Two_workers_with_the_same_event_bring_the_file_in_once()
    {
        var clinic = new OldClinic(11);
        foreach (var table in LegacyTable.All.Except([LegacyTable.Sessions]))
            await bench.ImportAsync(table.Name + ".csv", table, clinic.Rows[table]);
        await bench.PutAsync("s.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Sessions, clinic.Rows[LegacyTable.Sessions])));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.InvokeAsync(bench.Worker(), "s.csv")));

        var result = await bench.ResultAsync("s.csv");
        Assert.Equal((ImportResult.Finished, clinic.Rows[LegacyTable.Sessions].Count), (result.State, result.Read));
        Assert.Equal(await UndisturbedAsync(clinic), await bench.StateAsync());
    }

    [Fact]
    public async Task Files_that_come_all_at_once_come_to_the_same_end()
    {
        var clinic = new OldClinic(12, patients: 3);
        var parts = LegacyTable.All.SelectMany(table => clinic.Rows[table].Index().GroupBy(row => row.Index % 2)
            .Select(part => (Name: $"{table.Name}-{part.Key}.csv", Text: OldClinic.Text(table, part.Select(row => row.Item))))).ToList();
        foreach (var (name, text) in parts)
            await bench.PutAsync(name, Encoding.UTF8.GetBytes(text));

        await Task.WhenAll(parts.Select(part => bench.InvokeAsync(bench.Worker(), part.Name)));

        Assert.Equal(await UndisturbedAsync(clinic), await bench.StateAsync());
    }

    [Fact]
    public async Task A_file_that_is_replaced_while_it_is_read_is_read_as_it_is_then()
    {
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(450))));
        await bench.InvokeAsync(bench.Worker(), "p.csv", ImportBench.TimeFor(steps: 1));
        bench.Objects.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, Patients(2))));

        await bench.SweepAsync();
        var stopped = await bench.ResultAsync("p.csv");
        await bench.InvokeAsync(bench.Worker(), "p.csv");

        Assert.Equal((ImportResult.Stopped, "The file was replaced or deleted while it was read: 200 of its rows are done."), (stopped.State, stopped.Reason));
        Assert.Equal((ImportResult.Finished, 2), ((await bench.ResultAsync("p.csv")).State, (await bench.ResultAsync("p.csv")).Read));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_nothing_to_do()
    {
        await bench.InvokeAsync(bench.Worker(), "gone.csv");
        await bench.InvokeAsync(bench.Worker(), "");

        Assert.Empty(await StagedAsync());
    }

    /// <summary>
    /// After a request to DynamoDB the process dies; the event comes again, and then the schedule's. Each time it is another sixth of all
    /// requests, as a run takes more than a second; a failure prints which.
    /// </summary>
    [Fact]
    public async Task A_crash_at_any_request_changes_nothing_of_the_end()
    {
        var clinic = new OldClinic(3, staff: 1, patients: 2);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, clinic.Rows[LegacyTable.Staff]);
        var sessions = clinic.Rows[LegacyTable.Sessions];
        (LegacyTable Table, IEnumerable<string> Rows)[] files =
        [
            (LegacyTable.Sessions, sessions.Where((_, i) => i % 2 == 1)),
            (LegacyTable.Children, clinic.Rows[LegacyTable.Children]),
            (LegacyTable.Records, clinic.Rows[LegacyTable.Records]),
            (LegacyTable.Patients, clinic.Rows[LegacyTable.Patients]),
            (LegacyTable.Sessions, sessions),
        ];
        var expected = await UndisturbedAsync(clinic);
        var requests = await RunAsync(files, int.MaxValue, expected);
        Assert.InRange(requests, 40, 500);

        var crashes = 0;
        var crashing = FailingDynamo.OneIn(6, output).TakeWhile(last => last <= requests).ToList();
        await Parallel.ForEachAsync(crashing, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (last, _) =>
        {
            if (await RunAsync(files, last, expected) == last)
                Interlocked.Increment(ref crashes);
        });
        Assert.InRange(crashes, crashing.Count * 9 / 10, crashing.Count); // a run makes one request more or less, as its workers meet
    }

    /// <returns>The requests of the process that dies after so many.</returns>
    private async Task<int> RunAsync((LegacyTable Table, IEnumerable<string> Rows)[] files, int last, IReadOnlyList<string> expected)
    {
        await using var other = await ImportBench.StartAsync(stepRows: 3);
        await other.CopyStaffAsync(bench);
        using var client = await SharedDynamoDb.ClientAsync();
        var dying = new FailingDynamo(client, last);
        var worker = other.Worker(dying.Client);
        foreach (var ((table, rows), i) in files.Select((file, i) => (file, i)))
        {
            await other.PutAsync($"{i}.csv", Encoding.UTF8.GetBytes(OldClinic.Text(table, rows)));
            try
            {
                await other.InvokeAsync(dying.HasDied ? other.Worker() : worker, $"{i}.csv");
            }
            catch (Exception) when (dying.HasDied)
            {
                await other.InvokeAsync(other.Worker(), $"{i}.csv");
                other.Services.Time.Advance(Lease + TimeSpan.FromSeconds(1));
                await other.SweepAsync();
            }
        }
        Assert.All(await Task.WhenAll(Enumerable.Range(0, files.Length).Select(i => other.ResultAsync($"{i}.csv"))), result => Assert.Equal(ImportResult.Finished, result.State));
        Assert.Equal(expected, await other.StateAsync());
        return dying.Requests;
    }

    private static IEnumerable<string> Patients(int count) => Enumerable.Range(1, count).Select(id => $"{id},Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,");

    private async Task<IEnumerable<string>> StagedAsync() => (await bench.Tables.ItemsAsync(bench.Tables.Imports)).Select(item => item["row"].S);

    private static async Task<IReadOnlyList<string>> UndisturbedAsync(OldClinic clinic)
    {
        await using var other = await ImportBench.StartAsync();
        foreach (var table in LegacyTable.All)
            await other.ImportAsync(table.Name + ".csv", table, clinic.Rows[table]);
        return await other.StateAsync();
    }
}
