using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.EventSources;

/// <summary>Records of a stream as the event that Lambda hands to a function, or as the list that a pipe hands to its target.</summary>
internal static class StreamEvent
{
    public static ReadOnlyMemory<byte> Of(IEnumerable<StreamRecord> records, string streamArn) => Encoding.UTF8.GetBytes(
        new JsonObject { ["Records"] = List(records, streamArn) }.ToJsonString());

    public static JsonArray List(IEnumerable<StreamRecord> records, string streamArn) => new([.. records.Select(record => Wire(record, streamArn))]);

    private static JsonNode Wire(StreamRecord record, string streamArn)
    {
        var json = record.Json.DeepClone();
        json["awsRegion"] = PhysicalIds.Region; // DynamoDB Local is in a region of its own.
        json["eventSourceARN"] = streamArn;
        return json;
    }
}
