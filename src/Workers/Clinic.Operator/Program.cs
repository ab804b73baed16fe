using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Json;
using Clinic.Core.Mfa;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
var operators = new OperatorService(
    new DynamoCredentialStore(dynamo, ClinicEnvironment.CredentialsTable, time),
    new DynamoSecondFactorStore(dynamo, ClinicEnvironment.CredentialsTable, time),
    new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable),
    time);
using var bootstrap = LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)HandleAsync).Build();
await bootstrap.RunAsync();

async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
{
    var request = await JsonSerializer.DeserializeAsync(input, ClinicJson.TypeOf<OperatorRequest>());
    var outcome = await operators.RunAsync(request ?? new OperatorRequest(), context.AwsRequestId);
    var output = new MemoryStream();
    await JsonSerializer.SerializeAsync(output, outcome, ClinicJson.TypeOf<OperatorOutcome>());
    output.Position = 0;
    return output;
}
