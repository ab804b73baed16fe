using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Demo;

/// <summary>The product's own services on this machine's tables, with a clock of their own.</summary>
internal sealed class DemoClinic
{
    private readonly UserService users;
    private readonly SessionService sessions;
    private readonly AlertService alerts;
    private readonly SafetyPlanService plans;
    private readonly AvailabilityService availability;
    private readonly AppointmentService booking;
    private readonly AppointmentChangeService changes;
    private readonly LossService losses;
    private readonly TaskService tasks;
    private readonly InstrumentService instruments;
    private readonly AssessmentService assessments;

    public DemoClinic(IAmazonDynamoDB dynamo, IAmazonSecretsManager secrets, IReadOnlyDictionary<string, string> environment, SeedClock clock)
    {
        Clock = clock;
        var keys = new KeyRing(secrets, environment["ROOT_SECRET_ID"]);
        var audit = new DynamoAuditStore(dynamo, environment["AUDIT_TABLE"]);
        var idempotency = new DynamoIdempotencyStore(dynamo, environment["IDEMPOTENCY_TABLE"], keys, clock);
        var credentials = new CredentialWrites(environment["CREDENTIALS_TABLE"], new MessageWrites(environment["MESSAGES_TABLE"]));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(environment["CLINIC_TIME_ZONE"]);
        var calendar = new ClinicCalendar(zone, clock);
        var rollups = new RollupWrites(environment["REPORTS_TABLE"], calendar);
        var table = new DynamoUsers(dynamo, environment["USERS_TABLE"]);
        var contention = new Contention(TimeProvider.System);
        var agendas = new DynamoAgendaStore(dynamo, environment["AGENDA_TABLE"], table, audit, TimeProvider.System);
        var appointments = new DynamoAppointments(dynamo, environment["APPOINTMENTS_TABLE"], table, agendas, rollups, audit, idempotency, calendar, clock);
        var store = new DynamoUserStore(dynamo, table, credentials, agendas, rollups, audit, idempotency);
        var names = new NameDirectory(table.FindAsync, TimeProvider.System);
        var invitations = new Invitations(new ResetCodes(keys, clock), new AccountMails(Language.Spanish), new MessageComposer(new MessageSeal(keys), clock));
        users = new UserService(store, appointments, names, invitations, audit, contention, clock);
        var sessionStore = new DynamoSessionStore(dynamo, environment["SESSIONS_TABLE"], table, appointments, rollups, audit, idempotency);
        var sessionList = new DynamoSessionList(dynamo, environment["SESSIONS_TABLE"]);
        sessions = new SessionService(table, sessionStore, sessionList, appointments, new DynamoDrafts(dynamo, environment["DRAFTS_TABLE"], table, keys, clock), names, audit, contention, calendar, clock);
        var care = new DynamoCare(dynamo, environment["CARE_TABLE"], keys);
        var patients = new CarePatients(table);
        alerts = new AlertService(patients, table, sessionList, new DynamoAlerts(care, table, audit, idempotency), names, audit, calendar, Language.Spanish, contention, clock);
        plans = new SafetyPlanService(patients, new DynamoSafetyPlans(care, table, audit), audit, contention, clock);
        var series = new DynamoSeries(dynamo, environment["APPOINTMENTS_TABLE"], table, agendas, appointments, audit, idempotency, clock);
        availability = new AvailabilityService(table, agendas, zone, contention, clock);
        var waitingList = new DynamoWaitingList(dynamo, environment["WAITING_LIST_TABLE"], table, agendas, audit, idempotency, calendar);
        booking = new AppointmentService(table, agendas, appointments, series, waitingList, idempotency, zone, contention, clock);
        changes = new AppointmentChangeService(booking, table, agendas, appointments, series, zone, cancelHours: 0, contention, clock);
        var taskStore = new DynamoTasks(care, table, audit, idempotency);
        losses = new LossService(patients, table, new DynamoLosses(care, taskStore, table, audit, idempotency), taskStore, audit, calendar, contention, clock);
        tasks = new TaskService(patients, table, taskStore, audit, contention, clock);
        var definitions = new DynamoInstrumentReader(dynamo, environment["CARE_TABLE"]);
        instruments = new InstrumentService(definitions, new DynamoInstrumentStore(environment["CARE_TABLE"], table, audit), contention, clock);
        var assessmentStore = new DynamoAssessments(dynamo, care, table, new MessageWrites(environment["MESSAGES_TABLE"]), audit, idempotency);
        assessments = new AssessmentService(patients, definitions, assessmentStore, audit, contention, clock);
    }

