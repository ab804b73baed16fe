using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Messages;

/// <summary>A message is queued when it is stored, and is then sent or has failed for good.</summary>
[JsonConverter(typeof(MessageStatusConverter))]
public enum MessageStatus
{
    Queued,
    Sent,
    Failed,
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class MessageStatusConverter() : StrictEnumConverter<MessageStatus>(MessageStatusNames.All);

public static class MessageStatusNames
{
    public static readonly IReadOnlyList<string> All = ["queued", "sent", "failed"];

    public static string Name(this MessageStatus status) => All[(int)status];

    internal static MessageStatus Parse(string name) => name switch
    {
        "sent" => MessageStatus.Sent,
        "failed" => MessageStatus.Failed,
        _ => MessageStatus.Queued,
    };
}
