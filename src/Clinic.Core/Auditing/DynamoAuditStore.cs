using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;
using Clinic.Core.Storage;

namespace Clinic.Core.Auditing;

/// <summary>The audit trail. Changes are written in their own transactions; reads of clinical text once per reader, subject and hour.</summary>
public sealed class DynamoAuditStore(IAmazonDynamoDB dynamo, string table)
{
    private const int RememberedReads = 10_000;
    private readonly ConcurrentDictionary<string, bool> writtenReads = new();

    /// <summary>Writes that clinical text was read, before it is shown. A reader who comes back within the hour is not written again by this process.</summary>
    public async Task AddReadAsync(AuditEntry entry)
    {
        var read = $"{entry.Subject} {entry.ById} {entry.Action} {string.Join(' ', entry.Fields)} {entry.At:yyyyMMddHH}";
        if (writtenReads.ContainsKey(read))
            return;
        await AddAsync(entry);
        if (writtenReads.Count >= RememberedReads)
            writtenReads.Clear();
        writtenReads[read] = true;
    }

    /// <summary>Writes what is audited every time and changes nothing else.</summary>
    public Task AddAsync(AuditEntry entry) => dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = Write(entry).Attributes });

    /// <summary>The history of a subject, newest first.</summary>
    public async Task<Slice<AuditEntry>> ListAsync(string subject, Page page)
    {
        var found = await dynamo.ReadListAsync(table, null, ("subject", subject), "at", page);
        return Slice.Cut(found, page.Limit, item => item.Text("at")).Select(Read);
    }

    /// <summary>The whole history of a subject, oldest first.</summary>
    internal async Task<IReadOnlyList<AuditEntry>> ReadAllAsync(string subject) =>
        [.. (await dynamo.ReadPartitionAsync(table, new Expression("#subject = :subject").With(":subject", subject))).Select(Read)];

    internal void AddTo(Transaction transaction, AuditEntry entry) => transaction.Put(table, Write(entry));

    private static Item Write(AuditEntry entry) => new Item()
        .Text("subject", entry.Subject)
        .Text("at", entry.Key)
        .Text("action", entry.Action)
        .Text("byId", entry.ById)
        .Text("byRole", entry.ByRole)
        .Text("requestId", entry.RequestId)
        .Text("fields", entry.Fields.Count == 0 ? null : string.Join(' ', entry.Fields))
        .Text("reason", entry.Reason)
        .Time("time", entry.At);

    private static AuditEntry Read(Dictionary<string, AttributeValue> item) => new(
        item.Text("subject"),
        item.Text("action"),
        item.TextOrNull("byId"),
        item.TextOrNull("byRole"),
        item.Text("requestId"),
        item.Time("time"),
        item.TextOrNull("fields")?.Split(' ') ?? [],
        item.TextOrNull("reason"));
}
