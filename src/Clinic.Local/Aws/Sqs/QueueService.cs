using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Sqs;

/// <summary>
/// The part of SQS that an OnFailure destination needs: the template's queues, and in each the newest thousand messages, which nobody
/// removes. Without a path they are in memory only.
/// </summary>
internal sealed class QueueService
{
    private const int Capacity = 1000;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<QueuedMessage>> queues;
    private readonly Journal journal;
    private readonly TimeProvider time;

    public QueueService(IEnumerable<string> names, string? path, TimeProvider time)
    {
        this.time = time;
        queues = names.ToDictionary(name => name, static _ => new List<QueuedMessage>());
        journal = new Journal(path);
        foreach (var message in journal.Read())
        {
            if (queues.ContainsKey((string)message["queue"]!))
                Add((string)message["queue"]!, new QueuedMessage((DateTime)message["at"]!, (string)message["body"]!));
        }
        journal.Compact(queues.SelectMany(queue => queue.Value.Select(message => Fact(queue.Key, message))));
    }

    public void Send(string queue, string body)
    {
        var message = new QueuedMessage(time.GetUtcNow().UtcDateTime, body);
        lock (gate)
            Add(queue, message);
        journal.Append(Fact(queue, message));
    }

    /// <summary>The messages of every queue, the newest last.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<QueuedMessage>> List()
    {
        lock (gate)
            return queues.ToDictionary(queue => queue.Key, IReadOnlyList<QueuedMessage> (queue) => [.. queue.Value]);
    }

    private static JsonObject Fact(string queue, QueuedMessage message) =>
        new() { ["queue"] = queue, ["at"] = message.At, ["body"] = message.Body };

    private void Add(string queue, QueuedMessage message)
    {
        queues[queue].Add(message);
        if (queues[queue].Count > Capacity)
            queues[queue].RemoveAt(0);
    }
}

/// <summary>A message that stays in a queue; At is in UTC.</summary>
internal sealed record QueuedMessage(DateTime At, string Body);

[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<QueuedMessage>>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class QueueJson : JsonSerializerContext;
