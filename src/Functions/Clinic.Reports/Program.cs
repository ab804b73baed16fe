using Amazon.DynamoDBv2;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Reports;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
var store = new DynamoRollupStore(dynamo, ClinicEnvironment.ReportsTable, ClinicEnvironment.UsersTable);
var service = new ReportService(store, new NameDirectory(store.FindUserAsync, time), new ClinicCalendar(ClinicEnvironment.TimeZone, time));
var host = new FunctionHost<ReportsApi>(ReportsApi.Routes, new ReportsApi(service), new Headers(ClinicEnvironment.CorsAllowedOrigin), new JsonLogger(time));
await LambdaFunction.RunAsync(host, warmUp: () => store.FindUserAsync("warm-up"));
