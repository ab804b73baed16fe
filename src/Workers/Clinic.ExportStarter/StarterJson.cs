using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;

namespace Clinic.ExportStarter;

/// <summary>The worker's events, for the Lambda serializer.</summary>
[JsonSerializable(typeof(DynamoDBEvent))]
[JsonSerializable(typeof(StreamsEventResponse))]
internal sealed partial class StarterJson : JsonSerializerContext;
