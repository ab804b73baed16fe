using System.Text;
using Clinic.Ingestion;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>What the imports table holds, and who works on it.</summary>
public sealed class StagingTests : IAsyncLifetime
{
    private const string Patient = "1,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,";
    private const string Record = "10,Refiere duelo.,1,1,t";
    private const string Session = "100,Diálogo,Reiki,1,Habla de su hermana.,2024-05-16,Servicios Holísticos,Duelo,0,10,";
    private readonly string staff = new OldClinic(1).Rows[LegacyTable.Staff][0];
    private ImportBench bench = null!;

    public async Task InitializeAsync() => bench = await ImportBench.StartAsync(stepRows: 20);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task A_session_that_can_be_written_is_not_staged()
    {
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);

        var result = await bench.ImportAsync("s.csv", LegacyTable.Sessions, Session);

        Assert.Equal((1, 0), (result.Written, result.Waiting));
        Assert.DoesNotContain("hermana", await ImportsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_has_waited_is_staged_no_longer_than_that()
    {
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Session);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        Assert.Contains("hermana", await ImportsAsync(), StringComparison.Ordinal);

        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);

        Assert.Equal("100", Assert.Single(await bench.Tables.ItemsAsync(bench.Tables.Sessions))["legacyId"].S);
        Assert.DoesNotContain("hermana", await ImportsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("record#10 sessions", await KeysAsync());
    }

    [Fact]
    public async Task Sessions_that_wait_for_somebody_else_stay_when_others_of_the_record_are_written()
    {
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Session, "101,Diálogo,Reiki,2,Duerme.,2024-05-17,Servicios Holísticos,Duelo,0,10,2");
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);

        Assert.Equal("100", Assert.Single(await bench.Tables.ItemsAsync(bench.Tables.Sessions))["legacyId"].S);
        var keys = await KeysAsync();
        Assert.Contains("record#10 cetac_session#101", keys);
        Assert.Contains("record#10 sessions", keys);
        Assert.DoesNotContain("record#10 cetac_session#100", keys);
    }

    [Fact]
    public async Task A_session_that_comes_changed_is_rejected_whether_it_waits_or_is_written()
    {
        var changed = Session.Replace("hermana", "hermano", StringComparison.Ordinal);
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Session);
        var waiting = await bench.ImportAsync("s2.csv", LegacyTable.Sessions, changed);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);
        var written = await bench.ImportAsync("s3.csv", LegacyTable.Sessions, changed);
        bench.Objects.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await bench.ImportAsync("s4.csv", LegacyTable.Sessions, Session);

        Assert.All([waiting, written], result => Assert.Equal(
            new RejectedRow(2, "id", "came before and is not the same: a session is never changed"), Assert.Single(result.RejectedRows!)));
        Assert.Equal((1, 0), (again.Unchanged, again.Written));
        Assert.Equal("Habla de su hermana.", Assert.Single(await bench.Tables.ItemsAsync(bench.Tables.Sessions))["evaluation"].S);
    }

    [Fact]
    public async Task A_session_without_an_evaluation_waits_too()
    {
        var silent = Session.Replace("Habla de su hermana.", "", StringComparison.Ordinal);

        await bench.ImportAsync("s.csv", LegacyTable.Sessions, silent);
        await bench.ImportAsync("r.csv", LegacyTable.Records, Record);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, Patient);
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);

        Assert.DoesNotContain("evaluation", Assert.Single(await bench.Tables.ItemsAsync(bench.Tables.Sessions)).Keys);
    }

    [Fact]
    public async Task More_rows_of_a_patient_than_an_item_holds_are_rejected()
    {
        var children = Enumerable.Range(1, 205).Select(id => $"{id},Gómez,,Íñigo,2014-07-02,Hombre,1,");

        var result = await bench.ImportAsync("c.csv", LegacyTable.Children, children);

        Assert.Equal((205, 200, 5), (result.Read, result.Waiting, result.Rejected));
        Assert.Equal(Enumerable.Range(202, 5), result.RejectedRows!.Select(row => (int)row.Line));
        Assert.Equal("is of a patient of whom there are too many rows already", result.RejectedRows![0].Reason);
    }

    [Fact]
    public async Task A_file_that_comes_while_another_is_imported_is_taken_up_by_the_same_invocation()
    {
        await bench.PutAsync("p.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Patients, [Patient])));
        await bench.PutAsync("r.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Records, [Record])));
        var asked = 0;
        TimeSpan Remaining()
        {
            if (++asked == 3) // after the first step
                bench.InvokeAsync(bench.Worker(), "r.csv").GetAwaiter().GetResult();
            return TimeSpan.FromMinutes(15);
        }

        await bench.InvokeAsync(bench.Worker(), "p.csv", Remaining);

        Assert.Equal(ImportResult.Finished, (await bench.ResultAsync("p.csv")).State);
        Assert.Equal(ImportResult.Finished, (await bench.ResultAsync("r.csv")).State);
    }

    private async Task<string> ImportsAsync() => string.Join('\n', (await bench.Tables.ItemsAsync(bench.Tables.Imports)).Select(ItemText.Of));

    private async Task<IEnumerable<string>> KeysAsync() => (await bench.Tables.ItemsAsync(bench.Tables.Imports)).Select(item => $"{item["group"].S} {item["row"].S}");
}
