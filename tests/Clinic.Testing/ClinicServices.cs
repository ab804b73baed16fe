using Amazon.DynamoDBv2;
using Amazon.S3;
using Clinic.AgendaSweep;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Notices;
using Clinic.Operator;
using Clinic.Rollups;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Clinic.Testing;

/// <summary>The product's object graph on a table set, as the functions put it together, with a clock that a test can turn and mails that it can read.</summary>
public sealed class ClinicServices
{
    private readonly TableSet tables;

    /// <param name="client">Null for the table set's own.</param>
    /// <param name="objects">Null where no head of a chain is kept or verified.</param>
    public ClinicServices(TableSet tables, IAmazonDynamoDB? client = null, IAmazonS3? objects = null)
    {
        this.tables = tables;
        var dynamo = client ?? tables.Dynamo;
        Codes = new ResetCodes(Keys, Time);
        Audit = new DynamoAuditStore(dynamo, tables.Audit);
        Answers = new DynamoIdempotencyStore(dynamo, tables.Idempotency, Keys, Time);
        Seal = new MessageSeal(Keys);
        Composer = new MessageComposer(Seal, Time);
        var messages = new MessageWrites(tables.Messages);
        UsersTable = new DynamoUsers(dynamo, tables.Users);
        MessageStore = new DynamoMessageStore(dynamo, tables.Messages, UsersTable, tables.Credentials, Answers);
        Messages = new MessageService(UsersTable, MessageStore, Composer, Seal, Audit, sendsSms: true, Contention, Time);
        Mails = new StoredMails(MessageStore, Seal);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");
        Calendar = new ClinicCalendar(zone, Time);
        var rollups = new RollupWrites(tables.Reports, Calendar);
        Agendas = new DynamoAgendaStore(dynamo, tables.Agenda, UsersTable, Audit, Time);
        AppointmentStore = new DynamoAppointments(dynamo, tables.Appointments, UsersTable, Agendas, rollups, Audit, Answers, Calendar, Time);
        SeriesStore = new DynamoSeries(dynamo, tables.Appointments, UsersTable, Agendas, AppointmentStore, Audit, Answers, Time);
        var waiting = new DynamoWaitingList(dynamo, tables.WaitingList, UsersTable, Agendas, Audit, Answers, Calendar);
        WaitingList = new WaitingListService(UsersTable, Agendas, waiting, zone, Contention, Time);
        CareStore = new DynamoCare(dynamo, tables.Care, Keys);
        CarePatients = new CarePatients(UsersTable);
        TaskStore = new DynamoTasks(CareStore, UsersTable, Audit, Answers);
        Losses = new LossService(CarePatients, UsersTable, new DynamoLosses(CareStore, TaskStore, UsersTable, Audit, Answers), TaskStore, Audit, Calendar, Contention, Time);
        Tasks = new TaskService(CarePatients, UsersTable, TaskStore, Audit, Contention, Time);
        DigestStore = new DynamoDigestStore(dynamo, tables.Care, messages);
        var kept = new KeptHeads(objects!, ObjectFixture.LockedBucket);
        Heads = new HeadKeeping(UsersTable, kept, Calendar, Time);
        ChainRepair = new DynamoChainRepair(dynamo, UsersTable, tables.Sessions, Audit, Calendar, Contention, Time);
        Tokens = new AnswerTokens(Keys);
        NoticeStore = new DynamoNoticeStore(dynamo, tables.Appointments, messages, Time);
        var words = new AppointmentWords(Language.Spanish, zone);
        var careMails = new CareMails(Language.Spanish);
        NoticeMessages = new NoticeMessages(UsersTable, new AppointmentMails(words), careMails, new AppointmentSms(words), Composer, Tokens, "https://clinic.test", sendsSms: true);
        AlertNoticeStore = new DynamoAlertNotices(dynamo, UsersTable, messages);
        AlertTelling = new AlertTelling(UsersTable, AlertNoticeStore, careMails, Composer, "https://clinic.test", new AlertPlan(24), Contention, Time);
        Notices = NewNotices("24,2");
        Availability = new AvailabilityService(UsersTable, Agendas, zone, Contention, Time);
        Appointments = new AppointmentService(UsersTable, Agendas, AppointmentStore, SeriesStore, waiting, Answers, zone, Contention, Time);
        AppointmentChanges = new AppointmentChangeService(Appointments, UsersTable, Agendas, AppointmentStore, SeriesStore, zone, cancelHours: 24, Contention, Time);
        UserStore = new DynamoUserStore(dynamo, UsersTable, new CredentialWrites(tables.Credentials, messages), Agendas, rollups, Audit, Answers);
        Names = new NameDirectory(UsersTable.FindAsync, Time);
        Invitations = new Invitations(Codes, new AccountMails(Language.Spanish), Composer);
        Users = new UserService(UserStore, AppointmentStore, Names, Invitations, Audit, Contention, Time);
        Records = new RecordService(Users, UserStore, Contention, Time);
        var drafts = new DynamoDrafts(dynamo, tables.Drafts, UsersTable, Keys, Time);
        Drafts = new DraftService(UsersTable, drafts, Audit, Contention, Time);
        SessionStore = new DynamoSessionStore(dynamo, tables.Sessions, UsersTable, AppointmentStore, rollups, Audit, Answers);
        var groups = new DynamoGroupSessions(dynamo, tables.SessionGroups, UsersTable, SessionStore, Audit, Answers, Keys, Time);
        Groups = new GroupSessionService(UsersTable, groups, Answers, Names, Contention, Calendar, Time);
        Sweep = new SweepHandler(SeriesStore, Groups, Heads, Contention, NullLogger.Instance);
        SessionList = new DynamoSessionList(dynamo, tables.Sessions);
        Chains = new ChainService(UsersTable, SessionList, kept, Contention);
        Sessions = new SessionService(UsersTable, SessionStore, SessionList, AppointmentStore, drafts, Names, Audit, Contention, Calendar, Time);
        Alerts = new AlertService(CarePatients, UsersTable, SessionList, new DynamoAlerts(CareStore, UsersTable, Audit, Answers), Names, Audit, Calendar, Language.Spanish, Contention, Time);
        SafetyPlans = new SafetyPlanService(CarePatients, new DynamoSafetyPlans(CareStore, UsersTable, Audit), Audit, Contention, Time);
        InstrumentReader = new DynamoInstrumentReader(dynamo, tables.Care);
        Instruments = new InstrumentService(InstrumentReader, new DynamoInstrumentStore(tables.Care, UsersTable, Audit), Contention, Time);
        var assessments = new DynamoAssessments(dynamo, CareStore, UsersTable, messages, Audit, Answers);
        Assessments = new AssessmentService(CarePatients, InstrumentReader, assessments, Audit, Contention, Time);
        AssessmentRequests = new AssessmentRequestService(
            CarePatients, UsersTable, InstrumentReader, assessments, Assessments, careMails, Composer, Audit, Contention, Time);
        Outcomes = new OutcomeService(
            UsersTable, InstrumentReader, new DynamoOutcomes(dynamo, tables.Care), new DynamoLastSessions(dynamo, tables.Sessions, TimeProvider.System), Names, Calendar, TimeProvider.System);
        RollupStore = new DynamoRollupStore(dynamo, tables.Reports);
        AvailableTime = new DynamoAvailableTime(dynamo, tables.Agenda, zone, Time);
        Reports = new ReportService(UsersTable, RollupStore, AvailableTime, Names, Calendar);
        Repair = new RollupRepair(
            new DynamoRollupRepairs(dynamo, tables.Reports), new RollupComputation(dynamo, tables.Sessions, tables.Appointments, tables.Users, Calendar), TimeProvider.System);
        Credentials = new DynamoCredentialStore(dynamo, tables.Credentials, Time);
        Passwords = new DynamoPasswordStore(dynamo, tables.Credentials, messages, UsersTable, Audit);
        Guard = new LoginGuard(Credentials, Keys, new WaitingClock(Time));
        Decoys = new DecoyAccounts(Keys);
        Totp = new TotpSecrets(Keys, Time);
        SecondFactorStore = new DynamoSecondFactorStore(dynamo, tables.Credentials, Time);
        SecondFactor = new SecondFactorGuard(Guard, Totp, new RecoveryCodes(Keys), SecondFactorStore);
        Registrations = new DynamoRegistrationStore(dynamo, tables.Users, new CredentialWrites(tables.Credentials, messages), Audit, TimeProvider.System);
        ApiKeys = new DynamoApiKeyReader(dynamo, tables.Credentials, requiresAdminMfa: false, Time);
        ApiKeyStore = new DynamoApiKeyStore(dynamo, tables.Credentials, UsersTable, Audit, Answers);
    }

