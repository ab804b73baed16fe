using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.EventSources;

/// <summary>An invocation whose caller does not wait; Attempts counts those that failed.</summary>
internal sealed record AsyncInvocation(string Id, string Function, string Payload, DateTimeOffset At, int Attempts)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["function"] = Function,
        ["payload"] = Payload,
        ["at"] = At,
        ["attempts"] = Attempts,
    };

    public static AsyncInvocation Of(JsonObject json) =>
        new((string)json["id"]!, (string)json["function"]!, (string)json["payload"]!, (DateTimeOffset)json["at"]!, (int)json["attempts"]!);
}
