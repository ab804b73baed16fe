using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class DraftTests(TableSet tables) : IClassFixture<TableSet>
{
    private const string Text = "Ayer soñó con su madre.";

    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_draft_comes_back_as_it_was_written_and_is_sealed_at_rest()
    {
        var (own, patient) = await PairAsync();
        var edit = new DraftEdit { Tool = "Diálogo", Evaluation = Text, Minutes = 50, Plan = "", RecoveryFee = 80 };

        var written = await PutAsync(own, patient.Id, edit);

        var read = await clinic.Drafts.GetAsync(own, patient.Id);
        Assert.Equivalent(written, read, strict: true);
        Assert.Equal((patient.Id, Text, 50, "", 80m, 1, A.Moment), (read.UserId, read.Evaluation, read.Minutes, read.Plan, read.RecoveryFee, read.Version, read.UpdatedAt));
        Assert.DoesNotContain(await tables.ContentsAsync(), item => item.Contains("madre", StringComparison.Ordinal));
        Assert.Contains((await clinic.Audit.ListAsync(patient.Id, new Page(10, null))).Items, entry => entry.Action == AuditAction.DraftRead);
    }

    [Fact]
    public async Task Of_two_devices_the_one_that_has_not_seen_the_other_is_stale()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit { Evaluation = "uno" });
        await PutAsync(own, patient.Id, new DraftEdit { Evaluation = "dos" }, VersionCondition.Only(1));

        await Assert.ThrowsAsync<StaleVersionException>(() => PutAsync(own, patient.Id, new DraftEdit { Evaluation = "tres" }, VersionCondition.Only(1)));
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.Drafts.DeleteAsync(own, patient.Id, VersionCondition.Only(1)));

        Assert.Equal(("dos", 2), (await clinic.Drafts.GetAsync(own, patient.Id)) is var draft ? (draft.Evaluation, draft.Version) : default);
    }

    [Fact]
    public async Task Of_ten_devices_at_once_with_the_same_version_one_writes()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            Record.ExceptionAsync(() => PutAsync(Again(own), patient.Id, new DraftEdit { Evaluation = $"{i}" }, VersionCondition.Only(1)))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(9, outcomes.OfType<StaleVersionException>().Count());
        Assert.Equal(2, (await clinic.Drafts.GetAsync(own, patient.Id)).Version);
    }

    [Fact]
    public async Task A_version_is_never_given_again()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit());
        await clinic.Drafts.DeleteAsync(own, patient.Id, VersionCondition.Any);

        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(own, patient.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.DeleteAsync(own, patient.Id, VersionCondition.Any));
        Assert.Equal(2, (await PutAsync(own, patient.Id, new DraftEdit())).Version);
    }

    [Fact]
    public async Task A_session_takes_the_draft_away_and_a_second_one_finds_none()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit { Evaluation = Text });
        var session = A.NewSession(patient.Id) with { FromDraft = true, CloseRecord = false };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Record.ExceptionAsync(() => clinic.Sessions.AddAsync(Again(own), session, A.NoKey<SessionView>()))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(4, outcomes.OfType<ConflictException>().Count(refusal => refusal.Code == ProblemCode.NoDraft));
        Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(own, patient.Id));
        Assert.DoesNotContain(await tables.ItemsAsync(tables.Drafts), item => item["userId"].S == patient.Id && item.ContainsKey("sealed"));
    }

    /// <summary>The session with a draft has as many writes as one without. Wherever a crash comes, there is the draft or the session.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_leaves_the_draft_or_the_session(bool isLastDone)
    {
        for (var last = 1; ; last++)
        {
            var (own, patient) = await PairAsync();
            await PutAsync(own, patient.Id, new DraftEdit { Evaluation = Text });
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            var response = new ResponseToStore<SessionView>(new IdempotencyClaim($"draft {isLastDone} {last}", "fingerprint"), view => new Response(201, view.Id));

            await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).Sessions.AddAsync(Again(own), A.NewSession(patient.Id) with { FromDraft = true }, response));

            var isWritten = (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount == 1;
            Assert.Equal(isWritten, await Record.ExceptionAsync(() => clinic.Drafts.GetAsync(own, patient.Id)) is NotFoundException);
            Assert.Equal(isWritten, await clinic.Answers.FindAsync(response.Claim!) is not null);
            if (!dying.HasDied)
                break;
        }
    }

    [Fact]
    public async Task A_session_that_is_written_is_answered_though_the_drafts_text_could_not_be_removed()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit { Evaluation = Text });
        using var client = (AmazonDynamoDBClient)await SharedDynamoDb.ClientAsync();
        client.BeforeRequestEvent += (_, sent) =>
        {
            if (sent is WebServiceRequestEventArgs { Request: UpdateItemRequest })
                throw new InvalidOperationException("DynamoDB is away.");
        };

        var session = await clinic.Restarted(client).Sessions.AddAsync(Again(own), A.NewSession(patient.Id) with { FromDraft = true }, A.NoKey<SessionView>());

        Assert.Equal(1, session.Number);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(own, patient.Id));
        Assert.Contains(await tables.ItemsAsync(tables.Drafts), item => item["userId"].S == patient.Id && item.ContainsKey("sealed"));
    }

    [Fact]
    public async Task A_draft_is_for_whom_one_could_write_the_session_and_its_authors_alone()
    {
        var (own, patient) = await PairAsync();
        var colleague = await clinic.ThanatologistAsync();
        var closed = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build());
        await PutAsync(own, patient.Id, new DraftEdit { Evaluation = "mío" });

        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(colleague, patient.Id, new DraftEdit()));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(colleague, patient.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(clinic.Admin, patient.Id));
        Assert.Equal(ProblemCode.RecordClosed, (await Assert.ThrowsAsync<ConflictException>(() => PutAsync(own, closed.Id, new DraftEdit()))).Code);
        Assert.Equal(ProblemCode.NoUser, (await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(A.Service(Scope.SessionsWrite), patient.Id, new DraftEdit()))).Code);

        await PutAsync(colleague, patient.Id, new DraftEdit { Substitute = true, Evaluation = "suyo" });
        Assert.Equal("suyo", (await clinic.Drafts.GetAsync(colleague, patient.Id)).Evaluation);
        Assert.Equal("mío", (await clinic.Drafts.GetAsync(own, patient.Id)).Evaluation);
    }

    [Fact]
    public async Task The_list_has_ones_own_drafts_the_last_changed_first_and_nothing_of_their_text()
    {
        var (own, first) = await PairAsync();
        var second = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        await PutAsync(own, first.Id, new DraftEdit());
        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        await PutAsync(own, second.Id, new DraftEdit());

        Assert.Equal(
            [new DraftSummary(second.Id, second.FullName, A.Moment.AddMinutes(1)), new DraftSummary(first.Id, first.FullName, A.Moment)],
            await clinic.Drafts.ListAsync(own));

        await clinic.Records.PutAsync(clinic.Admin, second.Id, new RecordEdit(true, (await clinic.ThanatologistAsync()).UserId), VersionCondition.Any);
        Assert.Equal(first.Id, Assert.Single(await clinic.Drafts.ListAsync(own)).UserId);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(own, second.Id));
    }

    [Fact]
    public async Task A_draft_ends_ninety_days_after_its_last_change_and_makes_room()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit());
        clinic.Time.Advance(DraftEntry.Life - TimeSpan.FromSeconds(1));
        Assert.NotNull(await clinic.Drafts.GetAsync(own, patient.Id));
        clinic.Time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Drafts.GetAsync(own, patient.Id));
        Assert.Empty(await clinic.Drafts.ListAsync(own));
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => clinic.Sessions.AddAsync(own, A.NewSession(patient.Id) with { FromDraft = true }, A.NoKey<SessionView>()));
        Assert.Equal(ProblemCode.NoDraft, refusal.Code);
        var other = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        await PutAsync(own, other.Id, new DraftEdit());
        Assert.Single((await tables.ItemsAsync(tables.Users)).Single(item => item["id"].S == own.UserId).Keys, name => name.StartsWith("draft#", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_author_has_fifty_drafts_at_most()
    {
        var own = await clinic.ThanatologistAsync();
        var patients = await Task.WhenAll(Enumerable.Range(0, DynamoDrafts.MostOfOne + 1).Select(_ => clinic.StoreAsync(A.Patient().Of(own.UserId!).Build())));
        foreach (var patient in patients[1..])
            await PutAsync(own, patient.Id, new DraftEdit());

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => PutAsync(own, patients[0].Id, new DraftEdit()));

        Assert.Equal(ProblemCode.TooManyDrafts, refusal.Code);
        await PutAsync(own, patients[1].Id, new DraftEdit());
    }

    [Fact]
    public async Task Nobody_who_was_deactivated_writes_or_deletes_a_draft()
    {
        var (own, patient) = await PairAsync();
        await PutAsync(own, patient.Id, new DraftEdit());
        await clinic.Users.DeactivateAsync(clinic.Admin, own.UserId!, VersionCondition.Any);

        await Assert.ThrowsAsync<ForbiddenException>(() => PutAsync(own, patient.Id, new DraftEdit()));
        await Assert.ThrowsAsync<ForbiddenException>(() => clinic.Drafts.DeleteAsync(own, patient.Id, VersionCondition.Any));
    }

    private Task<DraftView> PutAsync(Caller caller, string patientId, DraftEdit edit, VersionCondition? condition = null) =>
        clinic.Drafts.PutAsync(caller, patientId, condition ?? VersionCondition.Any, edit);

    private async Task<(Caller Own, User Patient)> PairAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));
    }

    private static Caller Again(Caller caller) => A.Caller(caller.Role!.Value, caller.UserId);
}