    public FakeTimeProvider Time { get; } = A.Clock();

    /// <summary>Pauses between attempts are real ones: nobody turns the clock while a test waits for a race to end.</summary>
    public Contention Contention { get; } = new(TimeProvider.System);

    public ClinicCalendar Calendar { get; }

    public DynamoRollupStore RollupStore { get; }

    public DynamoAvailableTime AvailableTime { get; }

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

    public AlertService Alerts { get; }

    public DynamoInstrumentReader InstrumentReader { get; }

    public InstrumentService Instruments { get; }

    public AssessmentService Assessments { get; }

    public AssessmentRequestService AssessmentRequests { get; }

    public OutcomeService Outcomes { get; }

    public SafetyPlanService SafetyPlans { get; }

    public DraftService Drafts { get; }

    public GroupSessionService Groups { get; }

    public DynamoAgendaStore Agendas { get; }

    public DynamoAppointments AppointmentStore { get; }

    public DynamoSeries SeriesStore { get; }

    internal SweepHandler Sweep { get; }

    public HeadKeeping Heads { get; }

    public ChainService Chains { get; }

    internal DynamoChainRepair ChainRepair { get; }

    public AnswerTokens Tokens { get; }

    internal DynamoNoticeStore NoticeStore { get; }

    internal NoticeMessages NoticeMessages { get; }

