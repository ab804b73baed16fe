using Amazon.DynamoDBv2;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.IdentityTriggers;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
var credentials = new DynamoCredentialStore(dynamo, ClinicEnvironment.CredentialsTable, time);
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var guard = new LoginGuard(credentials, time);
var secondFactors = new DynamoSecondFactorStore(dynamo, ClinicEnvironment.CredentialsTable, time);
var secondFactor = new SecondFactorGuard(guard, new TotpSecrets(keys, time), new RecoveryCodes(keys), secondFactors);
var apiKeys = new ApiKeyAccounts(new DynamoApiKeyReader(dynamo, ClinicEnvironment.CredentialsTable, ClinicEnvironment.RequiresAdminMfa, time));
var customAuth = new CustomAuthTriggers(credentials, apiKeys, guard, secondFactor, new MadeUpAccounts(keys));
var accounts = new AccountTriggers(credentials, apiKeys, ClinicEnvironment.RequiresAdminMfa);
var triggers = new TriggerDispatch(customAuth, accounts, new JsonLogger(time));
using var bootstrap = LambdaBootstrapBuilder
    .Create((Func<Stream, ILambdaContext, Task<Stream>>)triggers.HandleAsync)
    .UseBootstrapHandler(async () =>
    {
        await credentials.ReadAsync("warm-up");
        return true;
    })
    .Build();
await bootstrap.RunAsync();
