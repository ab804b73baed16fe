using Amazon.DynamoDBv2;
using Amazon.SecretsManager;
using Clinic.Core;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Operator;

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
    new DynamoChainRepair(dynamo, new DynamoUsers(dynamo, ClinicEnvironment.UsersTable), ClinicEnvironment.SessionsTable, audit, new ClinicCalendar(ClinicEnvironment.TimeZone, time), new Contention(time), time),
    time);
await LambdaFunction.RunAsync(
    OperatorJson.Contracts.OperatorRequest,
    OperatorJson.Contracts.OperatorOutcome,
    (request, context) => operators.RunAsync(request ?? new OperatorRequest(), context.AwsRequestId),
    new JsonLogger(time));
