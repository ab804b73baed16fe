using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.IdentityTriggers;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
var credentials = new DynamoCredentialStore(dynamo, ClinicEnvironment.CredentialsTable, time);
var madeUp = new MadeUpAccounts(new KeyRing(secrets, ClinicEnvironment.RootSecretId));
var apiKeys = new ApiKeyAccounts(new DynamoApiKeyReader(dynamo, ClinicEnvironment.CredentialsTable), time);
var customAuth = new CustomAuthTriggers(credentials, apiKeys, new LoginGuard(credentials, time), madeUp);
var triggers = new TriggerDispatch(customAuth, new AccountTriggers(credentials, apiKeys), new JsonLogger(time));
using var bootstrap = LambdaBootstrapBuilder
    .Create((Func<Stream, ILambdaContext, Task<Stream>>)triggers.HandleAsync)
    .UseBootstrapHandler(async () =>
    {
        await credentials.ReadAsync("warm-up");
        return true;
    })
    .Build();
await bootstrap.RunAsync();
