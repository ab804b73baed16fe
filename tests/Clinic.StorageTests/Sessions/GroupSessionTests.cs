using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class GroupSessionTests : IAsyncLifetime
{
    private readonly TableSet tables = new();
    private ClinicServices clinic = null!;
    private Caller own = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        own = await clinic.ThanatologistAsync();
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    [Fact]
    public async Task Each_of_thirty_who_arrived_gets_one_session_and_nothing_of_another()
    {
        var patients = await PatientsAsync(NewGroupSessionRules.MostAttendees);
        await clinic.Sessions.AddAsync(own, A.NewSession(patients[1].Id), A.NoKey<SessionView>());
        var group = Group(patients, arrived: patient => patient != patients[0]);

        var view = await clinic.Groups.AddAsync(own, group, A.NoKey<GroupSessionView>());

        Assert.Equal([patients[0].Id], view.Absent);
        Assert.Equal(patients[1..].Select(patient => patient.Id), view.Sessions.Select(session => session.UserId));
        Assert.Equal([2, .. Enumerable.Repeat(1, 28)], view.Sessions.Select(session => session.Number));
        Assert.Equal(0, (await clinic.UserStore.FindAsync(patients[0].Id))!.Record!.SessionCount);
        foreach (var attended in view.Sessions)
        {
            var session = await clinic.Sessions.GetAsync(own, attended.Id);
            Assert.Equal(
                (view.GroupId, $"Solo de {attended.UserId}", "El grupo habló de la culpa.", "17:00", attended.Number),
                (session.GroupId, session.Remark, session.Evaluation, session.StartTime, session.Number));
            Assert.NotNull(session.Signature);
            var shown = System.Text.Json.JsonSerializer.Serialize(session, Core.Json.ClinicJson.TypeOf<SessionView>());
            Assert.DoesNotContain(patients, other => other.Id != attended.UserId && shown.Contains(other.Id, StringComparison.Ordinal));
            var audited = Assert.Single((await clinic.Audit.ListAsync(attended.UserId, new Page(100, null))).Items, entry => entry.Action == AuditAction.SessionWritten && entry.RequestId == own.RequestId && entry.At == session.CreatedAt);
            Assert.Equal(own.UserId, audited.ById);
        }
        var summary = await clinic.Reports.SummaryAsync(clinic.Admin, new ReportQuery(null, A.Day, A.Day, null));
        Assert.Equal((30, 1, 29), (summary.Sessions, summary.GroupSessions, summary.Patients));
        Assert.Equal(1, (await clinic.Reports.SummaryAsync(own, new ReportQuery(null, A.Day, A.Day, null))).GroupSessions);
        Assert.Equal(0, (await clinic.Repair.RunAsync(false, _ => { })).DifferenceCount);
        Assert.DoesNotContain(await tables.ItemsAsync(tables.SessionGroups), item => Clinic.Testing.ItemText.Of(item).Contains("culpa", StringComparison.Ordinal));
    }

    /// <summary>Wherever the process dies, the repeated request or the sweep leaves what one request leaves.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_write_leaves_one_session_for_each_who_arrived(bool isLastDone)
    {
        var groups = 0;
        for (var last = 1; ; last++)
        {
            var patients = await PatientsAsync(3);
            var group = Group(patients, arrived: patient => patient != patients[2]);
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            var key = $"group {last}";
            await Record.ExceptionAsync(() => AddOrReplayAsync(clinic.Restarted(dying.Client), group, key));

            if (last % 2 == 0)
            {
                clinic.Time.Advance(TimeSpan.FromMinutes(2));
                await clinic.Sweep.HandleAsync();
            }
            var first = await AddOrReplayAsync(clinic, group, key);
            Assert.Equal(first, await AddOrReplayAsync(clinic.Restarted(), group, key));
            groups++;

            foreach (var patient in patients[..2])
            {
                Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
                Assert.Contains((await clinic.SessionStore.FindAsync(patient.Id, 1))!.Id, first, StringComparison.Ordinal);
            }
            Assert.Equal(0, (await clinic.UserStore.FindAsync(patients[2].Id))!.Record!.SessionCount);
            if (!dying.HasDied)
                break;
        }
        Assert.Equal(groups, (await clinic.Reports.SummaryAsync(clinic.Admin, new ReportQuery(null, A.Day, A.Day, null))).GroupSessions);
        Assert.Equal(0, (await clinic.Repair.RunAsync(false, _ => { })).DifferenceCount);
        Assert.DoesNotContain(await tables.ItemsAsync(tables.SessionGroups), item => item.ContainsKey("pending"));
    }

    [Fact]
    public async Task An_accepted_group_is_completed_though_a_record_was_closed_and_the_account_deactivated()
    {
        var patients = await PatientsAsync(2);
        using var client = await SharedDynamoDb.ClientAsync();
        // Dies after it was accepted: name, attendees, accepting, and the reading of the group are done.
        var dying = new FailingDynamo(client, 4);
        await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).Groups.AddAsync(own, Group(patients), A.NoKey<GroupSessionView>()));
        await clinic.Records.PutAsync(clinic.Admin, patients[1].Id, new RecordEdit(false), VersionCondition.Any);
        await clinic.Users.DeactivateAsync(clinic.Admin, own.UserId!, VersionCondition.Any);
        clinic.Time.Advance(TimeSpan.FromMinutes(2));

        await Task.WhenAll(clinic.Sweep.HandleAsync(), clinic.Restarted().Sweep.HandleAsync());

        foreach (var patient in patients)
            Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
        Assert.False((await clinic.UserStore.FindAsync(patients[1].Id))!.Record!.IsOpen);
        Assert.Equal(0, (await clinic.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    [Fact]
    public async Task Ten_duplicates_at_once_write_one_group()
    {
        var patients = await PatientsAsync(3);

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AddOrReplayAsync(clinic.Restarted(), Group(patients), "same")));

        Assert.Single(responses.Distinct());
        Assert.All(await Task.WhenAll(patients.Select(patient => clinic.UserStore.FindAsync(patient.Id))), patient => Assert.Equal(1, patient!.Record!.SessionCount));
    }

    [Fact]
    public async Task One_closed_or_hidden_patient_refuses_the_whole()
    {
        var patients = await PatientsAsync(2);
        var closed = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build());
        var hidden = await clinic.StoreAsync(A.Patient().Of((await clinic.ThanatologistAsync()).UserId!).Build());
        var before = await tables.ContentsAsync();

        Assert.Equal(ProblemCode.RecordClosed, (await Assert.ThrowsAsync<ConflictException>(() => AddAsync(own, Group([.. patients, closed])))).Code);
        Assert.Equal(ProblemCode.PatientNotFound, (await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(own, Group([.. patients, hidden])))).Code);
        Assert.Equal(ProblemCode.PatientNotFound, (await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(own, Group([.. patients, A.Patient().Build()])))).Code);
        Assert.Contains("reason", (await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(own, Group([.. patients, hidden]) with { Substitute = true }))).Errors.Keys);
        Assert.Contains("substitute", (await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(own, Group(patients) with { Substitute = true, Reason = "Vacaciones" }))).Errors.Keys);
        Assert.Contains("attendees", (await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(A.Service(Scope.SessionsWrite), Group([.. patients, hidden])))).Errors.Keys);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Of_a_mixed_group_the_colleagues_patients_have_substitute_sessions()
    {
        var patients = await PatientsAsync(1);
        var other = await clinic.StoreAsync(A.Patient().Of((await clinic.ThanatologistAsync()).UserId!).Build());

        await AddAsync(own, Group([.. patients, other]) with { Substitute = true, Reason = "Vacaciones" });

        var (mine, theirs) = ((await clinic.SessionStore.FindAsync(patients[0].Id, 1))!, (await clinic.SessionStore.FindAsync(other.Id, 1))!);
        Assert.Equal((false, null, own.UserId), (mine.Substitute, mine.Reason, mine.ThanatologistId));
        Assert.Equal((true, "Vacaciones", own.UserId), (theirs.Substitute, theirs.Reason, theirs.ThanatologistId));
    }

    [Fact]
    public async Task Texts_that_no_item_holds_are_refused()
    {
        var patients = await PatientsAsync(30);
        var group = Group(patients) with { Attendees = [.. patients.Select(patient => new Attendee(patient.Id, true, string.Concat(Enumerable.Repeat("🕊", AttendeeRules.LongestRemark))))] };

        Assert.Contains("attendees", (await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(own, group))).Errors.Keys);
    }

    private Task<GroupSessionView> AddAsync(Caller caller, NewGroupSession group) => clinic.Groups.AddAsync(caller, group, A.NoKey<GroupSessionView>());

    /// <summary>As the function's host does it: the stored response, or a new one.</summary>
    private async Task<string> AddOrReplayAsync(ClinicServices services, NewGroupSession group, string key)
    {
        var claim = new IdempotencyClaim(key, "fingerprint");
        if (await services.Answers.FindAsync(claim) is { } stored)
            return stored.Response.Body!;
        var response = new ResponseToStore<GroupSessionView>(claim, view => Response.Created($"/sessions/{view.Sessions[0].Id}", view));
        try
        {
            return response.Respond(await services.Groups.AddAsync(A.Caller(Role.Thanatologist, own.UserId), group, response)).Body!;
        }
        catch (ClinicException)
        {
            return (await services.Answers.FindAsync(claim))?.Response.Body ?? throw new InvalidOperationException("There is no response.");
        }
    }

    private async Task<User[]> PatientsAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => clinic.StoreAsync(A.Patient().Of(own.UserId!).Build())));

    private static NewGroupSession Group(IEnumerable<User> patients, Func<User, bool>? arrived = null) => new(
        A.Day, "17:00", "Servicios Acompañamiento", "Acompañamiento Grupal", "Diálogo", "Duelo Grupal", "El grupo habló de la culpa.",
        [.. patients.Select(patient => new Attendee(patient.Id, arrived?.Invoke(patient) ?? true, $"Solo de {patient.Id}"))]);
}
