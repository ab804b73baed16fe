using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Rollups;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
var calendar = new ClinicCalendar(ClinicEnvironment.TimeZone, time);
var computation = new RollupComputation(dynamo, ClinicEnvironment.SessionsTable, ClinicEnvironment.UsersTable, calendar);
var repair = new RollupRepair(new DynamoRollupRepairs(dynamo, ClinicEnvironment.ReportsTable), computation, time);
var handler = new RollupsHandler(repair, new JsonLogger(time));
using var bootstrap = LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)handler.HandleAsync).Build();
await bootstrap.RunAsync();
