using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Rollups;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>While an import is under way its month's rollups count sessions that are not there: a repair leaves them alone.</summary>
public sealed class RepairDuringImportTests : IAsyncLifetime
{
    private ImportedMonth month = null!;

    public async Task InitializeAsync() => month = await ImportedMonth.StartAsync();

    public async Task DisposeAsync() => await month.DisposeAsync();

    [Fact]
    public async Task A_month_under_import_is_compared_when_the_import_has_ended()
    {
        var sessions = ImportedMonth.Sessions(30);
        await month.AddAndDieWhenCountedAsync(sessions);
        await month.Tables.Dynamo.UpdateItemAsync(new()
        {
            TableName = month.Tables.Reports,
            Key = new() { ["period"] = new("clinic 2023"), ["entry"] = new("01") },
            UpdateExpression = "ADD sessions :n",
            ExpressionAttributeValues = new() { [":n"] = new() { N = "1000" } },
        });
        var before = await month.Tables.ContentsAsync();
        var unsharded = (await month.Tables.ItemsAsync(month.Tables.Reports)).Count(item => item["period"].S.StartsWith("clinic ", StringComparison.Ordinal));
        var passes = new List<RollupPass>();
        var completing = Task.CompletedTask;

        var outcome = await month.Services.Repair.RunAsync(true, pass =>
        {
            passes.Add(pass);
            if (pass.Number == 2)
                completing = CompleteAsync();
        });
        await completing;

        Assert.All(passes.Take(2), pass => Assert.Equal((0, pass.Rollups), (pass.Different, pass.Moving)));
        Assert.Equal(new RollupDifference("clinic 2023", "01", "sessions", "1030", "30"), Assert.Single(outcome.Differences));
        Assert.Equal((unsharded, 0), (outcome.Repaired, outcome.Unsettled)); // one was wrong, and all of them are moved to shards
        await month.AssertAsync(sessions);

        async Task CompleteAsync()
        {
            Assert.Equal(before, await month.Tables.ContentsAsync());
            await month.Importer().CompleteAsync();
        }
    }

    /// <summary>It ends before every single request of the repair.</summary>
    [Fact]
    public async Task An_import_that_ends_while_a_repair_looks_is_no_difference()
    {
        var sessions = ImportedMonth.Sessions(30);
        var requests = await VerifyAsync(int.MaxValue, () => Task.CompletedTask);

        for (var last = 1; last <= requests; last++)
        {
            await using var other = await ImportedMonth.StartAsync();
            await other.AddAndDieWhenCountedAsync(sessions);
            await VerifyAsync(last, () => other.Importer().CompleteAsync(), other);
            await other.AssertAsync(sessions);
        }
    }

    [Fact]
    public async Task An_import_while_a_repair_looks_is_no_difference()
    {
        await month.Importer().AddAsync(ImportedMonth.Sessions(10));
        var requests = await VerifyAsync(int.MaxValue, () => Task.CompletedTask);

        for (var last = 1; last <= requests; last++)
        {
            var added = ImportedMonth.Sessions(10, first: 1 + (2 * last));
            await VerifyAsync(last, () => month.Importer().AddAsync(added));
        }
    }

    /// <summary>What a repair writes has had no import, and takes those that come.</summary>
    [Fact]
    public async Task What_a_repair_has_written_takes_the_next_import()
    {
        var (first, second) = (ImportedMonth.Sessions(30), ImportedMonth.Sessions(30, first: 7));
        await month.Importer().AddAsync(first);
        foreach (var item in (await month.Tables.ItemsAsync(month.Tables.Reports)).Where(item => item["period"].S != RollupKey.Imports))
            await month.Tables.Dynamo.DeleteItemAsync(month.Tables.Reports, new() { ["period"] = item["period"], ["entry"] = item["entry"] });
        Assert.NotEqual(0, (await month.Services.Repair.RunAsync(true, _ => { })).Repaired);
        await month.AssertAsync(first);

        await month.AddAndDieWhenCountedAsync(second);
        await month.Importer().CompleteAsync();

        await month.AssertAsync([.. first, .. second]);
    }

    [Fact]
    public async Task The_imports_are_no_rollups()
    {
        await month.Importer().AddAsync(ImportedMonth.Sessions(30));

        var outcome = await month.Services.Repair.RunAsync(false, _ => { });

        Assert.Equal((1, 0, 0), (outcome.Passes, outcome.DifferenceCount, outcome.Unsettled));
        Assert.Equal((await month.Tables.ItemsAsync(month.Tables.Reports)).Count - 1, outcome.Rollups);
    }

    /// <summary>Verifies, while something happens before one of the requests: no pass sees a difference.</summary>
    /// <returns>How many requests it made.</returns>
    private async Task<int> VerifyAsync(int last, Func<Task> happens, ImportedMonth? other = null)
    {
        var (tables, calendar) = ((other ?? month).Tables, month.Services.Calendar);
        using var client = (AmazonDynamoDBClient)await SharedDynamoDb.ClientAsync();
        var requests = 0;
        client.BeforeRequestEvent += (_, _) =>
        {
            if (++requests == last)
                happens().GetAwaiter().GetResult();
        };
        var repair = new RollupRepair(new DynamoRollupRepairs(client, tables.Reports), new RollupComputation(client, tables.Sessions, tables.Appointments, tables.Users, calendar), TimeProvider.System);
        var outcome = await repair.RunAsync(false, pass => Assert.Equal(0, pass.Different));
        Assert.Equal((0, 0), (outcome.DifferenceCount, outcome.Unsettled));
        Assert.True(last == int.MaxValue || requests >= last);
        return requests;
    }
}
