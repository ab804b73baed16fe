using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class SessionWritingTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_session_is_stored_as_it_was_answered()
    {
        var (own, patient) = await PatientAsync();

        var view = await WriteAsync(own, A.NewSession(patient.Id.ToUpperInvariant()) with { InterventionType = "mindfullness", Evaluation = "  Llora. " });

        Assert.Equal((1, patient.Id, own.UserId, "Itzel Muñoz", "Mindfulness", "Llora.", 150.50m), (view.Number, view.UserId, view.ThanatologistId, view.ThanatologistName, view.InterventionType, view.Evaluation, view.RecoveryFee));
        Assert.Equal((null, null, null, A.Moment), (view.Substitute, view.Reason, view.Addenda, view.CreatedAt));
        Assert.Equivalent(view, await clinic.Sessions.GetAsync(own, view.Id), strict: true);
    }

    [Fact]
    public async Task Sessions_and_changes_of_the_patient_at_once_lose_nothing()
    {
        var (own, patient) = await PatientAsync();
        var writes = Enumerable.Range(0, 10).Select(_ => (Task)WriteAsync(Again(own), A.NewSession(patient.Id)));
        var edits = Enumerable.Range(0, 5).Select(i => (Task)clinic.Users.ChangeAsync(Again(own), patient.Id, VersionCondition.Any, false, edit => edit with { Phone = $"551234567{i}" }));

        await Task.WhenAll(writes.Concat(edits));

        var stored = (await clinic.UserStore.FindAsync(patient.Id))!;
        Assert.Equal((10, 6), (stored.Record!.SessionCount, stored.Version));
    }

    /// <summary>Each of these says alone that the record is another one by now.</summary>
    [Fact]
    public async Task A_session_is_written_to_the_record_as_it_was_read()
    {
        var (own, patient) = await PatientAsync();
        var closed = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build());
        var record = patient.Record!;
        await WriteAsync(own, A.NewSession(patient.Id));
        var counted = patient with { Record = record with { SessionCount = 1 } };
        var before = await tables.ContentsAsync();

        await AssertContentionAsync(closed with { Record = closed.Record! with { IsOpen = true, ClosedAt = null } }, 1);
        await AssertContentionAsync(patient with { Record = record with { SessionCount = 5 } }, 6);
        await AssertContentionAsync(counted with { Record = counted.Record with { ThanatologistId = A.Id() } }, 2);
        await AssertContentionAsync(counted with { Version = 2 }, 2);
        await AssertContentionAsync(counted, 1); // the number is taken

        Assert.Equal(before, await tables.ContentsAsync());

        async Task AssertContentionAsync(User seen, int number)
        {
            var session = new Session(
                seen.Id, number, own.UserId!, null, A.Day, "Servicios Acompañamiento", "Tanatología", "Diálogo", "Duelo", "x", 0, false, null, [], A.Moment);
            var after = seen with { Record = seen.Record! with { SessionCount = seen.Record.SessionCount + 1 } };
            var entry = AuditEntry.Of(own, seen.Id, AuditAction.SessionWritten, A.Moment);
            await Assert.ThrowsAsync<ContentionException>(() => clinic.SessionStore.AddAsync(clinic.UsersTable.Begin(Again(own)), new SessionWrite(session, seen, after), null, null, entry, null));
        }
    }

    [Fact]
    public async Task A_session_may_close_the_record_and_then_there_is_no_next_one()
    {
        var (own, patient) = await PatientAsync();
        await WriteAsync(own, A.NewSession(patient.Id) with { CloseRecord = true });
        var before = await tables.ContentsAsync();

        var closed = (await clinic.UserStore.FindAsync(patient.Id))!;
        Assert.Equal((false, A.Moment, 1, 2), (closed.Record!.IsOpen, closed.Record.ClosedAt, closed.Record.SessionCount, closed.Version));
        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(own, A.NewSession(patient.Id)));
        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Of_two_closing_sessions_at_once_one_is_written()
    {
        var (own, patient) = await PatientAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            Record.ExceptionAsync(() => WriteAsync(Again(own), A.NewSession(patient.Id) with { CloseRecord = true }))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<Exception>(), error => Assert.IsType<ConflictException>(error));
        Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
    }

    [Fact]
    public async Task A_substitute_holds_it_with_a_reason_that_is_audited()
    {
        var (_, patient) = await PatientAsync();
        var colleague = await clinic.ThanatologistAsync("Ñuño");

        var view = await WriteAsync(colleague, A.NewSession(patient.Id) with { Substitute = true, Reason = " Vacaciones " });

        Assert.Equal((colleague.UserId, "Itzel Ñuño", true, "Vacaciones"), (view.ThanatologistId, view.ThanatologistName, view.Substitute, view.Reason));
        var entry = (await clinic.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0];
        Assert.Equal((AuditAction.SessionWritten, colleague.UserId, "Vacaciones"), (entry.Action, entry.ById, entry.Reason));
        Assert.Equal(view.Id, (await clinic.Sessions.GetAsync(colleague, view.Id)).Id);
    }

    [Fact]
    public async Task A_services_session_is_the_records_thanatologists()
    {
        var (own, patient) = await PatientAsync();

        Assert.Equal(own.UserId, (await WriteAsync(A.Service(Scope.SessionsWrite), A.NewSession(patient.Id))).ThanatologistId);
    }

    [Fact]
    public async Task A_refused_session_writes_nothing()
    {
        var (own, patient) = await PatientAsync();
        var colleague = await clinic.ThanatologistAsync();
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => WriteAsync(own, A.NewSession()));
        await Assert.ThrowsAsync<NotFoundException>(() => WriteAsync(own, A.NewSession(own.UserId)));
        await Assert.ThrowsAsync<NotFoundException>(() => WriteAsync(colleague, A.NewSession(patient.Id)));
        await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(colleague, A.NewSession(patient.Id) with { Substitute = true }));
        await Assert.ThrowsAsync<InvalidInputException>(() => WriteAsync(clinic.Admin, A.NewSession(patient.Id)));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_session_is_read_by_those_who_see_the_patient_and_by_who_held_it()
    {
        var (own, patient) = await PatientAsync();
        var (substitute, stranger) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        var id = (await WriteAsync(substitute, A.NewSession(patient.Id) with { Substitute = true, Reason = "Vacaciones" })).Id;

        foreach (var reader in new[] { own, substitute, clinic.Admin, A.Service(Scope.SessionsRead) })
            Assert.Equal(id, (await clinic.Sessions.GetAsync(reader, id)).Id);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Sessions.GetAsync(stranger, id));
        foreach (var wrong in new[] { SessionId.Of(patient.Id, 2), "garbage", patient.Id, "" })
            await Assert.ThrowsAsync<NotFoundException>(() => clinic.Sessions.GetAsync(own, wrong));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.01")]
    [InlineData("100000")]
    [InlineData("150.50")]
    public async Task A_fee_is_stored_to_the_cent(string fee)
    {
        var (own, patient) = await PatientAsync();
        var amount = decimal.Parse(fee, System.Globalization.CultureInfo.InvariantCulture);

        var id = (await WriteAsync(own, A.NewSession(patient.Id) with { RecoveryFee = amount })).Id;

        Assert.Equal(amount, (await clinic.Sessions.GetAsync(own, id)).RecoveryFee);
    }

    private async Task<(Caller Own, User Patient)> PatientAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));
    }

    /// <summary>The same user in a request of its own.</summary>
    private static Caller Again(Caller caller) => A.Caller(caller.Role!.Value, caller.UserId);

    private Task<SessionView> WriteAsync(Caller caller, NewSession session) => clinic.Sessions.AddAsync(caller, session, A.NoKey<SessionView>());
}
