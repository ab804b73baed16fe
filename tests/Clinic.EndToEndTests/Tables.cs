using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Local;

namespace Clinic.EndToEndTests;

/// <summary>Looks into the tables themselves, for what the API must not have written.</summary>
public sealed class Tables(LocalHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private string Messages => Table("MessagesTable");

    /// <summary>Everything that is stored, one line per item; a refused request leaves it as it is. What others began comes to its end first: exports, then mails.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        var lines = (await ItemsAsync()).Select(stored => stored.Table + " " + Text(stored.Item)).ToList();
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>What each attribute of each item says to whoever reads the tables, with the names of table and attribute; bytes letter by letter, so that a text in them that is not sealed is seen.</summary>
    public async Task<IReadOnlyList<(string Place, string Text)>> AttributesAsync() =>
    [
        .. from stored in await ItemsAsync()
           from attribute in stored.Item
           select ($"{stored.Table}.{attribute.Key}", attribute.Value.B is { } bytes ? Encoding.Latin1.GetString(bytes.ToArray()) : Text(attribute.Value)),
    ];

    /// <summary>Makes a patient's open alerts older, so that they wait for a review for too long.</summary>
    public async Task AgeAlertsAsync(string patientId)
    {
        using var client = host.CreateDynamoDbClient();
        const string Past = "2026-01-01T00:00:00.000Z";
        var key = new Dictionary<string, AttributeValue> { ["id"] = new(patientId) };
        var alerts = (await client.GetItemAsync(Table("UsersTable"), key, consistentRead: true)).Item["alerts"];
        alerts.L.ForEach(alert => alert.M["waitsSince"] = new AttributeValue(Past));
        await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Table("UsersTable"),
            Key = key,
            UpdateExpression = "SET alerts = :older, alertAt = :past, dueAt = :past",
            ExpressionAttributeValues = new() { [":older"] = alerts, [":past"] = new AttributeValue(Past) },
        });
    }

    /// <summary>Changes the stored text of a message behind the product's back.</summary>
    public async Task TamperAsync(string messageId)
    {
        using var client = host.CreateDynamoDbClient();
        await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = Messages,
            Key = new() { ["id"] = new AttributeValue(messageId) },
            UpdateExpression = "SET sealed = :other",
            ConditionExpression = "attribute_exists(sealed)",
            ExpressionAttributeValues = new() { [":other"] = new AttributeValue { B = new MemoryStream(new byte[64]) } },
        });
    }

    /// <summary>Fills somebody's agenda with appointments that nobody can book one by one in a test's time.</summary>
    public async Task FillAgendaAsync(string ownerId)
    {
        using var client = host.CreateDynamoDbClient();
        // An id, the minutes since 1970, and the length of an hour: all of them in 2096.
        byte[] busy = [.. Enumerable.Range(0, DynamoAgendaStore.MostBusy).SelectMany(i => (byte[])[.. Guid.Parse(Bodies.Id()).ToByteArray(), 0x03, 0xF4, (byte)(i >> 2), (byte)(i << 6), 0, 60])];
        await client.PutItemAsync(Table("AgendaTable"), new Dictionary<string, AttributeValue>
        {
            ["ownerId"] = new(ownerId),
            ["version"] = new() { N = "1" },
            ["busy"] = new() { B = new MemoryStream(busy) },
        });
    }

    /// <summary>Fills the waiting list likewise.</summary>
    public async Task FillWaitingListAsync()
    {
        using var client = host.CreateDynamoDbClient();
        for (var i = 0; i < DynamoWaitingList.MostEntries; i++)
        {
            await client.PutItemAsync(Table("WaitingListTable"), new Dictionary<string, AttributeValue>
            {
                ["list"] = new("clinic"),
                ["id"] = new(Bodies.Id()),
                ["patientId"] = new(Bodies.Id()),
                ["createdAt"] = new("2026-11-22T18:00:00.000Z"),
            });
        }
    }

    /// <summary>Lets a patient have as many losses as one may have.</summary>
    public async Task FillCareAsync(string patientId)
    {
        using var client = host.CreateDynamoDbClient();
        await client.PutItemAsync(Table("CareTable"), new Dictionary<string, AttributeValue> { ["subject"] = new(patientId), ["entry"] = new("COUNTS"), ["losses"] = new() { N = $"{DynamoLosses.MostOfOne}" } });
    }

    /// <summary>Stores messages as they were stored when their recipients were not kept.</summary>
    public async Task ForgetRecipientsAsync(params string[] messageIds)
    {
        using var client = host.CreateDynamoDbClient();
        foreach (var id in messageIds)
            await client.UpdateItemAsync(new UpdateItemRequest { TableName = Messages, Key = new() { ["id"] = new AttributeValue(id) }, UpdateExpression = "REMOVE recipientId" });
    }

    private async Task<IReadOnlyList<(string Table, Dictionary<string, AttributeValue> Item)>> ItemsAsync()
    {
        using var client = host.CreateDynamoDbClient();
        await SettleAsync(client, Table("ExportsTable"), export => !export.ContainsKey("finishedAt"));
        await SettleAsync(client, Messages, message => message.ContainsKey("pending"));
        var items = new List<(string, Dictionary<string, AttributeValue>)>();
        foreach (var table in host.Template.Tables)
            items.AddRange((await ScanAsync(client, table.Name)).Select(item => (table.LogicalId, item)));
        return items;
    }

    private string Table(string logicalId) => host.Template.Tables.Single(table => table.LogicalId == logicalId).Name;

    private static async Task SettleAsync(IAmazonDynamoDB client, string table, Func<Dictionary<string, AttributeValue>, bool> isUnderWay)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while ((await ScanAsync(client, table)).Any(isUnderWay))
        {
            if (TimeProvider.System.GetUtcNow() > end)
                throw new TimeoutException($"{table} does not come to rest.");
            await Task.Delay(100);
        }
    }

    private static async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ScanAsync(IAmazonDynamoDB client, string table)
    {
        var items = new List<Dictionary<string, AttributeValue>>();
        var scan = new ScanRequest(table) { ConsistentRead = true };
        do
        {
            var page = await client.ScanAsync(scan);
            items.AddRange(page.Items ?? []);
            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (scan.ExclusiveStartKey is { Count: > 0 });
        return items;
    }

    private static string Text(Dictionary<string, AttributeValue> item) =>
        string.Join(' ', item.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key}={Text(attribute.Value)}"));

    private static string Text(AttributeValue value) => value switch
    {
        { S: { } text } => text,
        { N: { } number } => number,
        { BOOL: { } flag } => flag.ToString(CultureInfo.InvariantCulture),
        { B: { } bytes } => Convert.ToHexStringLower(bytes.ToArray()),
        { M: { } map } when map.Count > 0 => "{" + Text(map) + "}",
        { L: { } list } when list.Count > 0 => "[" + string.Join(",", list.Select(Text)) + "]",
        { SS: { } set } when set.Count > 0 => "<" + string.Join(",", set.Order(StringComparer.Ordinal)) + ">",
        _ => "?",
    };
}