    public SeedClock Clock { get; }

    /// <summary>False when the account is there already.</summary>
    public async Task<bool> AddAccountAsync(DemoAccount account, NewUser user)
    {
        try
        {
            await users.GetAsync(Seeder(), account.Id);
            return false;
        }
        catch (NotFoundException)
        {
            await users.AddAsync(Seeder(), account.Id, user, NoResponse<UserView>());
            return true;
        }
    }

    public async Task<string> AddAsync(NewUser user) => (await users.AddAsync(Seeder(), user, NoResponse<UserView>())).Id;

    public Task WriteAsync(NewSession session) => sessions.AddAsync(Seeder(), session, NoResponse<SessionView>());

    public Task WriteSubstituteAsync(NewSession session, string thanatologistId) => sessions.AddAsync(
        Thanatologist(thanatologistId),
        session with { Substitute = true, Reason = "La tanatóloga titular estaba enferma." },
        NoResponse<SessionView>());

    public Task WriteLossAsync(string patientId, LossEdit loss) => losses.AddAsync(Seeder(), patientId, loss, NoResponse<LossView>());

    public Task WriteTaskAsync(string patientId, string text, DateOnly due) => tasks.AddAsync(Seeder(), new NewTask(patientId, null, text, due), NoResponse<TaskView>());

    /// <summary>Does the open tasks of a patient that are due until a day, each on its own.</summary>
    public async Task DoTasksAsync(string patientId, DateOnly today)
    {
        var due = await tasks.ListAsync(Seeder(), new TaskQuery(null, patientId, CareTaskStatus.Open, null, today), new Page(Page.LargestLimit, null));
        foreach (var task in due.Items)
        {
            Clock.Now = new DateTimeOffset(task.Due.ToDateTime(new TimeOnly(18, 0)), TimeSpan.Zero);
            await tasks.ChangeAsync(Seeder(), task.Id, VersionCondition.Any, edit => edit with { Status = CareTaskStatus.Done });
        }
    }

    public Task OpenAlertAsync(string patientId, NewAlert alert) => alerts.AddAsync(Seeder(), patientId, alert, NoResponse<AlertView>());

    /// <summary>The thanatologist looks at the open alerts of a patient.</summary>
    public async Task ReviewAlertsAsync(string patientId, bool closes)
    {
        var caller = Thanatologist((await users.GetAsync(Seeder(), patientId)).Record!.ThanatologistId);
        var review = new NewAlertReview("Sin ideación actual; su familia está al tanto.", AlertSeverity.Moderate, closes);
        foreach (var alert in (await alerts.ListAsync(caller, patientId, new Page(Page.DefaultLimit, null))).Items.Where(alert => alert.Status is AlertStatus.Open))
            await alerts.ReviewAsync(caller, patientId, alert.Id, review, NoResponse<AlertView>());
    }

    public Task WriteSafetyPlanAsync(string patientId, SafetyPlanEdit plan) => plans.PutAsync(Seeder(), patientId, plan, VersionCondition.Any);

    /// <summary>Writes an instrument of the repository, unless there is one of its id.</summary>
    public async Task AddInstrumentAsync(string id)
    {
        using var file = typeof(DemoClinic).Assembly.GetManifestResourceStream(id + ".json")!;
        var definition = (await JsonSerializer.DeserializeAsync(file, ClinicJson.TypeOf<InstrumentEdit>()))!;
        if ((await instruments.ListAsync(new Page(Page.LargestLimit, null))).Items.All(known => known.Id != id))
            await instruments.PutAsync(Seeder(), id, definition, VersionCondition.Any);
    }

    public Task AssessAsync(string patientId, string instrument, IReadOnlyDictionary<string, int> answers) =>
        assessments.AddAsync(Seeder(), patientId, new NewAssessment(instrument, Answers: answers), NoResponse<AssessmentView>());

    /// <summary>False when the thanatologist has hours already.</summary>
    public async Task<bool> AddHoursAsync(string thanatologistId, AvailabilityEdit hours)
    {
        if ((await availability.GetAsync(Seeder(), thanatologistId)).Version > 0)
            return false;
        await availability.PutAsync(Seeder(), thanatologistId, hours, VersionCondition.Any);
        return true;
    }

    /// <summary>The times between two days that are free at what the clock says.</summary>
    public async Task<IReadOnlyList<FreeTime>> ListFreeTimesAsync(string thanatologistId, DateOnly from, DateOnly to) =>
        (await availability.FreeAsync(Seeder(), thanatologistId, new FreeQuery(from, to, null, null), new Page(int.MaxValue - 1, null))).Items;

