using Amazon.DynamoDBv2;
using Amazon.S3;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Ingestion;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var puts = new AmazonDynamoDBClient(DynamoSessionPuts.Config);
using var s3 = new AmazonS3Client();
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var contention = new Contention(time);
var packing = new TransactionPacking(contention);
var rollups = new RollupWrites(ClinicEnvironment.ReportsTable, calendar);
var users = new DynamoImportedUsers(
    dynamo, ClinicEnvironment.UsersTable, new CredentialWrites(ClinicEnvironment.CredentialsTable, null), rollups, new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable),
    packing, time);
var logger = new JsonLogger(time);
var lease = new ImportLease(dynamo, ClinicEnvironment.ImportsTable, time);
var sessions = new DynamoImportedSessions(
    dynamo, ClinicEnvironment.SessionsTable, new DynamoSessionPuts(puts, ClinicEnvironment.SessionsTable, lease, contention),
    new DynamoSessionJournal(dynamo, ClinicEnvironment.ImportsTable, lease, time), new DynamoRollupImports(dynamo, ClinicEnvironment.ReportsTable, rollups, packing), contention, time, logger);
var staged = new DynamoStagedRows(dynamo, ClinicEnvironment.ImportsTable, lease, time);
var rules = new LegacyRows(calendar);
var writer = new RowWriter(staged, users, sessions, rules, calendar, contention, time);
var jobs = new DynamoImportJobs(dynamo, ClinicEnvironment.ImportsTable, time);
var handler = new IngestionHandler(new FileImport(jobs, new StagingBucket(s3), rules, new RowStaging(staged, rules), writer, time, logger), jobs, sessions, lease, logger);
await LambdaFunction.RunAsync(handler.HandleAsync, logger);
