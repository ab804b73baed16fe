using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Care;

public sealed class AlertTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task An_alert_is_opened_reviewed_and_closed()
    {
        var (own, patient) = await PairAsync();

        var opened = await OpenAsync(own, patient.Id, AlertKind.SelfHarm, AlertSeverity.Moderate, " Se corta. ");
        Assert.Equal((AlertSeverity.Moderate, AlertSource.Person, AlertStatus.Open, own.UserId, "Se corta."), (opened.CurrentSeverity, opened.Source, opened.Status, opened.OpenedById, opened.Text));
        Assert.Equal(new AlertSummary(AlertSeverity.Moderate, AlertKind.SelfHarm), await SummaryAsync(own, patient.Id));

        var raised = await ReviewAsync(own, patient.Id, opened.Id, new NewAlertReview("Peor.", AlertSeverity.Imminent));
        Assert.Equal((AlertSeverity.Moderate, AlertSeverity.Imminent), (raised.Severity, raised.CurrentSeverity));
        Assert.Equal(AlertSeverity.Imminent, (await SummaryAsync(own, patient.Id))!.Severity);

        var closed = await ReviewAsync(own, patient.Id, opened.Id, new NewAlertReview("Pasó.", Closed: true));
        Assert.Equal((AlertStatus.Closed, 2), (closed.Status, closed.Reviews.Count));
        Assert.Null(await SummaryAsync(own, patient.Id));
        Assert.Equivalent(closed, Assert.Single(await ListAsync(own, patient.Id)), strict: true);

        var again = await Assert.ThrowsAsync<ConflictException>(() => ReviewAsync(own, patient.Id, opened.Id, new NewAlertReview("¿?")));
        Assert.Equal(ProblemCode.AlertClosed, again.Code);
        await Assert.ThrowsAsync<NotFoundException>(() => ReviewAsync(own, patient.Id, A.Id(), new NewAlertReview("¿?")));
    }

    [Fact]
    public async Task What_is_said_once_more_raises_the_alert_that_is_open()
    {
        var (own, patient) = await PairAsync();
        var first = await OpenAsync(own, patient.Id, AlertKind.Medical, AlertSeverity.Low, "Anemia.");

        var second = await OpenAsync(clinic.Admin, patient.Id, AlertKind.Medical, AlertSeverity.High, "Sangra.");
        var third = await OpenAsync(own, patient.Id, AlertKind.Medical, AlertSeverity.Low, "Sigue.");

        Assert.Equal((first.Id, first.Id), (second.Id, third.Id));
        Assert.Equal((AlertSeverity.Low, AlertSeverity.High, "Anemia."), (third.Severity, third.CurrentSeverity, third.Text));
        Assert.Equal([("Sangra.", (AlertSeverity?)AlertSeverity.High), ("Sigue.", null)], third.Reviews.Select(review => (review.Text, review.Severity)));
    }

    [Fact]
    public async Task A_session_with_the_motive_opens_one_in_its_own_transaction_and_the_next_one_does_not_double_it()
    {
        var (own, patient) = await PairAsync();
        var session = A.NewSession(patient.Id) with { Motive = "intento de suicidio" };

        await clinic.Sessions.AddAsync(own, session, A.NoKey<SessionView>());
        await clinic.Sessions.AddAsync(Again(own), session, A.NoKey<SessionView>());

        var alert = Assert.Single(await ListAsync(own, patient.Id));
        Assert.Equal((AlertKind.Suicide, AlertSeverity.High, AlertSource.Session, own.UserId), (alert.Kind, alert.Severity, alert.Source, alert.OpenedById));
        Assert.Null(Assert.Single(alert.Reviews).ById);
        Assert.Equal(new AlertSummary(AlertSeverity.High, AlertKind.Suicide), await SummaryAsync(own, patient.Id));

        var reviewed = await ReviewAsync(own, patient.Id, alert.Id, new NewAlertReview("Con plan de seguridad.", AlertSeverity.Moderate));
        await clinic.Sessions.AddAsync(Again(own), session, A.NoKey<SessionView>());

        alert = Assert.Single(await ListAsync(own, patient.Id));
        Assert.Equal((reviewed.Id, AlertSeverity.High), (alert.Id, alert.CurrentSeverity));
        Assert.Equal([null, own.UserId, null], alert.Reviews.Select(review => review.ById));

        var closed = await ReviewAsync(own, patient.Id, alert.Id, new NewAlertReview("Pasó.", Closed: true));
        Assert.Equal(4, closed.Reviews.Count);
    }

    [Fact]
    public async Task A_session_is_not_written_without_its_alert_when_that_was_closed_in_between()
    {
        var (own, patient) = await PairAsync();
        var attempt = A.NewSession(patient.Id) with { Motive = "Intento de suicidio" };
        await clinic.Sessions.AddAsync(own, attempt, A.NoKey<SessionView>());
        var asRead = (await clinic.UserStore.FindAsync(patient.Id))!;
        await ReviewAsync(own, patient.Id, asRead.Alerts.Open[0].Id, new NewAlertReview("Pasó.", Closed: true));

        var session = SessionService.NewOf(attempt, asRead, new SessionHolding(own.UserId!, false), null, A.Moment);
        var write = SessionWrite.Of(asRead, session, new Signer(own.UserId!, null, null), A.Day);
        var entry = AuditEntry.Of(Again(own), patient.Id, AuditAction.SessionWritten, A.Moment, write.AuditedFields);

        await Assert.ThrowsAsync<ContentionException>(() => clinic.SessionStore.AddAsync(clinic.UsersTable.Begin(own), write, null, null, entry, null));
    }

    /// <summary>Whatever fails in between: there is a session if and only if there is an alert.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_that_dies_anywhere_has_its_alert_or_is_not_there(bool isLastDone)
    {
        var hasDied = true;
        for (var last = 1; hasDied; last++)
        {
            var (own, patient) = await PairAsync();
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);

            await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).Sessions.AddAsync(own, A.NewSession(patient.Id) with { Motive = "Intento de suicidio" }, A.NoKey<SessionView>()));

            hasDied = dying.HasDied;
            var stored = (await clinic.UserStore.FindAsync(patient.Id))!;
            Assert.Equal(stored.Record!.SessionCount, stored.Alerts.Open.Count);
        }
    }

    [Fact]
    public async Task Alerts_opened_and_reviewed_at_once_lose_nothing_and_leave_the_patients_version_alone()
    {
        var (own, patient) = await PairAsync();
        var opened = await OpenAsync(own, patient.Id, AlertKind.Other, AlertSeverity.High, "Primera.");

        await Task.WhenAll(
        [
            .. Enum.GetValues<AlertKind>().Where(kind => kind is not AlertKind.Other).Select(kind => (Task)OpenAsync(Again(own), patient.Id, kind, AlertSeverity.Low, "Otra.")),
            .. Enumerable.Range(0, 5).Select(i => (Task)ReviewAsync(Again(own), patient.Id, opened.Id, new NewAlertReview($"Revisión {i}"))),
        ]);

        var alerts = await ListAsync(own, patient.Id);
        Assert.Equal((6, 5), (alerts.Count, alerts.Single(alert => alert.Id == opened.Id).Reviews.Count));
        Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Version);
    }

    [Fact]
    public async Task Pages_have_every_alert_once()
    {
        var (own, patient) = await PairAsync();
        foreach (var kind in Enum.GetValues<AlertKind>())
        {
            var opened = await OpenAsync(own, patient.Id, kind, AlertSeverity.Low, "x");
            clinic.Time.Advance(TimeSpan.FromMinutes(1));
            if (kind is AlertKind.Violence)
                await clinic.Sessions.AddAsync(Again(own), A.NewSession(patient.Id) with { Motive = "Intento de suicidio" }, A.NoKey<SessionView>());
            if (kind is AlertKind.Medical)
                await ReviewAsync(own, patient.Id, opened.Id, new NewAlertReview("Pasó.", Closed: true));
            clinic.Time.Advance(TimeSpan.FromMinutes(1));
        }
        var (pages, after) = (new List<AlertView>(), (string?)null);
        do
        {
            var slice = await clinic.Alerts.ListAsync(own, patient.Id, new Page(2, after));
            pages.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);

        Assert.Equal(7, pages.Count);
        Assert.Equal(pages.OrderByDescending(alert => alert.OpenedAt).Select(alert => alert.Id), pages.Select(alert => alert.Id));
    }

    [Fact]
    public async Task A_substitute_opens_alerts_for_thirty_days_and_sees_their_own()
    {
        var (own, patient) = await PairAsync();
        var substitute = await clinic.ThanatologistAsync("Silva");
        await Assert.ThrowsAsync<NotFoundException>(() => OpenAsync(substitute, patient.Id, AlertKind.Other, AlertSeverity.Low, "x"));
        await OpenAsync(own, patient.Id, AlertKind.Other, AlertSeverity.High, "Del tanatólogo.");
        await OpenAsync(own, patient.Id, AlertKind.Legal, AlertSeverity.High, "Del tanatólogo.");
        await clinic.Sessions.AddAsync(substitute, A.NewSession(patient.Id) with { Motive = "Intento de suicidio", Substitute = true, Reason = "Vacaciones" }, A.NoKey<SessionView>());

        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        var mine = await OpenAsync(substitute, patient.Id, AlertKind.Medical, AlertSeverity.Low, "Mía.");
        var raised = await OpenAsync(substitute, patient.Id, AlertKind.Other, AlertSeverity.Low, "También.");

        Assert.Equal((AlertSeverity.Low, AlertSeverity.Low, "También.", 0), (raised.Severity, raised.CurrentSeverity, raised.Text, raised.Reviews.Count));
        Assert.DoesNotContain(raised.Id, (await ListAsync(own, patient.Id)).Select(alert => alert.Id));
        Assert.Equal([(AlertSource.Person, mine.Id), (AlertSource.Session, null)], (await ListAsync(substitute, patient.Id)).Select(alert => (alert.Source, alert.Source is AlertSource.Person ? alert.Id : null)));
        Assert.Equal(4, (await ListAsync(own, patient.Id)).Count);
        await ReviewAsync(own, patient.Id, mine.Id, new NewAlertReview("Del tanatólogo.", AlertSeverity.Imminent));
        mine = await OpenAsync(Again(substitute), patient.Id, AlertKind.Medical, AlertSeverity.Moderate, "Mía también.");
        foreach (var shown in new[] { mine, (await ListAsync(substitute, patient.Id)).Single(alert => alert.Id == mine.Id) })
            Assert.Equal((AlertSeverity.Low, "Mía también."), (shown.CurrentSeverity, Assert.Single(shown.Reviews).Text));
        await Assert.ThrowsAsync<NotFoundException>(() => ReviewAsync(substitute, patient.Id, mine.Id, new NewAlertReview("x")));

        clinic.Time.Advance(TimeSpan.FromDays(31));
        await Assert.ThrowsAsync<NotFoundException>(() => ListAsync(substitute, patient.Id));
    }

    [Fact]
    public async Task Who_had_the_record_and_was_no_substitute_opens_and_sees_nothing()
    {
        var (former, patient) = await PairAsync();
        await clinic.Sessions.AddAsync(former, A.NewSession(patient.Id) with { Motive = "Intento de suicidio" }, A.NoKey<SessionView>());
        await clinic.Records.PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, (await clinic.ThanatologistAsync()).UserId), VersionCondition.Any);

        await Assert.ThrowsAsync<NotFoundException>(() => OpenAsync(Again(former), patient.Id, AlertKind.Other, AlertSeverity.Low, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => ListAsync(former, patient.Id));
    }

    [Fact]
    public async Task Lists_and_views_show_the_gravest_one_to_those_who_may_read_care()
    {
        var (own, patient) = await PairAsync();
        await OpenAsync(own, patient.Id, AlertKind.Other, AlertSeverity.Low, "x");
        await OpenAsync(own, patient.Id, AlertKind.Legal, AlertSeverity.High, "x");
        var expected = new AlertSummary(AlertSeverity.High, AlertKind.Legal);

        Assert.Equal(expected, await ListedAsync(own, patient.Id));
        Assert.Equal(expected, await ListedAsync(clinic.Admin, patient.Id));
        Assert.Equal(expected, await ListedAsync(A.Service(Scope.UsersRead, Scope.CareRead), patient.Id));
        Assert.Null(await ListedAsync(A.Service(Scope.UsersRead), patient.Id));
        Assert.Null(await ListedAsync(A.Caller(Role.AdminSupport), patient.Id));
        foreach (var caller in new[] { A.Service(Scope.UsersRead), A.Caller(Role.AdminSupport), A.Caller(Role.Patient, patient.Id) })
            Assert.Null(await SummaryAsync(caller, patient.Id));
    }

    [Fact]
    public async Task Lists_tell_those_who_may_read_care_since_when_nobody_has_looked()
    {
        var (own, patient) = await PairAsync();
        var older = await OpenAsync(own, patient.Id, AlertKind.Other, AlertSeverity.Low, "x");
        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        var graver = await OpenAsync(own, patient.Id, AlertKind.Legal, AlertSeverity.High, "x");

        Assert.Equal(older.OpenedAt, (await FindListedAsync(own, patient.Id)).AlertWaitsSince);
        Assert.Equal(older.OpenedAt, (await FindListedAsync(clinic.Admin, patient.Id)).AlertWaitsSince);
        Assert.Null((await FindListedAsync(A.Caller(Role.AdminSupport), patient.Id)).AlertWaitsSince);
        await ReviewAsync(own, patient.Id, older.Id, new NewAlertReview("y"));
        Assert.Equal(graver.OpenedAt, (await FindListedAsync(own, patient.Id)).AlertWaitsSince);
        await ReviewAsync(own, patient.Id, graver.Id, new NewAlertReview("y"));
        var seen = await FindListedAsync(own, patient.Id);
        Assert.Equal((AlertSeverity.High, null), (seen.Alert!.Severity, seen.AlertWaitsSince));
    }

    [Fact]
    public async Task No_text_of_an_alert_or_a_plan_stands_in_the_tables()
    {
        var (own, patient) = await PairAsync();
        var opened = await OpenAsync(own, patient.Id, AlertKind.Other, AlertSeverity.High, "MARCA del texto");
        await ReviewAsync(own, patient.Id, opened.Id, new NewAlertReview("MARCA de la revisión"));
        await clinic.SafetyPlans.PutAsync(own, patient.Id, new SafetyPlanEdit(["MARCA del plan"], People: [new PlanContact("MARCA", "911")]), VersionCondition.Any);

        foreach (var table in new[] { tables.Care, tables.Users, tables.Audit })
            Assert.All(await tables.ItemsAsync(table), item => Assert.DoesNotContain("MARCA", ItemText.Of(item), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_has_versions_of_which_the_patient_reads_the_present_one()
    {
        var (own, patient) = await PairAsync();
        var self = A.Caller(Role.Patient, patient.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.SafetyPlans.GetAsync(own, patient.Id));

        await clinic.SafetyPlans.PutAsync(own, patient.Id, new SafetyPlanEdit(["Uno"]), VersionCondition.Any);
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.SafetyPlans.PutAsync(own, patient.Id, new SafetyPlanEdit(["Dos"]), VersionCondition.Only(0)));
        var second = await clinic.SafetyPlans.PutAsync(own, patient.Id, new SafetyPlanEdit([" Dos "]), VersionCondition.Only(1));

        Assert.Equal((2, "Dos", 0), (second.Version, Assert.Single(second.WarningSigns), second.People.Count));
        Assert.Equivalent(second, await clinic.SafetyPlans.GetAsync(self, patient.Id), strict: true);
        Assert.Equal(["Dos", "Uno"], (await clinic.SafetyPlans.ListVersionsAsync(own, patient.Id, new Page(10, null))).Items.Select(plan => plan.WarningSigns[0]));
        foreach (var caller in new[] { A.Caller(Role.Patient), A.Caller(Role.AdminSupport), A.Caller(Role.Thanatologist), A.Service(Scope.Self) })
            await Assert.ThrowsAsync<NotFoundException>(() => clinic.SafetyPlans.GetAsync(caller, patient.Id));
    }

    [Fact]
    public async Task Versions_of_long_plans_come_in_pages_that_can_be_answered()
    {
        var (own, patient) = await PairAsync();
        IReadOnlyList<string> lines = [.. Enumerable.Repeat(string.Concat(Enumerable.Repeat("\U0001f33c", 200)), 20)]; // 48 KB as JSON
        for (var version = 1; version <= 6; version++)
            await clinic.SafetyPlans.PutAsync(own, patient.Id, new SafetyPlanEdit(lines, lines, lines, SaferSurroundings: lines), VersionCondition.Any);

        var first = await clinic.SafetyPlans.ListVersionsAsync(own, patient.Id, new Page(100, null));
        var second = await clinic.SafetyPlans.ListVersionsAsync(own, patient.Id, new Page(100, first.Next));

        Assert.Equal([6, 5, 4, 3, 2], first.Items.Select(plan => plan.Version));
        Assert.Equal([1], second.Items.Select(plan => plan.Version));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Plans_written_at_once_are_versions_without_a_gap()
    {
        var (own, patient) = await PairAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => clinic.SafetyPlans.PutAsync(Again(own), patient.Id, new SafetyPlanEdit([$"{i}"]), VersionCondition.Any)));
        Assert.Equal(Enumerable.Range(1, 8).Reverse(), (await clinic.SafetyPlans.ListVersionsAsync(own, patient.Id, new Page(10, null))).Items.Select(plan => plan.Version));
    }

    private async Task<(Caller Own, User Patient)> PairAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));
    }

    private static Caller Again(Caller caller) => A.Caller(caller.Role!.Value, caller.UserId);

    private Task<AlertView> OpenAsync(Caller caller, string patientId, AlertKind kind, AlertSeverity severity, string text) =>
        clinic.Alerts.AddAsync(caller, patientId, new NewAlert(kind, severity, text), A.NoKey<AlertView>());

    private Task<AlertView> ReviewAsync(Caller caller, string patientId, string id, NewAlertReview review) =>
        clinic.Alerts.ReviewAsync(Again(caller), patientId, id, review, A.NoKey<AlertView>());

    private async Task<IReadOnlyList<AlertView>> ListAsync(Caller caller, string patientId) => (await clinic.Alerts.ListAsync(caller, patientId, new Page(25, null))).Items;

    private async Task<AlertSummary?> SummaryAsync(Caller caller, string patientId) => (await clinic.Users.GetAsync(caller, patientId)).Alert;

    private async Task<AlertSummary?> ListedAsync(Caller caller, string patientId) => (await FindListedAsync(caller, patientId)).Alert;

    private async Task<UserSummary> FindListedAsync(Caller caller, string patientId)
    {
        var query = new UserQuery(Role.Patient, null, null, caller.IsThanatologist ? caller.UserId : null, null);
        for (var page = new Page(100, null); ;)
        {
            var slice = await clinic.Users.ListAsync(caller, query, page);
            if (slice.Items.FirstOrDefault(user => user.Id == patientId) is { } listed)
                return listed;
            page = new Page(100, slice.Next!);
        }
    }
}
