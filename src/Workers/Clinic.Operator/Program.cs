using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Security;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var credentials = new CredentialWrites(ClinicEnvironment.CredentialsTable, new MessageWrites(ClinicEnvironment.MessagesTable));
var operators = new OperatorService(
    new DynamoRegistrationStore(dynamo, ClinicEnvironment.UsersTable, credentials, audit, time),
    new Invitations(new ResetCodes(keys, time), new AccountMails(ClinicEnvironment.MailLanguage), new MessageComposer(new MessageSeal(keys), time)),
    new DynamoCredentialStore(dynamo, ClinicEnvironment.CredentialsTable, time),
    new DynamoSecondFactorStore(dynamo, ClinicEnvironment.CredentialsTable, time),
    audit,
    time);
await LambdaFunction.RunAsync(HandleAsync, new JsonLogger(time));

async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
{
    var request = await JsonSerializer.DeserializeAsync(input, ClinicJson.TypeOf<OperatorRequest>());
    var outcome = await operators.RunAsync(request ?? new OperatorRequest(), context.AwsRequestId);
    var output = new MemoryStream();
    await JsonSerializer.SerializeAsync(output, outcome, ClinicJson.TypeOf<OperatorOutcome>());
    output.Position = 0;
    return output;
}
