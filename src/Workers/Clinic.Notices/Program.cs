using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Notices;

var time = TimeProvider.System;
var logger = new JsonLogger(time);
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
var zone = ClinicEnvironment.TimeZone;
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var words = new AppointmentWords(ClinicEnvironment.MailLanguage, zone);
var users = new DynamoUsers(dynamo, ClinicEnvironment.UsersTable);
var composer = new MessageComposer(new MessageSeal(keys), time);
var careMails = new CareMails(ClinicEnvironment.MailLanguage);
var messages = new NoticeMessages(
    users,
    new AppointmentMails(words),
    careMails,
    new AppointmentSms(words),
    composer,
    new AnswerTokens(keys),
    ClinicEnvironment.ApiUrl,
    sendsSms: ClinicEnvironment.SmsSender is not null);
var outbox = new MessageWrites(ClinicEnvironment.MessagesTable);
var store = new DynamoNoticeStore(dynamo, ClinicEnvironment.AppointmentsTable, outbox, time);
var plan = ReminderPlan.Parse(ClinicEnvironment.ReminderHours);
var contention = new Contention(time);
var telling = new NoticeTelling(store, messages, plan, ClinicEnvironment.ConfirmsByMail, contention, time);
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var agendas = new DynamoAgendaStore(dynamo, ClinicEnvironment.AgendaTable, users, audit, time);
var idempotency = new DynamoIdempotencyStore(dynamo, ClinicEnvironment.IdempotencyTable, keys, time);
var calendar = new ClinicCalendar(zone, time);
var waitingList = new DynamoWaitingList(dynamo, ClinicEnvironment.WaitingListTable, users, agendas, audit, idempotency, calendar);
var waiting = new WaitingListService(users, agendas, waitingList, zone, contention, time);
var digests = new DynamoDigestStore(dynamo, ClinicEnvironment.CareTable, outbox);
var digest = new TaskDigest(digests, users, messages, calendar, TaskDigest.ParseHour(ClinicEnvironment.DigestHour), logger, time);
var alertStore = new DynamoAlertNotices(dynamo, users, outbox);
var alerts = new AlertTelling(
    users, alertStore, careMails, composer, ClinicEnvironment.ApiUrl, new AlertPlan(ClinicEnvironment.AlertHours), contention, time);
var handler = new NoticesHandler(telling, new FreeTimeTelling(store, waiting, agendas, messages, contention, time), digest, store, alerts, alertStore, logger, time);
await LambdaFunction.RunAsync(
    NoticesJson.Default.NoticesEvent,
    NoticesJson.Default.NoticesResponse,
    (@event, _) => handler.HandleAsync(@event ?? new NoticesEvent()),
    logger,
    warmUp: () => store.FindDueAsync("warm-up"));
