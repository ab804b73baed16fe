using System.Text.Json.Serialization;

namespace Clinic.ExportStarter;

internal sealed record StarterEvent(IReadOnlyList<StreamRecord> Records);

internal sealed record StreamRecord(StreamChange Dynamodb);

internal sealed record StreamChange(ExportKey Keys, string SequenceNumber);

internal sealed record ExportKey(TextAttribute Id);

internal sealed record TextAttribute(string S);

internal sealed record StarterResponse([property: JsonPropertyName("batchItemFailures")] IReadOnlyList<FailedRecord> BatchItemFailures);

internal sealed record FailedRecord([property: JsonPropertyName("itemIdentifier")] string SequenceNumber);

/// <summary>The worker's events, for the Lambda serializer.</summary>
[JsonSerializable(typeof(StarterEvent))]
[JsonSerializable(typeof(StarterResponse))]
internal sealed partial class StarterJson : JsonSerializerContext;
