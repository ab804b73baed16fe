using Amazon.DynamoDBv2;
using Amazon.PinpointSMSVoiceV2;
using Amazon.SecretsManager;
using Amazon.SimpleEmail;
using Clinic.Core;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.MessageDelivery;

var time = TimeProvider.System;
var logger = new JsonLogger(time);
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
using var ses = new AmazonSimpleEmailServiceClient(new AmazonSimpleEmailServiceConfig { MaxErrorRetry = 0, ConnectTimeout = Handover.ConnectPatience });
var audit = new DynamoAuditStore(dynamo, ClinicEnvironment.AuditTable);
var store = new DynamoDeliveryStore(dynamo, ClinicEnvironment.MessagesTable, audit, time);
var recipients = new DynamoRecipientRepair(dynamo, ClinicEnvironment.MessagesTable, ClinicEnvironment.CredentialsTable, audit);
var seal = new MessageSeal(new KeyRing(secrets, ClinicEnvironment.RootSecretId));
var mailer = new SesMailer(ses, ClinicEnvironment.MailSender, ClinicEnvironment.MailConfigurationSet, time);
ITexter? texter = ClinicEnvironment.SmsSender is { } sender
    ? new SmsTexter(new AmazonPinpointSMSVoiceV2Client(new AmazonPinpointSMSVoiceV2Config { MaxErrorRetry = 0, ConnectTimeout = Handover.ConnectPatience }), sender, time)
    : null;
using var pace = new SendPace(ClinicEnvironment.MailRate, time);
var handler = new DeliveryHandler(new Delivery(store, seal, mailer, texter, pace, logger, time), store, recipients, pace, logger, time);
await LambdaFunction.RunAsync(
    DeliveryJson.Default.DeliveryEvent,
    DeliveryJson.Default.DeliveryResponse,
    (@event, context) => handler.HandleAsync(@event ?? new DeliveryEvent(), context),
    logger,
    warmUp: () => store.FindAsync("warm-up"));
