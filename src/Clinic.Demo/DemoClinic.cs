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
        var answers = new DynamoIdempotencyStore(dynamo, environment["IDEMPOTENCY_TABLE"], keys, clock);
        var credentials = new CredentialWrites(environment["CREDENTIALS_TABLE"], new MessageWrites(environment["MESSAGES_TABLE"]));
        var rollups = new RollupWrites(environment["REPORTS_TABLE"], new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById(environment["CLINIC_TIME_ZONE"]), clock));
        var table = new DynamoUsers(dynamo, environment["USERS_TABLE"]);
        var store = new DynamoUserStore(dynamo, table, credentials, rollups, audit, answers);
        var names = new NameDirectory(table.FindAsync, TimeProvider.System);
        var contention = new Contention(TimeProvider.System);
        var invitations = new Invitations(new ResetCodes(keys, clock), new AccountMails("es"), new MessageComposer(new MessageSeal(keys), clock));
        users = new UserService(store, names, invitations, audit, contention, clock);
        var sessionStore = new DynamoSessionStore(dynamo, environment["SESSIONS_TABLE"], table, rollups, audit, answers);
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

    /// <summary>How many patients there are; past a page's length, that many.</summary>
    public async Task<int> CountPatientsAsync() =>
        (await users.ListAsync(Seeder(), new UserQuery(Role.Patient, null, null, null, null), new Page(DemoSeed.Patients, null))).Items.Count;

    public async Task<int> CountSessionsAsync(string patientId) => (await users.GetAsync(Seeder(), patientId)).Record!.SessionCount;

    private static Caller Seeder() => new("seed", null, null, Scope.All.ToHashSet(), NewRequestId());

    private static string NewRequestId() => Identifier.New(TimeProvider.System);

    private static ResponseToStore<T> NoResponse<T>() => new(null, _ => Response.NoContent);
}
