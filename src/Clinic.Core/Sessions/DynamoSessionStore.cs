using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>Sessions in DynamoDB. A session, its number, the record's count, the reports' figures, the audit entry and the answer are one transaction.</summary>
public sealed class DynamoSessionStore(
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, RollupWrites rollups, DynamoAuditStore audit, DynamoIdempotencyStore answers)
{
    public const int MostAddenda = 20;

    public async Task<Session?> FindAsync(string userId, int number) =>
        await dynamo.FindAsync(table, SessionItems.Key(userId, number)) is { } item ? SessionItems.Read(item) : null;

    /// <summary>Writes the patient's next session together with what it changes of the patient.</summary>
    /// <exception cref="ContentionException">The record has changed since it was read, or another session took the number.</exception>
    internal async Task AddAsync(Caller caller, Session session, User before, User after, AuditEntry entry, StoredResponse? response)
    {
        var record = before.Record!;
        var unchanged = new Expression("#isOpen = :stillOpen AND #sessionCount = :seenCount AND #thanatologistId = :owner AND #version = :seenVersion")
            .With(":stillOpen", true)
            .With(":seenCount", record.SessionCount)
            .With(":owner", record.ThanatologistId)
            .With(":seenVersion", before.Version);
        var transaction = users.Begin(caller)
            .Update(users.Table, UserItems.Key(before.Id), ItemDifference.Between(UserItems.Write(before), UserItems.Write(after)), unchanged, unless: () => new ContentionException())
            .Create(table, SessionItems.Write(session), "userId", unless: () => new ContentionException());
        rollups.AddSession(transaction, session);
        rollups.AddRecord(transaction, record, after.Record);
        await CommitAsync(transaction, entry, response);
    }

    /// <exception cref="ConflictException">The session has as many addenda as it may have.</exception>
    internal async Task AddAsync(Caller caller, Session session, Addendum addendum, AuditEntry entry, StoredResponse? response)
    {
        var update = new Expression("SET #addenda = list_append(if_not_exists(#addenda, :none), :new)")
            .With(":none", new AttributeValue { L = [], IsLSet = true })
            .With(":new", new AttributeValue { L = [SessionItems.Write(addendum).AsMap()] });
        var room = new Expression("attribute_exists(#userId) AND (attribute_not_exists(#addenda) OR size(#addenda) < :most)").With(":most", MostAddenda);
        var transaction = users.Begin(caller).Update(
            table, SessionItems.Key(session.UserId, session.Number), update, room, unless: () => new ConflictException($"A session has at most {MostAddenda} addenda."));
        await CommitAsync(transaction, entry, response);
    }

    private async Task CommitAsync(Transaction transaction, AuditEntry entry, StoredResponse? response)
    {
        audit.AddTo(transaction, entry);
        await answers.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }
}
