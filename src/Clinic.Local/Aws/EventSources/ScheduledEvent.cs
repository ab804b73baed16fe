using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>What EventBridge sends when a rule's time has come.</summary>
internal static class ScheduledEvent
{
    public static ReadOnlyMemory<byte> Of(ScheduleTrigger trigger, DateTimeOffset now) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = "0",
        ["id"] = Guid.CreateVersion7(now).ToString(),
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = PhysicalIds.AccountId,
        ["time"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["region"] = PhysicalIds.Region,
        ["resources"] = new JsonArray($"arn:aws:events:{PhysicalIds.Region}:{PhysicalIds.AccountId}:rule/{trigger.Function}{trigger.Event}"),
        ["detail"] = new JsonObject(),
    }.ToJsonString());
}
