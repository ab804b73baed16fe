using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.S3;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>What S3 sends when an object was made; the key is escaped in it as in a form.</summary>
internal static class ObjectEvent
{
    public static JsonObject Of(ObjectTrigger trigger, string eventName, StoredObject known) => new()
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["eventVersion"] = "2.1",
            ["eventSource"] = "aws:s3",
            ["awsRegion"] = PhysicalIds.Region,
            ["eventTime"] = known.LastModified.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["eventName"] = eventName,
            ["userIdentity"] = new JsonObject { ["principalId"] = PhysicalIds.AccountId },
            ["requestParameters"] = new JsonObject { ["sourceIPAddress"] = "127.0.0.1" },
            ["responseElements"] = new JsonObject { ["x-amz-request-id"] = "local", ["x-amz-id-2"] = "local" },
            ["s3"] = new JsonObject
            {
                ["s3SchemaVersion"] = "1.0",
                ["configurationId"] = trigger.Function + trigger.Event,
                ["bucket"] = new JsonObject
                {
                    ["name"] = known.Bucket,
                    ["ownerIdentity"] = new JsonObject { ["principalId"] = PhysicalIds.AccountId },
                    ["arn"] = "arn:aws:s3:::" + known.Bucket,
                },
                ["object"] = new JsonObject
                {
                    ["key"] = EscapedKey(known.Key),
                    ["size"] = known.Length,
                    ["eTag"] = known.ETag.Trim('"'),
                    ["sequencer"] = known.LastModified.UtcTicks.ToString("X16", CultureInfo.InvariantCulture),
                },
            },
        }),
    };

    private static string EscapedKey(string key) =>
        Uri.EscapeDataString(key).Replace("%20", "+", StringComparison.Ordinal).Replace("%2F", "/", StringComparison.Ordinal);
}
