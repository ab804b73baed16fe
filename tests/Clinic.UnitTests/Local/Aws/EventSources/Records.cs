using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.EventSources;

namespace Clinic.UnitTests.Local.Aws.EventSources;

/// <summary>Records of a stream, numbered from one; the first is created at noon, and each second another.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<StreamRecord> Of(int count) => [.. Enumerable.Range(1, count).Select(number => One(number))];

    public static StreamRecord One(int number, string eventName = "INSERT") => new(JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {"eventID":"e{{number}}","eventName":"{{eventName}}",
         "dynamodb":{"ApproximateCreationDateTime":{{Noon.ToUnixTimeSeconds() + number - 1}},"SequenceNumber":"{{number}}"} }
        """))!.AsObject());

    /// <summary>The numbers of a batch's records, such as "1 2 3".</summary>
    public static string Numbers(this StreamBatch batch) => string.Join(' ', batch.Records.Select(record => record.SequenceNumber));
}
