using System.Globalization;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Care;

/// <summary>The tests' today is 22 November 2026.</summary>
public sealed class LossTests(TableSet tables) : IClassFixture<TableSet>, IAsyncLifetime
{
    private static readonly LossEdit Death = new("Muerte", "Madre", "Elvira Marcada", "2026-11-20", "Enfermedad", true, "Texto marcado.", true);
    private readonly ClinicServices clinic = new(tables);
    private Caller own = null!;
    private User patient = null!;

    public async Task InitializeAsync()
    {
        own = await clinic.ThanatologistAsync();
        patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_loss_is_read_as_it_was_written_and_its_free_texts_are_sealed()
    {
        var written = await AddAsync(Death);

        Assert.Equal(written, await clinic.Losses.GetAsync(own, patient.Id, written.Id));
        Assert.Equal([written], (await ListAsync()).Items);
        var stored = (await tables.ItemsAsync(tables.Care)).Where(item => item["subject"].S == patient.Id).SelectMany(item => item.Values).Select(value => value.S);
        Assert.DoesNotContain(stored, text => text?.Contains("arcad", StringComparison.Ordinal) is true);
        Assert.Equal([AuditAction.LossWritten, AuditAction.LossRead], await ActionsAsync());
    }

    [Fact]
    public async Task A_change_moves_the_tasks_and_is_of_one_version()
    {
        var loss = await AddAsync(Death);

        var changed = await ChangeAsync(loss, edit => edit with { Date = "2026-11-10", Notes = null });

        Assert.Equal((2, "2026-11-10", null), (changed.Version, changed.Date, changed.Notes));
        Assert.Equal(["2027-02-10", "2027-05-10", "2027-08-10", "2027-11-10"], await DuesAsync(CareTaskStatus.Open));
        Assert.Equal(changed, await ChangeAsync(changed, edit => edit));
        await Assert.ThrowsAsync<StaleVersionException>(() => ChangeAsync(loss, edit => edit with { Name = "Otra" }));
        var entry = (await clinic.Audit.ListAsync(patient.Id, new Page(10, null))).Items.Single(one => one.Action == AuditAction.LossChanged);
        Assert.Equal(["date", "notes"], entry.Fields);
    }

    [Fact]
    public async Task Taken_back_and_asked_for_again_nothing_is_doubled()
    {
        var loss = await AddAsync(Death);

        var without = await ChangeAsync(loss, edit => edit with { FollowUp = false });
        Assert.Empty(await DuesAsync(CareTaskStatus.Open));
        var again = await ChangeAsync(without, edit => edit with { FollowUp = true, Date = "2026-11-21" });

        Assert.Equal(["2027-02-21", "2027-05-21", "2027-08-21", "2027-11-21"], await DuesAsync(null));
        await clinic.Losses.RemoveAsync(own, patient.Id, loss.Id, VersionCondition.Only(again.Version), "Se escribió dos veces");
        Assert.Empty(await DuesAsync(CareTaskStatus.Open));
    }

    [Fact]
    public async Task A_removed_loss_is_kept_and_shown_to_nobody()
    {
        var loss = await AddAsync(Death with { Date = "2020-11-25" });

        await clinic.Losses.RemoveAsync(own, patient.Id, loss.Id, VersionCondition.Any, "Se escribió dos veces");

        Assert.Empty((await ListAsync()).Items);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Losses.GetAsync(own, patient.Id, loss.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => ChangeAsync(loss, edit => edit with { Name = "Otra" }));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Losses.RemoveAsync(own, patient.Id, loss.Id, VersionCondition.Any, "Otra vez"));
        Assert.DoesNotContain(await AnniversariesAsync(own, "2026-11-01", "2026-11-30"), one => one.LossId == loss.Id);
        Assert.Contains(await tables.ItemsAsync(tables.Care), item => item["entry"].S == "LOSS#" + loss.Id && item.ContainsKey("removedAt"));
        Assert.Equal("Se escribió dos veces", (await clinic.Audit.ListAsync(patient.Id, new Page(10, null))).Items.Single(one => one.Action == AuditAction.LossRemoved).Reason);
    }