    /// <returns>The id of the appointment, or of the series; null when somebody who uses the host already has taken the time or changed the hours.</returns>
    public async Task<string?> BookAsync(NewAppointment appointment)
    {
        try
        {
            var booked = await booking.BookAsync(Seeder(), appointment, NoResponse<BookedView>());
            return booked.Appointment?.Id ?? booked.Series!.SeriesId;
        }
        catch (ConflictException e) when (e.Code == ProblemCode.TimeTaken || e.Code == ProblemCode.OutsideAvailability)
        {
            return null;
        }
    }

    public Task ChangeAsync(string appointmentId, AppointmentStatus status, string? reason = null) =>
        changes.ChangeAsync(Seeder(), appointmentId, VersionCondition.Any, following: false, edit => edit with { Status = status, Reason = reason });

    /// <summary>The ids of the demo thanatologists, A to Z.</summary>
    public async Task<IReadOnlyList<string>> ListThanatologistsAsync() =>
        [.. (await ListAsync(new UserQuery(Role.Thanatologist, UserStatus.Active, null, null, null))).Where(user => user.Email!.EndsWith("@clinic.test", StringComparison.Ordinal)).Select(user => user.Id)];

    /// <summary>The ids of a thanatologist's patients with an open record, A to Z. Who has an email is left out: nobody gets mails about made-up appointments.</summary>
    public async Task<IReadOnlyList<string>> ListPatientsAsync(string thanatologistId) =>
        [.. (await ListAsync(new UserQuery(Role.Patient, UserStatus.Active, true, thanatologistId, null))).Where(user => user.Email is null).Select(user => user.Id)];

    /// <summary>How many patients there are, but at most the length of a page.</summary>
    public async Task<int> CountPatientsAsync() =>
        (await ListAsync(new UserQuery(Role.Patient, null, null, null, null))).Count;

    public async Task<int> CountSessionsAsync(string patientId) => (await users.GetAsync(Seeder(), patientId)).Record!.SessionCount;

    private async Task<IReadOnlyList<UserSummary>> ListAsync(UserQuery query) => (await users.ListAsync(Seeder(), query, new Page(DemoSeed.Patients, null))).Items;

    private static Caller Thanatologist(string id) => new(id, id, Role.Thanatologist, Scope.Of(Role.Thanatologist).ToHashSet(), NewRequestId());

    private static Caller Seeder() => new("seed", null, null, Scope.All.ToHashSet(), NewRequestId());

    private static string NewRequestId() => Identifier.New(TimeProvider.System);

    private static ResponseToStore<T> NoResponse<T>() => new(null, _ => Response.NoContent);
}

/// <summary>The plan of one demo patient and their sessions, each with its day.</summary>
/// <param name="ExistingId">The demo patient, who is there already.</param>
internal sealed record DemoPlan(string? ExistingId, NewUser Patient, DateOnly Opened, IReadOnlyList<(NewSession Session, string? Substitute)> Sessions, DateOnly Today)
{
    private const int Days = 500;

    private const int DemoPatientSessions = 12;

    /// <summary>The demo patient's sessions, held by the demo thanatologists; their record stays open.</summary>
    public static DemoPlan OfDemoPatient(DateOnly today) => One(
        new DemoPeople(new Random(5)), [DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist2.Id], today, new Random(5), DemoPatientSessions, DemoAccounts.Patient.Id);

    /// <summary>Plans the other patients. All together they have exactly <see cref="DemoSeed.Sessions"/> sessions, the last one yesterday at the latest.</summary>
    public static IReadOnlyList<DemoPlan> OfOthers(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today)
    {
        var random = new Random(2026);
        var counts = Enumerable.Repeat(3, DemoSeed.Patients - 1).ToArray();
        for (var left = DemoSeed.Sessions - DemoPatientSessions - counts.Sum(); left > 0; left--)
            counts[(int)(Math.Pow(random.NextDouble(), 1.5) * counts.Length)]++;
        return [.. counts.Select((count, index) => One(people, [.. thanatologists.Skip(index % thanatologists.Count), .. thanatologists], today, random, count, null))];
    }

    private const int DaysOfAlerts = 45;

    private const int AssessedEvery = 3;

    private const int AlertedEvery = 5;

    /// <summary>How many days back a task may still be to do, and an alert wait for somebody to look.</summary>
    private const int DaysLeftOpen = 10;

