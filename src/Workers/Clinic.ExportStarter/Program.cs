using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.StepFunctions;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.ExportStarter;

using var machines = new AmazonStepFunctionsClient();
var handler = new StarterHandler(machines, ClinicEnvironment.ExportStateMachine, new JsonLogger(TimeProvider.System));
using var bootstrap = LambdaBootstrapBuilder
    .Create<DynamoDBEvent, StreamsEventResponse>(handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<StarterJson>())
    .Build();
await bootstrap.RunAsync();
