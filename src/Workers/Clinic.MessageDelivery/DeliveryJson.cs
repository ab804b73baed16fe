using System.Text.Json.Serialization;
using Clinic.Core.Messages;

namespace Clinic.MessageDelivery;

/// <summary>A batch of the stream, the schedule's event, or a <see cref="MessageRepair"/>: the members of the others are null.</summary>
internal sealed record DeliveryEvent(IReadOnlyList<StreamRecord>? Records = null, string? Mode = null, string? After = null);

/// <summary>What is read of a change in the messages table: whose it is, and where the stream has it.</summary>
internal sealed record StreamRecord(StreamChange Dynamodb);

internal sealed record StreamChange(MessageKey Keys, string SequenceNumber);

internal sealed record MessageKey(TextAttribute Id);

internal sealed record TextAttribute(string S);

/// <summary>The answer to a batch (Lambda goes back to the first record that failed), or a <see cref="MessageRepairOutcome"/>.</summary>
internal sealed record DeliveryResponse(
    [property: JsonPropertyName("batchItemFailures")] IReadOnlyList<FailedRecord>? BatchItemFailures = null,
    [property: JsonPropertyName("changed")] int? Changed = null,
    [property: JsonPropertyName("left")] int? Left = null,
    [property: JsonPropertyName("after")] string? After = null);

internal sealed record FailedRecord([property: JsonPropertyName("itemIdentifier")] string SequenceNumber);

/// <summary>The worker's events and answers, for the Lambda serializer.</summary>
[JsonSerializable(typeof(DeliveryEvent))]
[JsonSerializable(typeof(DeliveryResponse))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
