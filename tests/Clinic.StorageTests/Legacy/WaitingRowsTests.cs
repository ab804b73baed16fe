using Clinic.Ingestion;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>What a result says of rows that wait becomes true in the end.</summary>
public sealed class WaitingRowsTests : IAsyncLifetime
{
    private const string Patient = "1,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,";
    private const string Record = "10,Refiere duelo.,1,1,t";
    private const string Child = "1,Gómez,,Íñigo,2014-07-02,Hombre,1,";
    private static readonly string[] Sessions = ["100,Diálogo,Reiki,1,Habla.,2024-05-16,Servicios Holísticos,Duelo,0,10,", "101,Diálogo,Reiki,2,Duerme.,2024-05-17,Servicios Holísticos,Duelo,0,10,2"];
    private readonly string[] staff = [.. new OldClinic(1).Rows[LegacyTable.Staff]];
    private ImportBench bench = null!;

    public async Task InitializeAsync() => bench = await ImportBench.StartAsync(stepRows: 20);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Rows_that_were_taken_up_are_counted_as_written_by_the_next_sweep()
    {
        Assert.Equal((2, 0), Counts(await bench.ImportAsync("s.csv", LegacyTable.Sessions, Sessions)));
        Assert.Equal((1, 0), Counts(await bench.ImportAsync("r.csv", LegacyTable.Records, Record)));
        await bench.ImportAsync("staff1.csv", LegacyTable.Staff, staff[0]);
        Assert.Equal((0, 1), Counts(await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient)));

        await bench.SweepAsync();

        Assert.Equal((1, 1), Counts(await bench.ResultAsync("s.csv")));
        Assert.Equal((0, 1), Counts(await bench.ResultAsync("r.csv")));
        Assert.Equal(ImportResult.Finished, (await bench.ResultAsync("s.csv")).State);
        await bench.ImportAsync("staff2.csv", LegacyTable.Staff, staff[1]);
        await bench.SweepAsync();
        Assert.Equal((0, 2), Counts(await bench.ResultAsync("s.csv")));
    }

    [Fact]
    public async Task What_is_found_wrong_only_when_the_parent_comes_is_named_then()
    {
        await bench.ImportAsync("r.csv", LegacyTable.Records, "11,Otro.,1,1,t", Record);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff[0]);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);

        await bench.SweepAsync();

        var result = await bench.ResultAsync("r.csv");
        Assert.Equal((0, 1), Counts(result));
        Assert.Equal((2, "user_id"), Assert.Single(result.RejectedRows!) is var row ? (row.Line, row.Column) : default);
    }

    [Fact]
    public async Task Counting_again_writes_nothing_and_brings_nothing_back()
    {
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient, Patient.Replace("1,G", "2,G", StringComparison.Ordinal));
        await bench.ImportAsync("p2.csv", LegacyTable.Patients, Patient.Replace("Rosa", "María", StringComparison.Ordinal));
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff[0]);
        var before = await bench.StateAsync();

        await bench.SweepAsync();

        Assert.Equal((1, 1), Counts(await bench.ResultAsync("p.csv")));
        Assert.Equal(before, await bench.StateAsync());
        Assert.Equal("María", (await PatientAsync()).Data.FirstName);
    }

    [Fact]
    public async Task What_somebody_has_changed_since_does_not_reject_a_row_that_was_written()
    {
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient, Patient.Replace("1,G", "2,G", StringComparison.Ordinal));
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff[0]);
        await bench.Services.Users.ChangeAsync(bench.Services.Admin, LegacyId.Patient("1"), Core.Http.VersionCondition.Any, false, edit => edit with { Occupation = "Maestra" });

        await bench.SweepAsync();

        Assert.Equal((1, 1), Counts(await bench.ResultAsync("p.csv")));
        Assert.Equal("Maestra", (await PatientAsync()).Data.Occupation);
    }

    [Fact]
    public async Task Nothing_is_counted_again_before_another_import_has_written_something()
    {
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Sessions);
        var etag = await ETagAsync("s.csv");

        await bench.SweepAsync();
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.SweepAsync();

        Assert.Equal(etag, await ETagAsync("s.csv"));
    }

    [Fact]
    public async Task A_file_that_is_gone_keeps_the_result_that_it_has()
    {
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.Objects.Client.DeleteObjectAsync(ObjectFixture.Bucket, "import/r.csv");
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff[0]);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);

        await bench.SweepAsync();
        await bench.SweepAsync();

        Assert.Equal((ImportResult.Finished, 1), ((await bench.ResultAsync("r.csv")).State, (await bench.ResultAsync("r.csv")).Waiting));
        Assert.DoesNotContain(await bench.Tables.ItemsAsync(bench.Tables.Imports), item => item.ContainsKey("pending"));
    }

    [Fact]
    public async Task Counting_that_is_cut_short_shows_the_last_count_until_it_is_done()
    {
        var children = Enumerable.Range(1, 30).Select(id => Child.Replace("1,G", $"{id},G", StringComparison.Ordinal)).ToArray();
        await bench.ImportAsync("c.csv", LegacyTable.Children, children);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff[0]);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);

        await bench.SweepAsync(ImportBench.TimeFor(steps: 1));
        Assert.Equal((30, 0), Counts(await bench.ResultAsync("c.csv")));
        await bench.SweepAsync();

        Assert.Equal((0, 30), Counts(await bench.ResultAsync("c.csv")));
    }

    [Fact]
    public async Task Staged_rows_are_forgotten_after_thirty_days_and_what_is_written_stays()
    {
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("c.csv", LegacyTable.Children, Child);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Sessions);
        var before = await bench.StateAsync();
        foreach (var item in await bench.Tables.ItemsAsync(bench.Tables.Imports))
        {
            if (item["row"].S is "job" or "ended" or "lease")
                continue;
            Assert.InRange(long.Parse(item["expiresAt"].N, System.Globalization.CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 29 * 86_400, 30 * 86_400);
            await bench.Tables.Dynamo.DeleteItemAsync(bench.Tables.Imports, new() { ["group"] = item["group"], ["row"] = item["row"] });
        }

        await bench.ImportAsync("p2.csv", LegacyTable.Patients, Patient);
        Assert.Equal(before, await bench.StateAsync());
        await bench.ImportAsync("r2.csv", LegacyTable.Records, Record);
        Assert.Equal(before, await bench.StateAsync());
        await bench.ImportAsync("s2.csv", LegacyTable.Sessions, Sessions[1]);
        Assert.Equal(before, await bench.StateAsync());
    }

    private async Task<User> PatientAsync() => (await bench.Services.UserStore.FindAsync(LegacyId.Patient("1")))!;

    private async Task<string> ETagAsync(string name) => (await bench.Objects.Client.GetObjectMetadataAsync(ObjectFixture.Bucket, $"import-results/{name}.json")).ETag;

    private static (long Waiting, long Written) Counts(ImportResult result) => (result.Waiting, result.Written);
}
