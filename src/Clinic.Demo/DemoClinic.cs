using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
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

    public DemoClinic(IAmazonDynamoDB dynamo, IAmazonSecretsManager secrets, IReadOnlyDictionary<string, string> environment, SeedClock clock)
    {
        Clock = clock;
        var keys = new KeyRing(secrets, environment["ROOT_SECRET_ID"]);
        var audit = new DynamoAuditStore(dynamo, environment["AUDIT_TABLE"]);
        var idempotency = new DynamoIdempotencyStore(dynamo, environment["IDEMPOTENCY_TABLE"], keys, clock);
        var credentials = new CredentialWrites(environment["CREDENTIALS_TABLE"], new MessageWrites(environment["MESSAGES_TABLE"]));
        var rollups = new RollupWrites(environment["REPORTS_TABLE"], new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById(environment["CLINIC_TIME_ZONE"]), clock));
        var table = new DynamoUsers(dynamo, environment["USERS_TABLE"]);
        var store = new DynamoUserStore(dynamo, table, credentials, rollups, audit, idempotency);
        var names = new NameDirectory(table.FindAsync, TimeProvider.System);
        var contention = new Contention(TimeProvider.System);
        var invitations = new Invitations(new ResetCodes(keys, clock), new AccountMails("es"), new MessageComposer(new MessageSeal(keys), clock));
        users = new UserService(store, names, invitations, audit, contention, clock);
        var sessionStore = new DynamoSessionStore(dynamo, environment["SESSIONS_TABLE"], table, rollups, audit, idempotency);
        sessions = new SessionService(table, sessionStore, new DynamoSessionList(dynamo, environment["SESSIONS_TABLE"]), names, audit, contention, clock);
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
        new Caller(thanatologistId, thanatologistId, Role.Thanatologist, Scope.Of(Role.Thanatologist).ToHashSet(), NewRequestId()),
        session with { Substitute = true, Reason = "La tanatóloga titular estaba enferma." },
        NoResponse<SessionView>());

    /// <summary>How many patients there are, but at most the length of a page.</summary>
    public async Task<int> CountPatientsAsync() =>
        (await users.ListAsync(Seeder(), new UserQuery(Role.Patient, null, null, null, null), new Page(DemoSeed.Patients, null))).Items.Count;

    public async Task<int> CountSessionsAsync(string patientId) => (await users.GetAsync(Seeder(), patientId)).Record!.SessionCount;

    private static Caller Seeder() => new("seed", null, null, Scope.All.ToHashSet(), NewRequestId());

    private static string NewRequestId() => Identifier.New(TimeProvider.System);

    private static ResponseToStore<T> NoResponse<T>() => new(null, _ => Response.NoContent);
}

/// <summary>The plan of one demo patient and their sessions, each with its day.</summary>
/// <param name="ExistingId">The demo patient, who is there already.</param>
internal sealed record DemoPlan(string? ExistingId, NewUser Patient, DateOnly Opened, IReadOnlyList<(NewSession Session, string? Substitute)> Sessions)
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

    public async Task CarryOutAsync(DemoClinic clinic)
    {
        clinic.Clock.Now = At(Opened);
        var id = ExistingId ?? await clinic.AddAsync(Patient);
        foreach (var (session, substitute) in Sessions)
        {
            clinic.Clock.Now = At(session.Date!.Value);
            if (substitute is null)
                await clinic.WriteAsync(session with { UserId = id });
            else
                await clinic.WriteSubstituteAsync(session with { UserId = id }, substitute);
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
        return new DemoPlan(existingId, people.Patient(thanatologists[0], today), opened, sessions);
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(17, 0)), TimeSpan.Zero);
}

/// <summary>A clock that the seed sets, so that the demo data has a past.</summary>
internal sealed class SeedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
