using Amazon.DynamoDBv2;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.Rollups;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var computation = new RollupComputation(dynamo, ClinicEnvironment.SessionsTable, ClinicEnvironment.AppointmentsTable, ClinicEnvironment.UsersTable, calendar);
var repair = new RollupRepair(new DynamoRollupRepairs(dynamo, ClinicEnvironment.ReportsTable), computation, time);
var logger = new JsonLogger(time);
var handler = new RollupsHandler(repair, logger);
await LambdaFunction.RunAsync(RollupsJson.Contracts.RollupRequest, RollupsJson.Contracts.RollupOutcome, (request, _) => handler.HandleAsync(request), logger);