    [Fact]
    public async Task Anniversaries_are_of_the_callers_open_patients_soonest_first()
    {
        var colleague = await clinic.ThanatologistAsync();
        var theirs = await clinic.StoreAsync(A.Patient().Of(colleague.UserId!).Build());
        var later = await AddAsync(Death with { Date = "2021-01-03" });
        var soon = await AddAsync(Death with { Date = "2024-12-24" });
        await AddAsync(Death with { Date = "2024-12" });
        var other = await clinic.Losses.AddAsync(colleague, theirs.Id, Death with { Date = "2024-12-30" }, A.NoKey<LossView>());

        Assert.Equal([(soon.Id, "2026-12-24", 2), (later.Id, "2027-01-03", 6)], (await AnniversariesAsync(own, "2026-12-01", "2027-02-01")).Select(one => (one.LossId, $"{one.Date:yyyy-MM-dd}", one.Years)));
        var ofAll = (await AnniversariesAsync(await clinic.AdminAsync(), "2026-12-01", "2027-02-01")).Select(one => one.LossId).ToList();
        Assert.Equal([soon.Id, other.Id, later.Id], ofAll.Intersect([soon.Id, later.Id, other.Id]));
        await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(false), VersionCondition.Any);
        Assert.Empty(await AnniversariesAsync(own, "2026-12-01", "2027-02-01"));
    }

    [Fact]
    public async Task Nobody_else_sees_a_loss_and_a_closed_record_takes_no_new_one()
    {
        var (loss, colleague) = (await AddAsync(Death), await clinic.ThanatologistAsync());

        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Losses.ListAsync(colleague, patient.Id, new Page(25, null)));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Losses.AddAsync(colleague, patient.Id, Death, A.NoKey<LossView>()));
        await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(false), VersionCondition.Any);
        Assert.Equal(ProblemCode.RecordClosed, (await Assert.ThrowsAsync<ConflictException>(() => AddAsync(Death))).Code);
        await ChangeAsync(loss, edit => edit with { Name = "Otra" });
        Assert.Equal("Otra", Assert.Single((await ListAsync()).Items).Name);
        await clinic.Losses.RemoveAsync(own, patient.Id, loss.Id, VersionCondition.Any, "Se escribió dos veces");
        Assert.Empty((await ListAsync()).Items);
    }

    [Fact]
    public async Task An_account_that_is_no_longer_active_writes_nothing()
    {
        await clinic.Users.DeactivateAsync(await clinic.AdminAsync(), own.UserId!, VersionCondition.Any);

        await Assert.ThrowsAsync<ForbiddenException>(() => AddAsync(Death));

        Assert.Empty((await ListAsync()).Items);
    }

    [Fact]
    public async Task There_are_as_many_losses_as_may_be_and_no_more()
    {
        await tables.Dynamo.PutItemAsync(tables.Care, CareItems.Key(patient.Id, CareItems.Counts).Number("losses", DynamoLosses.MostOfOne - 1).Attributes);

        await AddAsync(Death);

        Assert.Equal(ProblemCode.CareFull, (await Assert.ThrowsAsync<ConflictException>(() => AddAsync(Death))).Code);
        Assert.Single((await ListAsync()).Items);
    }

    [Fact]
    public async Task Of_changes_at_once_each_is_made_and_no_task_is_doubled()
    {
        var loss = await AddAsync(Death with { FollowUp = null });

        await Task.WhenAll(Enumerable.Range(1, 6).Select(day => ChangeAsync(loss with { Version = 0 }, edit => edit with { FollowUp = true, Date = $"2026-11-0{day}" })));

        var now = await clinic.Losses.GetAsync(own, patient.Id, loss.Id);
        Assert.Equal(7, now.Version);
        Assert.Equal([.. ((int[])[3, 6, 9, 12]).Select(months => $"{DateOnly.Parse(now.Date!, CultureInfo.InvariantCulture).AddMonths(months):yyyy-MM-dd}")], await DuesAsync(null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_loss_that_dies_anywhere_is_written_once_with_its_tasks(bool isLastDone)
    {
        for (var last = 1; ; last++)
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            var (claim, one) = (new IdempotencyClaim($"{A.Id()}", "f"), await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));

            await Record.ExceptionAsync(() => WriteOrReplayAsync(clinic.Restarted(dying.Client), one.Id, claim));
            await WriteOrReplayAsync(clinic, one.Id, claim);

            Assert.Single((await clinic.Losses.ListAsync(own, one.Id, new Page(25, null))).Items);
            Assert.Equal(4, (await clinic.Tasks.ListAsync(own, new TaskQuery(null, one.Id, null, null, null), new Page(25, null))).Items.Count);
            if (!dying.HasDied)
                break;
            Assert.InRange(last, 1, 20);
        }
    }

    private async Task WriteOrReplayAsync(ClinicServices by, string patientId, IdempotencyClaim claim)
    {
        if (await by.Answers.FindAsync(claim) is null)
            await by.Losses.AddAsync(own, patientId, Death, new ResponseToStore<LossView>(claim, loss => Response.Created("/", loss)));
    }

    private Task<LossView> AddAsync(LossEdit loss) => clinic.Losses.AddAsync(own, patient.Id, loss, A.NoKey<LossView>());

    /// <param name="seen">Of version 0 it is whatever version there is.</param>
    private Task<LossView> ChangeAsync(LossView seen, Func<LossEdit, LossEdit> edit) =>
        clinic.Losses.ChangeAsync(own, patient.Id, seen.Id, seen.Version == 0 ? VersionCondition.Any : VersionCondition.Only(seen.Version), edit);

    private Task<Slice<LossView>> ListAsync() => clinic.Losses.ListAsync(own, patient.Id, new Page(25, null));

    private Task<IReadOnlyList<AnniversaryView>> AnniversariesAsync(Caller caller, string from, string to) =>
        clinic.Losses.ListAnniversariesAsync(caller, new AnniversaryQuery(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture)));

    private async Task<IEnumerable<string>> DuesAsync(CareTaskStatus? status) =>
        (await clinic.Tasks.ListAsync(own, new TaskQuery(null, patient.Id, status, null, null), new Page(100, null))).Items.Select(task => $"{task.Due:yyyy-MM-dd}");

    private async Task<IEnumerable<string>> ActionsAsync() => (await clinic.Audit.ListAsync(patient.Id, new Page(10, null))).Items.Select(entry => entry.Action).Where(action => action.StartsWith("loss", StringComparison.Ordinal)).OrderByDescending(action => action, StringComparer.Ordinal);
}
