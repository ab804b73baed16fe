using Amazon.DynamoDBv2;
using Clinic.Core;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Reports;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
var users = new DynamoUsers(dynamo, ClinicEnvironment.UsersTable);
var store = new DynamoRollupStore(dynamo, ClinicEnvironment.ReportsTable);
var availableTime = new DynamoAvailableTime(dynamo, ClinicEnvironment.AgendaTable, ClinicEnvironment.TimeZone, time);
var names = new NameDirectory(users.FindAsync, time);
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var service = new ReportService(users, store, availableTime, names, calendar);
var outcomes = new OutcomeService(
    users,
    new DynamoInstrumentReader(dynamo, ClinicEnvironment.CareTable),
    new DynamoOutcomes(dynamo, ClinicEnvironment.CareTable),
    new DynamoLastSessions(dynamo, ClinicEnvironment.SessionsTable, time),
    names,
    calendar,
    time);
var host = new FunctionHost<ReportsApi>(ReportsApi.Routes, new ReportsApi(service, outcomes), new Headers(ClinicEnvironment.CorsAllowedOrigin), new Problems(ClinicEnvironment.ApiLanguage), new JsonLogger(time));
await LambdaFunction.RunAsync(host, warmUp: () => users.FindAsync("warm-up"));
