using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Http;
using Clinic.Core.Storage;

namespace Clinic.Core.Sessions;

/// <summary>Lists sessions newest first, by date and then number. A patient's list sees every session that was written before; a thanatologist's may lag for a moment.</summary>
public sealed class DynamoSessionList(IAmazonDynamoDB dynamo, string table)
{
    public Task<Slice<SessionSummary>> ListAsync(SessionQuery query, Page page) =>
        query.UserId is null ? ListAsync(query, page, "byThanatologist") : ListOfPatientAsync(query, page);

    /// <summary>The same for a query that names the patient; the users function has the right to this alone.</summary>
    public Task<Slice<SessionSummary>> ListOfPatientAsync(SessionQuery query, Page page) => ListAsync(query, page, "byDate");

    private async Task<Slice<SessionSummary>> ListAsync(SessionQuery query, Page page, string index)
    {
        var (attribute, partition) = query.UserId is { } userId ? ("userId", userId) : ("thanatologistId", query.ThanatologistId!);
        var key = new Expression($"#{attribute} = :partition AND #dateKey BETWEEN :first AND :last")
            .With(":partition", partition)
            .With(":first", Text(query.From ?? DateOnly.MinValue))
            .With(":last", Text(query.To ?? DateOnly.MaxValue) + "~");
        var filter = query is { UserId: not null, ThanatologistId: { } held }
            ? new Expression("#thanatologistId = :thanatologist").With(":thanatologist", held)
            : null;
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = index,
            ConsistentRead = query.UserId is not null,
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            ExclusiveStartKey = page.After is { } after ? Position(after, query) : null,
            ScanIndexForward = false,
            Limit = filter is null ? page.Limit + 1 : null,
        };
        var found = await dynamo.ReadPastAsync(request, page.Limit);
        return Slice.Cut(found, page.Limit, item => item.Text("dateKey")).Select(SessionItems.ReadSummary);
    }

    /// <summary>The key of the item that a page ended with, from its place in the order.</summary>
    private static Dictionary<string, AttributeValue> Position(string dateKey, SessionQuery query)
    {
        var parts = dateKey.Split('#');
        var key = SessionItems.Key(parts[2], int.Parse(parts[1], CultureInfo.InvariantCulture)).Text("dateKey", dateKey);
        return (query.UserId is null ? key.Text("thanatologistId", query.ThanatologistId) : key).Attributes;
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
