using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Auth;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

var time = TimeProvider.System;
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
using var http = new HttpClient(new TraceHandler(new SocketsHttpHandler())) { Timeout = TimeSpan.FromSeconds(10) };
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var credentials = new DynamoCredentialStore(dynamo, ClinicEnvironment.CredentialsTable, time);
var users = new DynamoUsers(dynamo, ClinicEnvironment.UsersTable);
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var pool = new CognitoClient(http, CognitoClient.EndpointFromEnvironment(), ClinicEnvironment.UserPoolClientId);
var messages = new MessageWrites(ClinicEnvironment.MessagesTable);
var guard = new LoginGuard(credentials, keys, time);
var logins = new LoginService(credentials, guard, pool, users, new DecoyAccounts(keys), new LoginChallenges(keys), time);
var registrationStore = new DynamoRegistrationStore(dynamo, ClinicEnvironment.UsersTable, new CredentialWrites(ClinicEnvironment.CredentialsTable, messages), audit, time);
var registrations = new RegistrationService(logins, registrationStore, ClinicEnvironment.AllowsSelfRegistration, time);
var totp = new TotpSecrets(keys, time);
var recoveryCodes = new RecoveryCodes(keys);
var secondFactorStore = new DynamoSecondFactorStore(dynamo, ClinicEnvironment.CredentialsTable, time);
var secondFactors = new MfaService(
    guard,
    credentials,
    users,
    secondFactorStore,
    new SecondFactorGuard(guard, totp, recoveryCodes, secondFactorStore),
    totp,
    recoveryCodes,
    audit,
    ClinicEnvironment.RequiresAdminMfa,
    time);
var passwords = new PasswordService(
    logins,
    credentials,
    guard,
    users,
    new ResetCodes(keys, time),
    new AccountMails(ClinicEnvironment.MailLanguage),
    new MessageComposer(new MessageSeal(keys), time),
    new DynamoPasswordStore(dynamo, ClinicEnvironment.CredentialsTable, messages, users, audit),
    time);
var profiles = new ProfileService(users, new NameDirectory(users.FindAsync, time));
var idempotency = new DynamoIdempotencyStore(dynamo, ClinicEnvironment.IdempotencyTable, keys, time);
var keyStore = new DynamoApiKeyStore(dynamo, ClinicEnvironment.CredentialsTable, users, audit, idempotency);
var keyReader = new DynamoApiKeyReader(dynamo, ClinicEnvironment.CredentialsTable, ClinicEnvironment.RequiresAdminMfa, time);
var apiKeys = new ApiKeyService(keyStore, keyReader, pool, new Contention(time), time);
var verifier = new TokenVerifier(http, new Uri(CognitoClient.EndpointFromEnvironment(), ClinicEnvironment.UserPoolId).AbsoluteUri, time);
var introspection = new IntrospectionService(verifier.VerifyAsync, credentials, keyReader);
var api = new AuthApi(logins, registrations, passwords, secondFactors, profiles, apiKeys, introspection, time);
var host = new FunctionHost<AuthApi>(AuthApi.Routes, api, new Headers(ClinicEnvironment.CorsAllowedOrigin), new Problems(ClinicEnvironment.ApiLanguage), new JsonLogger(time), new PageTokens(keys), idempotency);
await LambdaFunction.RunAsync(host, warmUp: () => Task.WhenAll(users.FindAsync("warm-up"), pool.ConnectAsync()));
