using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Ingestion;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Local;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clinic.Benchmarks.Import;

/// <summary>
/// The import of a whole old clinic, as the worker does it, and bare BatchWriteItem of the very items that it leaves, in turns
/// against the same DynamoDB Local, each time into new tables. The staff's file comes first and does not count: its hashes are slow on purpose.
/// </summary>
internal sealed class ImportSpeed(LocalHost host, AmazonS3Client s3)
{
    private const int Rounds = 3;
    private const string StaffFile = "cetac_staff.csv";

    /// <summary>A bucket whose objects start nothing.</summary>
    private readonly string bucket = host.Template.Buckets.Single(name => name.StartsWith("clinic-exports-", StringComparison.Ordinal));

    public static async Task MeasureAsync(LocalHost host)
    {
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("local", "local"),
            new AmazonS3Config { ServiceURL = host.ServicesAddress.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true });
        var speed = new ImportSpeed(host, s3);
        await speed.RoundAsync("warm-up", new OldClinic(200, 2_000));
        var clinic = new OldClinic(2_000, 30_000);
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
            ratios.Add(await speed.RoundAsync($"round {round}", clinic));
        ratios.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"import against bare BatchWriteItem, {Rounds} rounds: median {ratios[Rounds / 2]:0.000}, from {ratios[0]:0.000} to {ratios[^1]:0.000}"));
    }

    /// <returns>The import's items per second as a part of bare BatchWriteItem's.</returns>
    private async Task<double> RoundAsync(string name, OldClinic clinic)
    {
        using var dynamo = host.CreateDynamoDbClient();
        await using var imported = await ImportTables.CreateAsync(dynamo, "bench-import");
        await using var bare = await ImportTables.CreateAsync(dynamo, "bench-bare");
        await using var alone = await ImportTables.CreateAsync(dynamo, "bench-alone");
        var phases = new List<(string File, TimeSpan Time)>();
        var staffItems = 0;
        var requests = new RequestCounts(dynamo);
        var cpu = Environment.CpuUsage.TotalTime;
        foreach (var (file, content) in clinic.Files)
        {
            phases.Add((file, await ImportAsync(name, imported, dynamo, file, content)));
            if (file != StaffFile)
                continue;
            staffItems = (await imported.ReadAsync()).Count;
            requests = new RequestCounts(dynamo);
            cpu = Environment.CpuUsage.TotalTime;
        }
        cpu = Environment.CpuUsage.TotalTime - cpu;
        var sent = requests.ToString();
        var items = await imported.ReadAsync();
        var importRate = (items.Count - staffItems) / phases.Where(phase => phase.File != StaffFile).Sum(phase => phase.Time.TotalSeconds);
        var started = Stopwatch.GetTimestamp();
        await bare.WriteAsync(items, ManyItems.Workers);
        var bareRate = items.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        var aloneItems = await AddSessionsAsync(alone, dynamo, items);
        var aloneRate = aloneItems / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\r{name}: {clinic.Rows} rows, {items.Count} items ({string.Join(", ", items.CountBy(item => item.Table).Select(table => $"{table.Value} {table.Key}"))}); "
            + $"import {importRate:0} items/s, bare {bareRate:0} items/s: {importRate / bareRate:0.000}; its session writes alone {aloneRate:0} items/s: {aloneRate / bareRate:0.000}"));
        Console.WriteLine("  " + string.Join(", ", phases.Select(phase => string.Create(CultureInfo.InvariantCulture, $"{phase.File} {phase.Time.TotalSeconds:0.0} s")))
            + string.Create(CultureInfo.InvariantCulture, $"; {cpu.TotalSeconds:0.0} s of CPU in this process"));
        Console.WriteLine("  " + sent);
        return importRate / bareRate;
    }

    /// <summary>The sessions as the import writes them, with their journal and their rollups, and nothing else: no import that writes so is faster.</summary>
    /// <returns>How many items that makes.</returns>
    private static async Task<int> AddSessionsAsync(ImportTables tables, IAmazonDynamoDB dynamo, IReadOnlyList<(string Table, Dictionary<string, AttributeValue> Item)> items)
    {
        var sessions = items.Where(item => item.Table == "SessionsTable").Select(item => SessionItems.Read(item.Item)).ToList();
        var contention = new Contention(TimeProvider.System);
        var lease = new ImportLease(dynamo, tables["ImportsTable"], TimeProvider.System);
        await lease.ClaimAsync("alone");
        var store = Sessions(tables, dynamo, lease, new RollupWrites(tables["ReportsTable"], Calendar()), new TransactionPacking(contention), contention);
        await lease.HoldAsync("alone", () => Parallel.ForEachAsync(
            sessions.GroupBy(session => (session.Date.Year, session.Date.Month)), ManyItems.SideBySide, async (month, _) => await store.AddAsync([.. month])));
        return sessions.Count + items.Count(item => item.Table == "ReportsTable" && item.Item.ContainsKey(RollupAttributes.Sessions));
    }

    private async Task<TimeSpan> ImportAsync(string round, ImportTables tables, IAmazonDynamoDB dynamo, string file, string content)
    {
        var key = StagingBucket.Folder + file;
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = content });
        var jobs = new DynamoImportJobs(dynamo, tables["ImportsTable"], TimeProvider.System);
        var lease = new ImportLease(dynamo, tables["ImportsTable"], TimeProvider.System);
        var staged = new DynamoStagedRows(dynamo, tables["ImportsTable"], lease, TimeProvider.System);
        var rules = new LegacyRows(Calendar());
        var import = new FileImport(
            jobs, new StagingBucket(s3), rules, new RowStaging(staged, rules), Writer(tables, dynamo, lease, staged, rules), TimeProvider.System, NullLogger.Instance);
        var started = Stopwatch.GetTimestamp();
        await import.BeginAsync(bucket, key);
        await lease.ClaimAsync(file);
        await lease.HoldAsync(file, () => import.ContinueAsync(key, () =>
        {
            Console.Write(string.Create(CultureInfo.InvariantCulture, $"\r{round}: {file} {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s   "));
            return true;
        }));
        await lease.ReleaseAsync(file);
        var elapsed = Stopwatch.GetElapsedTime(started);
        using var answer = await s3.GetObjectAsync(bucket, $"import-results/{file}.json");
        var result = await JsonSerializer.DeserializeAsync(answer.ResponseStream, IngestionJson.Contracts.ImportResult);
        if (result!.State != ImportResult.Finished)
            throw new InvalidOperationException($"{file} has not come to its end.");
        return elapsed;
    }

    /// <summary>As the worker's Program puts it together.</summary>
    private static RowWriter Writer(ImportTables tables, IAmazonDynamoDB dynamo, ImportLease lease, DynamoStagedRows staged, LegacyRows rules)
    {
        var time = TimeProvider.System;
        var calendar = Calendar();
        var contention = new Contention(time);
        var packing = new TransactionPacking(contention);
        var rollups = new RollupWrites(tables["ReportsTable"], calendar);
        var users = new DynamoImportedUsers(
            dynamo, tables["UsersTable"], new CredentialWrites(tables["CredentialsTable"], null), rollups, new DynamoAuditStore(dynamo, tables["AuditTable"]), packing, time);
        return new RowWriter(staged, users, Sessions(tables, dynamo, lease, rollups, packing, contention), rules, calendar, contention, time);
    }

    private static DynamoImportedSessions Sessions(
        ImportTables tables, IAmazonDynamoDB dynamo, ImportLease lease, RollupWrites rollups, TransactionPacking packing, Contention contention) => new(
        dynamo, tables["SessionsTable"], new DynamoSessionPuts(dynamo, tables["SessionsTable"], lease, contention), new DynamoSessionJournal(dynamo, tables["ImportsTable"], lease, TimeProvider.System),
        new DynamoRollupImports(dynamo, tables["ReportsTable"], rollups, packing), contention, TimeProvider.System, NullLogger.Instance);

    private static ClinicCalendar Calendar() => new(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), TimeProvider.System);
}
