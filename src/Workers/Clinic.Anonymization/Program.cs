using Amazon.Comprehend;
using Amazon.DynamoDBv2;
using Amazon.S3;
using Amazon.SecretsManager;
using Clinic.Anonymization;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Rows;
using Clinic.Anonymization.Tasks;
using Clinic.Core;
using Clinic.Core.Care;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

var time = TimeProvider.System;
var logger = new JsonLogger(time);
using var dynamo = new AmazonDynamoDBClient();
using var secrets = new AmazonSecretsManagerClient();
using var s3 = new AmazonS3Client();
var files = new WorkFiles(s3, ClinicEnvironment.ExportBucket);
var keys = new KeyRing(secrets, ClinicEnvironment.RootSecretId);
var source = new DynamoExportSource(dynamo, ClinicEnvironment.UsersTable, ClinicEnvironment.SessionsTable, new DynamoCare(dynamo, ClinicEnvironment.CareTable, keys));
var progress = new DynamoExportProgress(dynamo, ClinicEnvironment.ExportsTable, keys, time);
IPiiDetector detector = ClinicEnvironment.ComprehendLanguage is { } language
    ? new JoinedDetector(new OwnDetector(), new ComprehendDetector(new AmazonComprehendClient(ComprehendDetector.Settings()), language))
    : new OwnDetector();
var identify = new IdentifyTask(source, progress, files, detector, new ClinicCalendar(ClinicEnvironment.TimeZone, time), time);
var handler = new TaskHandler(identify, new MaskTask(files), new DeidentifyTask(progress, files, ClinicEnvironment.ComprehendLanguage, time), progress, logger);
await LambdaFunction.RunAsync(RowJson.TypeOf<TaskRequest>(), RowJson.TypeOf<TaskAnswer>(), (request, _) => handler.HandleAsync(request), logger);
