using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.StepFunctions;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.ExportStarter;

using var machines = new AmazonStepFunctionsClient();
var logger = new JsonLogger(TimeProvider.System);
var handler = new StarterHandler(machines, ClinicEnvironment.ExportStateMachine, logger);
await LambdaFunction.RunAsync<StarterEvent, StarterResponse>(handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<StarterJson>(), logger);
