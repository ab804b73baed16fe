using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Catalogue;
using Clinic.Ingestion;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>Sessions of one month, made up from a seed, and what writes them as the worker does, on tables of its own.</summary>
internal sealed class ImportedMonth : IAsyncDisposable
{
    public const string Month = "2023-01";
    private static readonly string[] Thanatologists = [A.Id(), A.Id()];
    private static readonly string[] Patients = [.. Enumerable.Range(0, 5).Select(_ => A.Id())];

    private ImportLease lease = null!;

    public TableSet Tables { get; } = new();

    public ClinicServices Services { get; private set; } = null!;

    public static async Task<ImportedMonth> StartAsync()
    {
        var month = new ImportedMonth();
        await month.Tables.InitializeAsync();
        month.Services = new ClinicServices(month.Tables);
        month.lease = new ImportLease(month.Tables.Dynamo, month.Tables.Imports, month.Services.Time);
        Assert.True(await month.lease.ClaimAsync("the test"));
        return month;
    }

    /// <summary>Sessions of five patients, those of a patient from a number on.</summary>
    /// <param name="letters">Of each evaluation; each takes three bytes.</param>
    public static IReadOnlyList<Session> Sessions(int count, int first = 1, int letters = 4)
    {
        var random = new Random(count + first);
        return [.. Enumerable.Range(0, count).Select(i => SessionOf(random, Patients[i % Patients.Length], first + (i / Patients.Length), letters))];
    }

    /// <param name="puts">The client of the sessions themselves.</param>
    public DynamoImportedSessions Importer(IAmazonDynamoDB? client = null, IAmazonDynamoDB? puts = null)
    {
        var dynamo = client ?? Tables.Dynamo;
        return new DynamoImportedSessions(
            dynamo, Tables.Sessions, new DynamoSessionPuts(puts ?? dynamo, Tables.Sessions, lease, Services.Contention), new DynamoSessionJournal(dynamo, Tables.Imports, lease, TimeProvider.System),
            Imports(dynamo), Services.Contention, TimeProvider.System, NullLogger.Instance);
    }

    public DynamoRollupImports Imports(IAmazonDynamoDB? client = null)
    {
        var dynamo = client ?? Tables.Dynamo;
        return new DynamoRollupImports(dynamo, Tables.Reports, new RollupWrites(Tables.Reports, Services.Calendar), new TransactionPacking(Services.Contention));
    }

    /// <summary>Adds sessions by a process that dies at a request.</summary>
    /// <returns>The requests that it made; fewer when it came to its end before.</returns>
    public async Task<int> AddAndDieAsync(IReadOnlyList<Session> sessions, int last)
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var dying = new FailingDynamo(client, last);
        var error = await Record.ExceptionAsync(() => Importer(dying.Client).AddAsync(sessions));
        Assert.Equal(dying.HasDied, error is not null);
        return dying.Requests;
    }

    /// <summary>Adds sessions by a process that dies when it is about to put them.</summary>
    public async Task AddAndDieWhenCountedAsync(IReadOnlyList<Session> sessions)
    {
        using var client = await SharedDynamoDb.ClientAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Importer(puts: new FailingDynamo(client, 1, isLastDone: false).Client).AddAsync(sessions));
    }

    /// <summary>Adds sessions by a process that dies in the state that a test is about.</summary>
    public async Task AddAndDieWhenAsync(IReadOnlyList<Session> sessions, Func<Task<bool>> isReached)
    {
        for (var last = 1; ; last++)
        {
            await AddAndDieAsync(sessions, last);
            if (await isReached())
                return;
            // As if nothing had been: the next one dies a request later.
            foreach (var (table, key, sort) in ((string, string, string)[])[(Tables.Sessions, "userId", "number"), (Tables.Reports, "period", "entry"), (Tables.Imports, "group", "row")])
            {
                foreach (var item in await Tables.ItemsAsync(table))
                    await Tables.Dynamo.DeleteItemAsync(table, new() { [key] = item[key], [sort] = item[sort] });
            }
        }
    }

    public async Task<int> CountAsync() => (await Tables.ItemsAsync(Tables.Sessions)).Count;

    /// <summary>The pages of journals.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> JournalAsync() =>
        [.. (await Tables.ItemsAsync(Tables.Imports)).Where(item => item["group"].S.StartsWith("journal#", StringComparison.Ordinal))];

    public async Task<bool> IsOpenAsync() => (await Imports().ListOpenAsync()).Count > 0;

    /// <summary>The sessions are there as they are, and every figure, the remembered ones too, is what they say.</summary>
    public async Task AssertAsync(params IEnumerable<Session> sessions)
    {
        var expected = sessions.Select(session => ItemText.Of(SessionItems.Write(session).Attributes)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await Tables.ItemsAsync(Tables.Sessions)).Select(ItemText.Of).Order(StringComparer.Ordinal));
        Assert.False(await IsOpenAsync());
        var outcome = await Services.Repair.RunAsync(false, _ => { });
        Assert.Equal((0, 0), (outcome.DifferenceCount, outcome.Unsettled));
        Assert.Equal(await ReportsAsync(Services.Restarted()), await ReportsAsync(Services));
    }

    /// <summary>What the reports say; from now on they remember it.</summary>
    public Task<IReadOnlyList<string>> ReportsAsync() => ReportsAsync(Services);

    public async ValueTask DisposeAsync() => await Tables.DisposeAsync();

    private static async Task<IReadOnlyList<string>> ReportsAsync(ClinicServices services)
    {
        var lines = new List<string>();
        foreach (var to in (DateOnly[])[new(2023, 1, 31), new(2023, 1, 9)]) // of the months, and of the days
        {
            var query = new ReportQuery(null, new DateOnly(2023, 1, 1), to, null);
            var patients = await services.Reports.PatientsAsync(services.Admin, query, ReportGroups.Thanatologist);
            lines.AddRange(patients.Labels.Zip(patients.Values, (label, value) => $"{label} {value}").Append($"{patients.Total}"));
            lines.AddRange((await services.Reports.ThanatologistsAsync(services.Admin, query)).Items.Select(item => item.ToString()));
            lines.Add((await services.Reports.SummaryAsync(services.Admin, query)).ToString());
        }
        return lines;
    }

    private static Session SessionOf(Random random, string patient, int number, int letters)
    {
        var service = ClinicCatalogue.Services[random.Next(ClinicCatalogue.Services.Count)];
        return new Session(
            patient, number, Any(random, Thanatologists), "Itzel Muñoz", new DateOnly(2023, 1, 6).AddDays(random.Next(6)), service.Name, Any(random, [.. service.Interventions.Values]),
            Any(random, [.. ClinicCatalogue.Tools.Values]), Any(random, [.. ClinicCatalogue.Motives.Values]), new string('→', letters), random.Next(100_000) / 100m, false, null, [],
            A.Moment, Any(random, "Mujer", "Hombre", null), $"{patient}-{number}");
    }

    private static T Any<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
