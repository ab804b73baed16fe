using Amazon.DynamoDBv2;
using Amazon.S3;
using Amazon.SecretsManager;
using Clinic.AgendaSweep;
using Clinic.Core;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var s3 = new AmazonS3Client();
using var secrets = new AmazonSecretsManagerClient();
var contention = new Contention(time);
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var users = new DynamoUsers(dynamo, ClinicEnvironment.UsersTable);
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var agendas = new DynamoAgendaStore(dynamo, ClinicEnvironment.AgendaTable, users, audit, time);
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var idempotency = new DynamoIdempotencyStore(dynamo, ClinicEnvironment.IdempotencyTable, keys, time);
var rollups = new RollupWrites(ClinicEnvironment.ReportsTable, calendar);
var appointments = new DynamoAppointments(dynamo, ClinicEnvironment.AppointmentsTable, users, agendas, rollups, audit, idempotency, calendar, time);
var series = new DynamoSeries(dynamo, ClinicEnvironment.AppointmentsTable, users, agendas, appointments, audit, idempotency, time);
var logger = new JsonLogger(time);
var sessions = new DynamoSessionStore(dynamo, ClinicEnvironment.SessionsTable, users, appointments, rollups, audit, idempotency);
var groupStore = new DynamoGroupSessions(dynamo, ClinicEnvironment.SessionGroupsTable, users, sessions, audit, idempotency, keys, time);
var groups = new GroupSessionService(users, groupStore, idempotency, new NameDirectory(users.FindAsync, time), contention, calendar, time);
var heads = new HeadKeeping(users, new KeptHeads(s3, ClinicEnvironment.HeadBucket), calendar, time);
var handler = new SweepHandler(series, groups, heads, contention, logger);
await LambdaFunction.RunAsync(
    async (_, _) =>
    {
        await handler.HandleAsync();
        return Stream.Null;
    },
    logger);
