using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;

namespace Clinic.Local.Aws.EventSources;

/// <summary>Reads a function's answer to a batch as Lambda does for streams.</summary>
internal static class BatchAnswer
{
    /// <summary>
    /// How many of the first records were taken: all that stand before the first that failed. An error, and an answer that names
    /// no record of the batch where it should, take none.
    /// </summary>
    public static int Taken(Invocation answer, IReadOnlyList<StreamRecord> records, bool reportsItemFailures)
    {
        if (answer.FunctionError is not null)
            return 0;
        if (!reportsItemFailures)
            return records.Count;
        return TryParse(answer.Payload, out var json) ? Taken(json, records) : 0;
    }

    private static int Taken(JsonNode? answer, IReadOnlyList<StreamRecord> records) => answer switch
    {
        null => records.Count,
        JsonObject response when response["batchItemFailures"] is null => records.Count,
        JsonObject response when response["batchItemFailures"] is JsonArray failures => failures
            .Select(failure => IndexOf(failure, records))
            .DefaultIfEmpty(records.Count)
            .Min(),
        _ => 0,
    };

    /// <summary>Zero, as if all had failed, for what is no record of the batch.</summary>
    private static int IndexOf(JsonNode? failure, IReadOnlyList<StreamRecord> records)
    {
        if (failure is not JsonObject item || item["itemIdentifier"] is not JsonValue value || !value.TryGetValue<string>(out var id))
            return 0;
        return Math.Max(0, records.Index().FirstOrDefault(record => record.Item.SequenceNumber == id, (-1, null!)).Index);
    }

    private static bool TryParse(ReadOnlyMemory<byte> payload, out JsonNode? json)
    {
        json = null;
        if (payload.IsEmpty)
            return true;
        try
        {
            json = JsonNode.Parse(payload.Span);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
