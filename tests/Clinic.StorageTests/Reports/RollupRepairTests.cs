using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Users;
using Clinic.Rollups;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Reports;

public sealed class RollupRepairTests : IAsyncLifetime
{
    private const int Sessions = 30;
    private readonly TableSet tables = new();
    private ReportedClinic clinic = null!;
    private string own = null!;
    private User patient = null!;

    [Fact]
    public async Task What_the_services_have_written_needs_no_repair()
    {
        var before = await tables.ContentsAsync();

        var outcome = await RunAsync(repairs: true);

        Assert.Equal((Sessions, 2, 1, 0, 0, 0), (outcome.Sessions, outcome.Patients, outcome.Passes, outcome.DifferenceCount, outcome.Repaired, outcome.Unsettled));
        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_tampered_counter_is_found_and_put_right()
    {
        await UpdateAsync("clinic 2026", "11", "ADD #a :n", "motive#Duelo", new AttributeValue { N = "3" });
        var real = clinic.Sessions.Count(held => held.Session is { Motive: "Duelo", Date.Month: 11, Date.Year: 2026 });

        await AssertRepairedAsync(new RollupDifference("clinic 2026", "11", "motive#Duelo", $"{real + 3}", $"{real}"));
    }

    [Fact]
    public async Task A_tampered_sum_is_found_and_put_right()
    {
        var fees = clinic.Sessions.Where(held => held.Session.Date is { Month: 11, Year: 2026 }).Sum(held => held.Session.RecoveryFee!.Value) / 1.0000000000m;
        await UpdateAsync(RollupKey.ShardOf("clinic 2026", RollupKey.ShardOf(own)), "11", "SET #a = :n", "fees", new AttributeValue { N = "0.01" });

        await AssertRepairedAsync(new RollupDifference("clinic 2026", "11", "fees", "0.01", FormattableString.Invariant($"{fees}")));
    }

    [Fact]
    public async Task A_patient_too_many_is_found_without_being_named()
    {
        await UpdateAsync("thanatologists 2026", own + "#11", "ADD #a :n", "patients#Mujer", new AttributeValue { BS = [new MemoryStream(Guid.Parse(A.Id()).ToByteArray(bigEndian: true))] });

        await AssertRepairedAsync(new RollupDifference("thanatologists 2026", own + "#11", "patients#Mujer", "2 patients, 1 of them wrong", "1 patients"));
    }

    [Fact]
    public async Task A_report_sees_at_once_what_a_repair_has_put_right()
    {
        var stranger = new AttributeValue { BS = [new MemoryStream(Guid.Parse(A.Id()).ToByteArray(bigEndian: true))] };
        var before = await PatientsAsync();
        await UpdateAsync("thanatologists 2026", own + "#11", "ADD #a :n", "patients#Mujer", stranger);
        await UpdateAsync("clinic 2026", "11", "ADD #a :n", RollupAttributes.Writes, new AttributeValue { N = "1" });
        Assert.Equal(before + 1, await PatientsAsync());

        await RunAsync(repairs: true);

        Assert.Equal(before, await PatientsAsync());
    }

    [Fact]
    public async Task A_missing_rollup_is_written_anew()
    {
        var entry = new Dictionary<string, AttributeValue> { ["period"] = new AttributeValue("records"), ["entry"] = new(own) };
        await tables.Dynamo.DeleteItemAsync(tables.Reports, entry);

        await AssertRepairedAsync(new RollupDifference("records", own, "open", "0", "2"));
    }

    [Fact]
    public async Task A_rollup_of_nothing_is_emptied()
    {
        await UpdateAsync("thanatologists 2020-02", A.Id() + "#29", "ADD #a :n", "sessions", new AttributeValue { N = "7" });

        var found = await RunAsync(repairs: true);

        Assert.Equal(("thanatologists 2020-02", "sessions", "7", "0"), Assert.Single(found.Differences) is var difference ? (difference.Period, difference.Attribute, difference.Stored, difference.Computed) : default);
        Assert.Equal(0, (await RunAsync(repairs: false)).DifferenceCount);
    }

    [Fact]
    public async Task Everything_can_be_rebuilt_from_nothing()
    {
        var before = await ContentsAsync();
        foreach (var item in await tables.ItemsAsync(tables.Reports))
            await tables.Dynamo.DeleteItemAsync(tables.Reports, new Dictionary<string, AttributeValue> { ["period"] = item["period"], ["entry"] = item["entry"] });

        var outcome = await RunAsync(repairs: true);

        Assert.Equal((before.Count, 0), (outcome.Repaired, outcome.Unsettled));
        Assert.Equal(before, await ContentsAsync());
    }

    [Fact]
    public async Task Verifying_changes_nothing()
    {
        await UpdateAsync("clinic 2026", "11", "ADD #a :n", "sessions", new AttributeValue { N = "1" });
        var before = await tables.ContentsAsync();

        Assert.Equal(1, (await RunAsync(repairs: false)).DifferenceCount);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_rebuild_while_sessions_are_written_loses_none_and_counts_none_twice()
    {
        foreach (var item in (await tables.ItemsAsync(tables.Reports)).Where((_, position) => position % 2 == 0))
            await UpdateAsync(item["period"].S, item["entry"].S, "ADD #a :n", "sessions", new AttributeValue { N = "1000" });
        var random = new Random(4);
        var sessions = Enumerable.Range(0, 60).Select(_ => ReportedClinic.RandomSession(random, A.Day.AddDays(-random.Next(40)))).ToList();

        var writing = Parallel.ForEachAsync(sessions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (session, _) => await clinic.WriteAsync(own, patient, session));
        var during = await RunAsync(repairs: true);
        await writing;

        Assert.NotEmpty(during.Differences);
        await RunAsync(repairs: true);
        var after = await RunAsync(repairs: false);
        Assert.Equal((Sessions + 60, 0, 0), (after.Sessions, after.DifferenceCount, after.Unsettled));
        Assert.Equal(Sessions + 60, (await clinic.Services.Reports.SummaryAsync(clinic.Services.Admin, new ReportQuery("year", null, null, null))).Sessions);
    }

    [Fact]
    public async Task A_repaired_count_of_records_still_tells_readers_what_was_written()
    {
        var before = await PatientsAsync();
        await UpdateAsync("records", own, "ADD #a :n", "open", new AttributeValue { N = "3" });
        await RunAsync(repairs: true);

        var another = await clinic.PatientAsync(own);
        await clinic.WriteAsync(own, another, A.NewSession());

        Assert.Equal(before + 1, await PatientsAsync());
        Assert.Equal(31, (await tables.ItemsAsync(tables.Reports)).Single(item => item["period"].S == "records" && item["entry"].S == own)
            .Where(attribute => RollupAttributes.IsWritten(attribute.Key)).Sum(attribute => int.Parse(attribute.Value.N, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_repair_does_not_overwrite_what_was_written_in_the_meantime()
    {
        var repairs = new DynamoRollupRepairs(tables.Dynamo, tables.Reports);
        var (key, seen) = (await repairs.ReadAsync()).First(rollup => rollup.Key.IsShard);
        await UpdateAsync(key.Period, key.Entry, "ADD #a :n", "writes", new AttributeValue { N = "1" });
        var before = await tables.ContentsAsync();

        Assert.False(await repairs.TryWriteAsync([(key, seen, new RollupContents())]));
        Assert.False(await repairs.TryWriteAsync([(key, null, new RollupContents())]));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ReportedClinic(tables);
        own = (await clinic.Services.ThanatologistAsync()).UserId!;
        patient = await clinic.PatientAsync(own, "Mujer");
        var reassigned = await clinic.PatientAsync((await clinic.Services.ThanatologistAsync()).UserId!);
        await clinic.Services.Records.PutAsync(clinic.Services.Admin, reassigned.Id, new RecordEdit(true, own), VersionCondition.Any);
        var random = new Random(7);
        for (var i = 0; i < Sessions; i++)
            await clinic.WriteAsync(own, patient, ReportedClinic.RandomSession(random, A.Day.AddDays(-random.Next(40))));
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    private async Task<decimal> PatientsAsync() =>
        (await clinic.Services.Reports.PatientsAsync(clinic.Services.Admin, new ReportQuery(null, null, null, null), "gender")).Total;

    private Task<RollupOutcome> RunAsync(bool repairs) => clinic.Services.Repair.RunAsync(repairs, _ => { });

    /// <summary>Verifying finds the one difference, a rebuild puts it right, and then there is none.</summary>
    private async Task AssertRepairedAsync(RollupDifference difference)
    {
        Assert.Equal([difference], (await RunAsync(repairs: false)).Differences);
        var rebuilt = await RunAsync(repairs: true);
        Assert.Equal([difference], rebuilt.Differences);
        Assert.Equal((1, 0), (rebuilt.Repaired, rebuilt.Unsettled));
        Assert.Empty((await RunAsync(repairs: false)).Differences);
    }

    private Task<UpdateItemResponse> UpdateAsync(string period, string entry, string update, string attribute, AttributeValue value) => tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = tables.Reports,
        Key = new() { ["period"] = new(period), ["entry"] = new(entry) },
        UpdateExpression = update,
        ExpressionAttributeNames = new() { ["#a"] = attribute },
        ExpressionAttributeValues = new() { [":n"] = value },
    });

    /// <summary>All rollups that say something.</summary>
    private async Task<IReadOnlyList<string>> ContentsAsync() =>
        [.. (await tables.ItemsAsync(tables.Reports)).Where(item => item.Values.Any(value => (value.N is not (null or "0") || value.BS is { Count: > 0 }) && item["writes"] != value)).Select(Contents).Order(StringComparer.Ordinal)];

    /// <summary>An item without its version and without what is zero.</summary>
    private static string Contents(Dictionary<string, AttributeValue> item) => string.Join(' ', item
        .Where(attribute => attribute.Key != "writes" && !RollupAttributes.IsWritten(attribute.Key) && attribute.Value.N != "0")
        .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
        .Select(attribute => $"{attribute.Key}={attribute.Value.S}{Amount(attribute.Value.N)}{string.Join(',', (attribute.Value.BS ?? []).Select(id => Convert.ToHexString(id.ToArray())).Order(StringComparer.Ordinal))}"));

    /// <summary>Additions keep zeros behind the point.</summary>
    private static string? Amount(string? number) =>
        number is null ? null : (decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture) / 1.0000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
