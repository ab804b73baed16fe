using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Rollups;
using Microsoft.Extensions.Time.Testing;

namespace Clinic.Testing;

/// <summary>The product's object graph on a table set, as the functions put it together, with a clock that a test can turn and mails that it can read.</summary>
public sealed class ClinicServices
{
    private readonly TableSet tables;

    public ClinicServices(TableSet tables)
    {
        this.tables = tables;
        Codes = new ResetCodes(Keys, Time);
        Audit = new DynamoAuditStore(tables.Dynamo, tables.Audit);
        Answers = new DynamoIdempotencyStore(tables.Dynamo, tables.Idempotency, Keys, Time);
        Seal = new MessageSeal(Keys);
        Composer = new MessageComposer(Seal, Time);
        var messages = new MessageWrites(tables.Messages);
        UsersTable = new DynamoUsers(tables.Dynamo, tables.Users);
        MessageStore = new DynamoMessageStore(tables.Dynamo, tables.Messages, UsersTable, tables.Credentials, Answers);
        Messages = new MessageService(UsersTable, MessageStore, Composer, Seal, Audit, Contention, Time);
        Mails = new StoredMails(MessageStore, Seal);
        Calendar = new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), Time);
        var rollups = new RollupWrites(tables.Reports, Calendar);
        UserStore = new DynamoUserStore(tables.Dynamo, UsersTable, new CredentialWrites(tables.Credentials, messages), rollups, Audit, Answers);
        Names = new NameDirectory(UsersTable.FindAsync, Time);
        Invitations = new Invitations(Codes, new AccountMails("es"), Composer);
        Users = new UserService(UserStore, Names, Invitations, Audit, Contention, Time);
        Records = new RecordService(Users, UserStore, Contention, Time);
        SessionStore = new DynamoSessionStore(tables.Dynamo, tables.Sessions, UsersTable, rollups, Audit, Answers);
        SessionList = new DynamoSessionList(tables.Dynamo, tables.Sessions);
        Sessions = new SessionService(UsersTable, SessionStore, SessionList, Names, Audit, Contention, Time);
        RollupStore = new DynamoRollupStore(tables.Dynamo, tables.Reports);
        Reports = new ReportService(UsersTable, RollupStore, Names, Calendar);
        Repair = new RollupRepair(
            new DynamoRollupRepairs(tables.Dynamo, tables.Reports), new RollupComputation(tables.Dynamo, tables.Sessions, tables.Users, Calendar), TimeProvider.System);
        Credentials = new DynamoCredentialStore(tables.Dynamo, tables.Credentials, Time);
        Passwords = new DynamoPasswordStore(tables.Dynamo, tables.Credentials, messages, UsersTable, Audit);
        Guard = new LoginGuard(Credentials, Keys, new WaitingClock(Time));
        Decoys = new DecoyAccounts(Keys);
        Totp = new TotpSecrets(Keys, Time);
        SecondFactorStore = new DynamoSecondFactorStore(tables.Dynamo, tables.Credentials, Time);
        SecondFactor = new SecondFactorGuard(Guard, Totp, new RecoveryCodes(Keys), SecondFactorStore);
        Registrations = new DynamoRegistrationStore(tables.Dynamo, tables.Users, new CredentialWrites(tables.Credentials, messages), Audit, TimeProvider.System);
        ApiKeys = new DynamoApiKeyReader(tables.Dynamo, tables.Credentials, requiresAdminMfa: false, Time);
        ApiKeyStore = new DynamoApiKeyStore(tables.Dynamo, tables.Credentials, UsersTable, Audit, Answers);
    }

    public FakeTimeProvider Time { get; } = A.Clock();

    /// <summary>Pauses between attempts are real ones: nobody turns the clock while a test waits for a race to end.</summary>
    public Contention Contention { get; } = new(TimeProvider.System);

    public ClinicCalendar Calendar { get; }

    public DynamoRollupStore RollupStore { get; }

    public ReportService Reports { get; }

    internal RollupRepair Repair { get; }

    public KeyRing Keys { get; } = new(() => Task.FromResult("the root secret of the tests"));

    public ResetCodes Codes { get; }

    public DynamoAuditStore Audit { get; }

    public DynamoIdempotencyStore Answers { get; }

    public MessageSeal Seal { get; }

    public MessageComposer Composer { get; }

    public DynamoMessageStore MessageStore { get; }

    public MessageService Messages { get; }

    /// <summary>The mails that the product itself has queued.</summary>
    public StoredMails Mails { get; }

    public DynamoUserStore UserStore { get; }

    public NameDirectory Names { get; }

    public UserService Users { get; }

    public RecordService Records { get; }

    public DynamoSessionStore SessionStore { get; }

    public DynamoSessionList SessionList { get; }

    public SessionService Sessions { get; }

    public DynamoCredentialStore Credentials { get; }

    public DynamoPasswordStore Passwords { get; }

    public LoginGuard Guard { get; }

    public DecoyAccounts Decoys { get; }

    public TotpSecrets Totp { get; }

    public DynamoSecondFactorStore SecondFactorStore { get; }

    public SecondFactorGuard SecondFactor { get; }

    public Invitations Invitations { get; }

    public DynamoRegistrationStore Registrations { get; }

    public DynamoApiKeyReader ApiKeys { get; }

    public DynamoApiKeyStore ApiKeyStore { get; }

    public DynamoUsers UsersTable { get; }

    /// <summary>The admin of every table set.</summary>
    public Caller Admin { get; } = A.Caller(Role.Admin);

    /// <summary>Stores a user as they are, with a credential when they have an email; bcrypt is paid for only where a password is given.</summary>
    public async Task<User> StoreAsync(User user, string? password = null)
    {
        var credential = user.Data.Email is null ? null : password is null ? new NewCredential(PasswordDigest.NewSalt(), null, null) : NewCredential.WithPassword(password);
        if (user.Record is { } record && await UserStore.FindAsync(record.ThanatologistId) is null)
            await StoreAsync(A.Staff().WithId(record.ThanatologistId).WithEmail($"{record.ThanatologistId}@example.org").Build());
        await UserStore.AddAsync(A.Nobody(), user, credential, AuditEntry.Of(Admin, user.Id, AuditAction.UserCreated, Time.GetUtcNow()), null);
        return user;
    }

    /// <summary>Stores another admin and is them.</summary>
    public async Task<Caller> AdminAsync() => A.Caller(Role.Admin, (await StoreAsync(A.Staff(Role.Admin).WithEmail($"{A.Id()}@example.org").Build())).Id);

    /// <summary>Stores a thanatologist and is them.</summary>
    public async Task<Caller> ThanatologistAsync(string firstLastName = "Muñoz")
    {
        var user = A.Staff().Named("Itzel", firstLastName).WithEmail($"{A.Id()}@example.org").Build();
        return A.Caller(Role.Thanatologist, (await StoreAsync(user)).Id);
    }

    /// <summary>The services that a second process would have: nothing remembered, the same tables, the same time.</summary>
    public ClinicServices Restarted()
    {
        var services = new ClinicServices(tables);
        services.Time.SetUtcNow(Time.GetUtcNow());
        return services;
    }
}