    /// <summary>None is so grave that somebody is mailed when nobody looks.</summary>
    private static readonly NewAlert[] worries =
    [
        new(AlertKind.Medical, AlertSeverity.Moderate, "Ha dejado de tomar sus medicamentos."),
        new(AlertKind.Violence, AlertSeverity.Moderate, "Refiere amenazas de un familiar."),
        new(AlertKind.Legal, AlertSeverity.Low, "Hay un juicio por la herencia."),
    ];

    /// <summary>Some are asked every few sessions.</summary>
    private bool IsAssessed => ExistingId is not null || Opened.DayNumber % 3 == 0;

    private bool IsWorrying => Opened.DayNumber % AlertedEvery == 0;

    /// <summary>Their brother, with an anniversary before long, whenever one looks.</summary>
    private LossEdit LossOfDemoPatient =>
        new("Muerte", "Hermano o hermana", "Tomás", Today.AddDays(12).AddYears(-2).ToString("O", CultureInfo.InvariantCulture), "Enfermedad", true, null, FollowUp: true);

    public async Task CarryOutAsync(DemoClinic clinic)
    {
        clinic.Clock.Now = At(Opened);
        var id = ExistingId ?? await clinic.AddAsync(Patient);
        // With random numbers of its own, so that the rest of the data stays what it is.
        await clinic.WriteLossAsync(id, ExistingId is null ? new DemoPeople(new Random(Opened.DayNumber)).Loss(Opened) : LossOfDemoPatient);
        var answering = new Random(Opened.DayNumber);
        foreach (var (position, (session, substitute)) in Sessions.Index())
        {
            clinic.Clock.Now = At(session.Date!.Value);
            if (IsAssessed && (position % AssessedEvery == 0 || position == Sessions.Count - 1))
                await AssessAsync(clinic, id, (double)position / Sessions.Count, answering);
            if (substitute is null)
                await clinic.WriteAsync(session with { UserId = id });
            else
                await clinic.WriteSubstituteAsync(session with { UserId = id }, substitute);
        }
        await clinic.DoTasksAsync(id, Today.AddDays(-DaysLeftOpen));
        if (ExistingId is not null)
            await clinic.WriteTaskAsync(id, "Preguntar cómo pasó la semana.", Today);
        // What is older than some weeks is over: a few alerts stay open.
        if (Sessions.LastOrDefault(written => written.Session.Motive == ClinicCatalogue.SuicideAttempt).Session is { Date: { } alerted })
        {
            clinic.Clock.Now = At(alerted).AddHours(1);
            await clinic.ReviewAlertsAsync(id, closes: alerted < Today.AddDays(-DaysOfAlerts));
        }
        if (IsWorrying && Sessions[^1].Session is { CloseRecord: not true, Date: { } last } && last >= Today.AddDays(-DaysLeftOpen))
        {
            clinic.Clock.Now = At(last).AddHours(1);
            await clinic.OpenAlertAsync(id, worries[Opened.DayNumber % worries.Length]);
        }
    }

    /// <summary>Most of them feel better in time. Nobody's answer opens an alert.</summary>
    private static async Task AssessAsync(DemoClinic clinic, string id, double progress, Random random)
    {
        foreach (var (instrument, items) in ((string, int)[])[("phq-9", 8), ("gad-7", 7)])
        {
            var answers = Enumerable.Range(1, items).ToDictionary(number => $"q{number}", _ => (int)Math.Clamp(Math.Round((2.3 * (1 - progress)) + random.NextDouble() - 0.3), 0, 3));
            if (instrument == "phq-9")
                answers["q9"] = 0;
            await clinic.AssessAsync(id, instrument, answers);
        }
    }

    /// <param name="thanatologists">The patient's own first, then those who substitute.</param>
    private static DemoPlan One(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today, Random random, int count, string? existingId)
    {
        var opened = today.AddDays(-random.Next(count, Days));
        var span = today.DayNumber - opened.DayNumber;
        var closes = existingId is null && random.Next(4) == 0;
        var days = Enumerable.Range(0, count).Select(_ => opened.AddDays(random.Next(span))).Order().ToList();
        var sessions = days.Select((day, position) => (
            people.Session("", day) with { CloseRecord = closes && position == count - 1 ? true : null },
            random.Next(40) == 0 ? thanatologists[1] : null)).ToList();
        return new DemoPlan(existingId, people.Patient(thanatologists[0], today), opened, sessions, today);
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(17, 0)), TimeSpan.Zero);
}

/// <summary>A clock that the seed sets, so that the demo data has a past.</summary>
internal sealed class SeedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
