using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
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
using Clinic.Users;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var idempotency = new DynamoIdempotencyStore(dynamo, ClinicEnvironment.IdempotencyTable, keys, time);
var credentials = new CredentialWrites(ClinicEnvironment.CredentialsTable, new MessageWrites(ClinicEnvironment.MessagesTable));
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var rollups = new RollupWrites(ClinicEnvironment.ReportsTable, calendar);
var users = new DynamoUsers(dynamo, ClinicEnvironment.UsersTable);
var contention = new Contention(time);
var agendas = new DynamoAgendaStore(dynamo, ClinicEnvironment.AgendaTable, users, audit, time);
var appointments = new DynamoAppointments(dynamo, ClinicEnvironment.AppointmentsTable, users, agendas, rollups, audit, idempotency, calendar, time);
var store = new DynamoUserStore(dynamo, users, credentials, agendas, rollups, audit, idempotency);
var names = new NameDirectory(users.FindAsync, time);
var composer = new MessageComposer(new MessageSeal(keys), time);
var invitations = new Invitations(new ResetCodes(keys, time), new AccountMails(ClinicEnvironment.MailLanguage), composer);
var service = new UserService(store, appointments, names, invitations, audit, contention, time);
var api = new UsersApi(
    service,
    new RecordService(service, store, contention, time),
    new PatientSessions(users, new DynamoSessionList(dynamo, ClinicEnvironment.SessionsTable)),
    time);
var host = new FunctionHost<UsersApi>(UsersApi.Routes, api, new Headers(ClinicEnvironment.CorsAllowedOrigin), new Problems(ClinicEnvironment.ApiLanguage), new JsonLogger(time), new PageTokens(keys), idempotency);
await LambdaFunction.RunAsync(host, warmUp: () => users.FindAsync("warm-up"));