    internal DynamoAlertNotices AlertNoticeStore { get; }

    internal AlertTelling AlertTelling { get; }

    /// <summary>With reminders a day and two hours ahead.</summary>
    internal NoticesHandler Notices { get; }

    public AvailabilityService Availability { get; }

    public AppointmentService Appointments { get; }

    public WaitingListService WaitingList { get; }

    public DynamoCare CareStore { get; }

    public CarePatients CarePatients { get; }

    public DynamoTasks TaskStore { get; }

    public LossService Losses { get; }

    public TaskService Tasks { get; }

    internal DynamoDigestStore DigestStore { get; }

    public AppointmentChangeService AppointmentChanges { get; }

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

    /// <param name="reminderHours">As the parameter has them.</param>
    /// <param name="digestHour">The same.</param>
    internal NoticesHandler NewNotices(string? reminderHours, bool confirms = true, string? digestHour = null) => new(
        new NoticeTelling(NoticeStore, NoticeMessages, ReminderPlan.Parse(reminderHours), confirms, Contention, Time),
        new FreeTimeTelling(NoticeStore, WaitingList, Agendas, NoticeMessages, Contention, Time),
        new TaskDigest(DigestStore, UsersTable, NoticeMessages, Calendar, TaskDigest.ParseHour(digestHour), NullLogger.Instance, Time),
        NoticeStore,
        AlertTelling,
        AlertNoticeStore,
        NullLogger.Instance,
        Time);

    /// <summary>The services that a second process would have: nothing remembered, the same tables, the same time.</summary>
    public ClinicServices Restarted(IAmazonDynamoDB? client = null)
    {
        var services = new ClinicServices(tables, client);
        services.Time.SetUtcNow(Time.GetUtcNow());
        return services;
    }
}
