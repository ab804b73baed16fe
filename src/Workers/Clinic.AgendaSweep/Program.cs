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
var idempotency = new DynamoIdempotencyStore(dynamo, ClinicEnvironment.IdempotencyTable, new KeyRing(secrets, ClinicEnvironment.RootSecretId), time);
var rollups = new RollupWrites(ClinicEnvironment.ReportsTable, calendar);
var appointments = new DynamoAppointments(dynamo, ClinicEnvironment.AppointmentsTable, users, agendas, rollups, audit, idempotency, calendar, time);
var series = new DynamoSeries(dynamo, ClinicEnvironment.AppointmentsTable, users, agendas, appointments, audit, idempotency, time);
var logger = new JsonLogger(time);
var heads = new HeadKeeping(users, new KeptHeads(s3, ClinicEnvironment.HeadBucket), calendar, time);
var handler = new SweepHandler(series, heads, contention, logger);
await LambdaFunction.RunAsync(
    async (_, _) =>
    {
        await handler.HandleAsync();
        return Stream.Null;
    },
    logger);
