using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.EventSources;

/// <summary>One change of a table as its stream tells it, which is but for the stream's ARN as Lambda tells it to a function.</summary>
internal sealed record StreamRecord(JsonObject Json)
{
    public string SequenceNumber { get; } = Json["dynamodb"]![nameof(SequenceNumber)]!.GetValue<string>();

    public string EventName { get; } = Json["eventName"]!.GetValue<string>();

    public DateTimeOffset CreatedAt { get; } =
        DateTimeOffset.UnixEpoch.AddSeconds(Json["dynamodb"]!["ApproximateCreationDateTime"]?.GetValue<double>() ?? 0);
}
