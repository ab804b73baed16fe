using Amazon.DynamoDBv2;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.SecretsManager;
using Amazon.SimpleEmail;
using Clinic.Core;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.MessageDelivery;

var time = TimeProvider.System;
var logger = new JsonLogger(time);
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
using var ses = new AmazonSimpleEmailServiceClient(new AmazonSimpleEmailServiceConfig { MaxErrorRetry = 0 });
var store = new DynamoDeliveryStore(dynamo, ClinicEnvironment.MessagesTable, time);
var seal = new MessageSeal(new KeyRing(secrets, ClinicEnvironment.RootSecretId));
var mailer = new SesMailer(ses, ClinicEnvironment.MailSender, ClinicEnvironment.MailConfigurationSet, time);
var handler = new DeliveryHandler(new Delivery(store, seal, mailer, logger, time), store, logger, time);
await LambdaFunction.RunAsync<DynamoDBEvent, StreamsEventResponse>(
    handler.HandleAsync, new SourceGeneratorLambdaJsonSerializer<DeliveryJson>(), logger, warmUp: () => store.FindDueAsync("warm-up"));
