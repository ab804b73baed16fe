using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Rollups;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Reports;

/// <summary>A stack from before there were shards: its reports are right before, while and after a rebuild moves its rollups to shards.</summary>
public sealed class ReshardingTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly ReportQuery Year = new("year", null, null, null);
    private static readonly ReportQuery Days = new(null, A.Day.AddDays(-12), A.Day.AddDays(-1), null);
    private readonly TableSet tables = new();
    private ReportedClinic clinic = null!;
    private IReadOnlyList<Caller> thanatologists = [];
    private IReadOnlyList<string> expected = [];

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ReportedClinic(tables);
        thanatologists = [await clinic.Services.ThanatologistAsync(), await clinic.Services.ThanatologistAsync("Ñuño"), await clinic.Services.ThanatologistAsync("Zepeda")];
        var random = new Random(11);
        foreach (var thanatologist in thanatologists)
        {
            var patient = await clinic.PatientAsync(thanatologist.UserId!);
            for (var i = 0; i < 3; i++)
                await clinic.WriteAsync(thanatologist.UserId!, patient, ReportedClinic.RandomSession(random, A.Day.AddDays(-random.Next(3) * 6)));
        }
        expected = await ReportsAsync(clinic.Services.Reports);
        await OldRollups.RestoreAsync(tables);
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    [Fact]
    public async Task What_has_no_shard_is_no_difference_and_a_rebuild_moves_it()
    {
        Assert.Equal(expected, await ReportsAsync(clinic.Services.Restarted().Reports));
        Assert.Equal((0, 0, 1), await RunAsync(repairs: false));

        var rebuilt = await RunAsync(repairs: true);

        Assert.Equal((0, 0), (rebuilt.Differences, rebuilt.Unsettled));
        Assert.True(await IsReshardedAsync());
        Assert.Equal(expected, await ReportsAsync(clinic.Services.Restarted().Reports));
        Assert.Equal((0, 0, 1), await RunAsync(repairs: true));
    }

    [Fact]
    public async Task Sessions_after_it_count_beside_what_has_no_shard()
    {
        var services = clinic.Services.Restarted();
        await ReportsAsync(services.Reports);
        foreach (var thanatologist in thanatologists)
        {
            var patient = await clinic.PatientAsync(thanatologist.UserId!);
            await clinic.WriteAsync(thanatologist.UserId!, patient, A.NewSession());
        }

        var summary = await services.Reports.SummaryAsync(services.Admin, Year);
        Assert.Equal((12, 6), (summary.Sessions, summary.Patients));
        Assert.Equal(await ReportsAsync(clinic.Services.Restarted().Reports), await ReportsAsync(services.Reports));

        Assert.Equal((0, 0), await RunAsync(repairs: true) is var rebuilt ? (rebuilt.Differences, rebuilt.Unsettled) : default);
        Assert.True(await IsReshardedAsync());
        Assert.Equal(summary, await services.Reports.SummaryAsync(services.Admin, Year));
    }

    [Fact]
    public async Task A_wrong_rollup_without_a_shard_is_put_right_as_it_is_moved()
    {
        await AddAsync("clinic 2026", "11", "motive#Duelo", 3);
        var real = clinic.Sessions.Count(held => held.Session is { Motive: "Duelo", Date.Month: 11 });
        var difference = new RollupDifference("clinic 2026", "11", "motive#Duelo", $"{real + 3}", $"{real}");

        Assert.Equal([difference], (await clinic.Services.Repair.RunAsync(false, _ => { })).Differences);
        Assert.Equal([difference], (await clinic.Services.Repair.RunAsync(true, _ => { })).Differences);

        Assert.True(await IsReshardedAsync());
        Assert.Equal(expected, await ReportsAsync(clinic.Services.Restarted().Reports));
    }

    /// <summary>It dies after every third request: who dies before one leaves what is left after the one before it. Each time these are others; a failure prints which.</summary>
    [Fact]
    public async Task A_rebuild_that_dies_leaves_every_report_right()
    {
        var remembering = clinic.Services.Restarted();
        foreach (var last in FailingDynamo.OneIn(3, output))
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last);
            var error = await Record.ExceptionAsync(() => Repair(dying.Client).RunAsync(true, _ => { }));
            Assert.Equal(dying.HasDied, error is not null);

            Assert.Equal(expected, await ReportsAsync(remembering.Reports));
            Assert.Equal(expected, await ReportsAsync(clinic.Services.Restarted().Reports));
            if (error is null)
                break;
        }
        Assert.True(await IsReshardedAsync());
        Assert.Equal((0, 0, 1), await RunAsync(repairs: false));
    }

    /// <summary>The rebuild comes before every third request of reports, which read the days of one month and the whole of another.</summary>
    [Fact]
    public async Task A_report_while_a_rebuild_moves_the_rollups_counts_nothing_twice()
    {
        foreach (var last in FailingDynamo.OneIn(3, output))
        {
            await OldRollups.RestoreAsync(tables);
            using var client = (AmazonDynamoDBClient)await SharedDynamoDb.ClientAsync();
            var reports = new ReportService(clinic.Services.UsersTable, new DynamoRollupStore(client, tables.Reports), clinic.Services.AvailableTime, clinic.Services.Names, clinic.Services.Calendar);
            var (requests, query) = (0, new ReportQuery(null, new DateOnly(2026, 10, 31), A.Day, null));
            client.BeforeRequestEvent += (_, _) =>
            {
                if (Interlocked.Increment(ref requests) == last)
                    RunAsync(repairs: true).GetAwaiter().GetResult();
            };
            Assert.Equal(9, (await reports.SessionsAsync(clinic.Services.Admin, query, "motive")).Total);
            Assert.Equal(3, (await reports.PatientsAsync(clinic.Services.Admin, query, "gender")).Total);
            if (requests < last)
                return;
            Assert.Equal(expected, await ReportsAsync(reports));
        }
    }

    private static async Task<IReadOnlyList<string>> ReportsAsync(ReportService reports)
    {
        var lines = new List<string>();
        foreach (var query in (ReportQuery[])[Year, Days])
        {
            foreach (var report in (GroupedReport[])[await reports.SessionsAsync(A.Caller(Role.Admin), query, "motive"), await reports.PatientsAsync(A.Caller(Role.Admin), query, "thanatologist")])
                lines.Add($"{string.Join(' ', report.Labels.Zip(report.Values))} {report.Total}");
            lines.Add((await reports.SummaryAsync(A.Caller(Role.Admin), query)).ToString());
        }
        return lines;
    }

    private RollupRepair Repair(IAmazonDynamoDB client) => new(
        new DynamoRollupRepairs(client, tables.Reports), new RollupComputation(client, tables.Sessions, tables.Appointments, tables.Users, clinic.Services.Calendar), TimeProvider.System);

    private async Task<(int Differences, int Unsettled, int Passes)> RunAsync(bool repairs) =>
        await clinic.Services.Repair.RunAsync(repairs, _ => { }) is var outcome ? (outcome.DifferenceCount, outcome.Unsettled, outcome.Passes) : default;

    private Task<UpdateItemResponse> AddAsync(string period, string entry, string attribute, int amount) => tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = tables.Reports,
        Key = new() { ["period"] = new(period), ["entry"] = new(entry) },
        UpdateExpression = "ADD #a :n",
        ExpressionAttributeNames = new() { ["#a"] = attribute },
        ExpressionAttributeValues = new() { [":n"] = new AttributeValue { N = $"{amount}" } },
    });

    private async Task<bool> IsReshardedAsync() => (await tables.ItemsAsync(tables.Reports))
        .Where(item => item["period"].S is { } period && period.StartsWith("clinic ", StringComparison.Ordinal) && !new RollupKey(period, item["entry"].S).IsShard)
        .All(item => RollupContents.Read(item).IsEmpty);
}
