using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;

namespace Clinic.MessageDelivery;

/// <summary>A batch of the stream, the schedule's event, or a <see cref="MessageRepair"/>: the members of the others are null.</summary>
internal sealed class DeliveryEvent : DynamoDBEvent
{
    public string? Mode { get; set; }

    public string? After { get; set; }
}

/// <summary>The answer to a batch, or a <see cref="MessageRepairOutcome"/>.</summary>
internal sealed class DeliveryResponse : StreamsEventResponse
{
    [JsonPropertyName("changed")]
    public int? Changed { get; set; }

    [JsonPropertyName("left")]
    public int? Left { get; set; }

    [JsonPropertyName("after")]
    public string? After { get; set; }
}

/// <summary>The worker's events and answers, for the Lambda serializer.</summary>
[JsonSerializable(typeof(DeliveryEvent))]
[JsonSerializable(typeof(DeliveryResponse))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
