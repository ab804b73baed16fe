using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Calendars' addresses in the agenda table, an item for each person beside their agenda: an attribute for each address, and their count.</summary>
public sealed class DynamoCalendarFeeds(IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    public const int MostOfOne = 10;

    private static readonly TimeSpan UseResolution = TimeSpan.FromHours(1);

    /// <exception cref="ConflictException">The owner has as many as one may have.</exception>
    internal async Task AddAsync(Caller caller, string ownerId, CalendarFeed feed, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.Begin(caller).Update(
            table,
            CalendarFeedItems.Key(ownerId),
            CalendarFeedItems.Naming(feed.Id, "SET #feed = :feed ADD #count :one").With(":feed", CalendarFeedItems.Write(feed).AsMap()).With(":one", 1),
            new Expression("attribute_not_exists(#count) OR #count < :most").With(":most", MostOfOne),
            unless: () => new ConflictException(ProblemCode.TooManyFeeds));
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>False when there is no such one.</summary>
    internal Task<bool> DeleteAsync(Caller caller, string ownerId, string id, AuditEntry entry)
    {
        var transaction = users.Begin(caller).Update(
            table,
            CalendarFeedItems.Key(ownerId),
            CalendarFeedItems.Naming(id, "REMOVE #feed ADD #count :less").With(":less", -1),
            CalendarFeedItems.Naming(id, "attribute_exists(#feed)"));
        audit.AddTo(transaction, entry);
        return transaction.TryCommitAsync();
    }

    public async Task<IReadOnlyList<CalendarFeed>> ListAsync(string ownerId) =>
        await dynamo.FindAsync(table, CalendarFeedItems.Key(ownerId)) is { } item ? CalendarFeedItems.Read(item) : [];

    /// <summary>Notes that one was read, at most once an hour: calendars ask every few minutes.</summary>
    internal async Task MarkUsedAsync(string ownerId, CalendarFeed feed, DateTimeOffset at)
    {
        if (at - feed.LastUsedAt < UseResolution)
            return;
        var update = CalendarFeedItems.Naming(feed.Id, "SET #feed.#lastUsedAt = :at").With(":at", at);
        // Refused when it was deleted meanwhile.
        await dynamo.TryUpdateAsync(table, CalendarFeedItems.Key(ownerId), update, CalendarFeedItems.Naming(feed.Id, "attribute_exists(#feed)"));
    }
}

/// <summary>The addresses of a person as an item of the agenda table.</summary>
internal static class CalendarFeedItems
{
    public static Item Key(string ownerId) => new Item().Text("ownerId", "feeds#" + ownerId);

    /// <summary>An expression in which <c>#feed</c> is the attribute of one address.</summary>
    public static Expression Naming(string id, string text) => new Expression(text).Named("#feed", id);

    public static Item Write(CalendarFeed feed) => new Item().Bytes("hash", feed.Hash).Time("createdAt", feed.CreatedAt).Time("lastUsedAt", feed.LastUsedAt);

    public static IReadOnlyList<CalendarFeed> Read(Dictionary<string, AttributeValue> item) =>
        [.. item.Where(attribute => attribute.Value.M is { Count: > 0 }).Select(attribute => Read(attribute.Key, attribute.Value.M))];

    private static CalendarFeed Read(string id, IReadOnlyDictionary<string, AttributeValue> map) => new(id, map.BytesOrNull("hash")!, map.Time("createdAt"), map.TimeOrNull("lastUsedAt"));
}
