using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Tasks;
using Clinic.Anonymization;
using Clinic.Core.Exports;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

/// <summary>The stream may tell of an export twice, and Step Functions may repeat a task: one execution alone makes the export.</summary>
public sealed class ExportClaimTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);
    private readonly string id = A.Id();

    private DynamoExportProgress Progress => new(tables.Dynamo, tables.Exports, clinic.Keys, clinic.Time);

    [Fact]
    public async Task The_first_execution_has_the_export_and_goes_on_when_its_task_is_repeated()
    {
        await StoreAsync();

        Assert.Equal(ExportState.Running, (await Progress.ClaimAsync(id, "first"))!.State);
        Assert.Equal(ExportState.Running, (await Progress.ClaimAsync(id, "first"))!.State);
    }

    [Fact]
    public async Task Another_execution_does_not_get_it()
    {
        await StoreAsync();
        await Progress.ClaimAsync(id, "first");

        Assert.Null(await Progress.ClaimAsync(id, "second"));
        Assert.NotNull(await Progress.ClaimAsync(id, "first"));
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_it()
    {
        await StoreAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Progress.ClaimAsync(id, $"execution-{number}")));

        Assert.Single(claims, claim => claim is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_end_nobody_gets_it(bool succeeds)
    {
        await StoreAsync();
        await Progress.ClaimAsync(id, "first");
        await (succeeds ? Progress.MarkSucceededAsync(id, 1, new ExportCounts(1, 1, 0, 0)) : Progress.MarkFailedAsync(id, "No."));

        Assert.Null(await Progress.ClaimAsync(id, "first"));
        Assert.Null(await Progress.ClaimAsync(id, "second"));
        Assert.Equal(succeeds ? ExportState.Succeeded : ExportState.Failed, (await Progress.FindAsync(id))!.State);
    }

    /// <summary>One that an earlier version has begun names no execution.</summary>
    [Fact]
    public async Task What_runs_for_nobody_known_is_left_alone()
    {
        await StoreAsync(ExportState.Running);

        Assert.Null(await Progress.ClaimAsync(id, "first"));
    }

    [Fact]
    public async Task An_export_that_is_not_there_is_not_made() => Assert.Null(await Progress.ClaimAsync(id, "first"));

    [Fact]
    public async Task The_task_of_a_second_execution_reads_and_writes_nothing_and_says_so()
    {
        await StoreAsync();
        await Progress.ClaimAsync(id, "first");
        var task = new IdentifyTask(null!, Progress, null!, new OwnDetector(), clinic.Calendar, clinic.Time);

        Assert.Equal(new TaskAnswer(id, 1, 1, More: false, Claimed: false), await task.RunAsync(new TaskRequest("identify", id, Execution: "second")));
        Assert.Equal(ExportState.Running, (await Progress.FindAsync(id))!.State);
    }

    private async Task StoreAsync(ExportState state = ExportState.Queued) => await tables.Dynamo.PutItemAsync(
        tables.Exports, ExportItems.Write(new Export(id, state, FreeText.None, A.Id(), clinic.Time.GetUtcNow()), [1], "1").Attributes);
}
