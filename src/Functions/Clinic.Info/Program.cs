using Amazon.DynamoDBv2;
using Clinic.Core;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Info;

using var dynamo = new AmazonDynamoDBClient();
var health = new DynamoHealth(dynamo, ClinicEnvironment.IdempotencyTable);
var api = new InfoApi(new StackDocument(), health.ReadAsync);
var host = new FunctionHost<InfoApi>(InfoApi.Routes, api, new Headers(ClinicEnvironment.CorsAllowedOrigin), new Problems(ClinicEnvironment.ApiLanguage), new JsonLogger(TimeProvider.System));
await LambdaFunction.RunAsync(host, warmUp: health.ReadAsync);
