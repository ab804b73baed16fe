using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.S3.Model;
using Clinic.Core.Accounts;
using Clinic.Ingestion;
using Clinic.Core.Reports;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Clinic.StorageTests.Legacy;

/// <summary>The ingestion worker's object graph on tables and a bucket of its own.</summary>
internal sealed partial class ImportBench : IAsyncDisposable
{
    private int invocations;

    private ImportBench(ObjectFixture objects) => Objects = objects;

    /// <summary>Fewer than the worker's own, so that small files have several steps.</summary>
    public int StepRows { get; private init; }

    public TableSet Tables { get; } = new();

    public ObjectFixture Objects { get; }

    public ClinicServices Services { get; private set; } = null!;

    public static async Task<ImportBench> StartAsync(int stepRows = 200)
    {
        var bench = new ImportBench(await ObjectFixture.StartAsync()) { StepRows = stepRows };
        await bench.Tables.InitializeAsync();
        bench.Services = new ClinicServices(bench.Tables, objects: bench.Objects.Client);
        return bench;
    }

    /// <summary>A process of the worker; another client for DynamoDB lets it fail, or another one for the sessions' puts.</summary>
    public IngestionHandler Worker(IAmazonDynamoDB? client = null, IAmazonDynamoDB? puts = null)
    {
        var dynamo = client ?? Tables.Dynamo;
        var rollups = new RollupWrites(Tables.Reports, Services.Calendar);
        var packing = new TransactionPacking(Services.Contention);
        var users = new DynamoImportedUsers(
            dynamo, Tables.Users, new CredentialWrites(Tables.Credentials, null), rollups, new(dynamo, Tables.Audit), packing, TimeProvider.System);
        var lease = new ImportLease(dynamo, Tables.Imports, Services.Time);
        var sessions = new DynamoImportedSessions(
            dynamo, Tables.Sessions, new DynamoSessionPuts(puts ?? dynamo, Tables.Sessions, lease, Services.Contention),
            new DynamoSessionJournal(dynamo, Tables.Imports, lease, TimeProvider.System), new DynamoRollupImports(dynamo, Tables.Reports, rollups, packing),
            Services.Contention, TimeProvider.System, NullLogger.Instance);
        var staged = new DynamoStagedRows(dynamo, Tables.Imports, lease, TimeProvider.System);
        var rules = new LegacyRows(Services.Calendar);
        var writer = new RowWriter(staged, users, sessions, rules, Services.Calendar, Services.Contention, Services.Time);
        var jobs = new DynamoImportJobs(dynamo, Tables.Imports, Services.Time);
        var import = new FileImport(jobs, new StagingBucket(Objects.Client), rules, new RowStaging(staged, rules), writer, TimeProvider.System, NullLogger.Instance) { MostRowsOfStep = StepRows };
        return new IngestionHandler(import, jobs, sessions, lease, NullLogger.Instance);
    }

    /// <summary>Puts a file, tells the worker and answers with the result, finished or not.</summary>
    public async Task<ImportResult> ImportAsync(string name, string content)
    {
        await PutAsync(name, Encoding.UTF8.GetBytes(content));
        await InvokeAsync(Worker(), name);
        return await ResultAsync(name);
    }

    public Task<ImportResult> ImportAsync(string name, LegacyTable table, params IEnumerable<string> rows) => ImportAsync(name, OldClinic.Text(table, rows));

    public Task PutAsync(string name, byte[] content, string? encoding = null)
    {
        var request = new PutObjectRequest { BucketName = ObjectFixture.Bucket, Key = "import/" + name, InputStream = new MemoryStream(content) };
        if (encoding is not null)
            request.Metadata["encoding"] = encoding;
        return Objects.Client.PutObjectAsync(request);
    }

    /// <summary>The bucket's notification.</summary>
    /// <param name="remaining">What is left of the invocation's time.</param>
    public Task InvokeAsync(IngestionHandler worker, string name, Func<TimeSpan>? remaining = null)
    {
        var key = Uri.EscapeDataString("import/" + name).Replace("%20", "+", StringComparison.Ordinal);
        return SendAsync(worker, $$$"""{"Records":[{"s3":{"bucket":{"name":"{{{ObjectFixture.Bucket}}}"},"object":{"key":"{{{key}}}"} }}]}""", remaining);
    }

    /// <summary>Time for so many steps: it is asked for before the work begins, before each file and after each step.</summary>
    public static Func<TimeSpan> TimeFor(int steps)
    {
        var asked = 0;
        return () => asked++ <= steps ? TimeSpan.FromMinutes(15) : TimeSpan.FromSeconds(179);
    }

    /// <summary>The schedule's event.</summary>
    public Task SweepAsync(Func<TimeSpan>? remaining = null) => SendAsync(Worker(), """{"detail-type":"Scheduled Event"}""", remaining);

    public async Task<ImportResult> ResultAsync(string name)
    {
        using var answer = await Objects.Client.GetObjectAsync(ObjectFixture.Bucket, $"import-results/{name}.json");
        return (await JsonSerializer.DeserializeAsync(answer.ResponseStream, IngestionJson.Contracts.ImportResult))!;
    }

    /// <summary>
    /// What the clinic has in the end: users, credentials and sessions, without what depends on the number of steps there:
    /// versions, and bcrypt's own salt. The rollups are held to it.
    /// </summary>
    public async Task<IReadOnlyList<string>> StateAsync()
    {
        var rollups = await Services.Repair.RunAsync(false, _ => { });
        if (rollups.DifferenceCount + rollups.Unsettled > 0)
            throw new InvalidOperationException("The rollups are wrong: " + string.Join(", ", rollups.Differences));
        string[] tables = [Tables.Users, Tables.Credentials, Tables.Sessions];
        var lines = new List<string>();
        foreach (var table in tables)
            lines.AddRange((await Tables.ItemsAsync(table)).Select(Line));
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The staff that another one has imported, as a hash takes its time.</summary>
    public async Task CopyStaffAsync(ImportBench other)
    {
        foreach (var (from, to) in ((string, string)[])[(other.Tables.Users, Tables.Users), (other.Tables.Credentials, Tables.Credentials), (other.Tables.Imports, Tables.Imports)])
        {
            foreach (var item in await other.Tables.ItemsAsync(from))
                await Tables.Dynamo.PutItemAsync(to, item);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tables.DisposeAsync();
        await Objects.DisposeAsync();
    }

    private static string Line(Dictionary<string, AttributeValue> item)
    {
        var kept = item.Where(attribute => attribute.Key is not ("version" or "importedVersion" or "importedBy" or "hash")).ToDictionary();
        return Now().Replace(ItemText.Of(kept), "'now'");
    }

    private async Task SendAsync(IngestionHandler worker, string payload, Func<TimeSpan>? remaining)
    {
        var context = new Mock<ILambdaContext>();
        context.Setup(one => one.RemainingTime).Returns(remaining ?? (() => TimeSpan.FromMinutes(15)));
        context.Setup(one => one.AwsRequestId).Returns($"invocation-{Interlocked.Increment(ref invocations)}");
        await worker.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(payload)), context.Object);
    }

    /// <summary>A time of the tests' clock; the old clinic's days are years before.</summary>
    [GeneratedRegex("'2026-[^']+'")]
    private static partial Regex Now();
}
