using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Operator;

/// <summary>
/// Takes sessions and addenda without a signature, imported or older than chains, into the chains of their patients, after what stands there
/// and marked as adopted. Each gets there once, however often this runs or is interrupted: what a transaction has signed, the next run leaves.
/// </summary>
internal sealed class DynamoChainRepair(
    IAmazonDynamoDB dynamo, DynamoUsers users, string sessionsTable, DynamoAuditStore audit, ClinicCalendar calendar, Contention contention, TimeProvider time)
{
    private const int UsersOfPart = 200;

    /// <summary>In a transaction of ten writes, with the patient and the audit entry.</summary>
    private const int SessionsOfTransaction = 8;

    /// <param name="after">The user after whom this part begins; null for the first part.</param>
    /// <returns>How many were taken, and where the next part begins; null when this was the last part.</returns>
    public async Task<(int Sessions, int Addenda, string? After)> AdoptAsync(string? after, string requestId)
    {
        var hasSessions = new Expression("#sessionCount > :none").With(":none", 0);
        var (patients, next) = await dynamo.ReadPageAsync(users.Table, after is null ? null : UserItems.Key(after), UsersOfPart, hasSessions, new Expression("#id"));
        var (sessions, addenda) = (0, 0);
        await Parallel.ForEachAsync(patients, ManyItems.SideBySide, async (patient, _) =>
        {
            await foreach (var adopted in AdoptAllAsync(patient.Text("id"), requestId))
            {
                Interlocked.Add(ref sessions, adopted.Count(session => session.IsNew));
                Interlocked.Add(ref addenda, adopted.Sum(session => session.Addenda));
            }
        });
        return (sessions, addenda, next?.Text("id"));
    }

    /// <summary>Transaction by transaction.</summary>
    private async IAsyncEnumerable<IReadOnlyList<Adoption>> AdoptAllAsync(string userId, string requestId)
    {
        for (var last = 0; ;)
        {
            var adopted = await contention.RetryAsync(() => AdoptNextAsync(userId, last, requestId));
            if (adopted.Count == 0)
                yield break;
            yield return adopted;
            last = adopted[^1].Number;
        }
    }

    /// <param name="last">Up to this number this run has taken all.</param>
    private async Task<IReadOnlyList<Adoption>> AdoptNextAsync(string userId, int last, string requestId)
    {
        // The patient first, so that the sessions are not older than the chain that is gone on with.
        var patient = (await users.FindAsync(userId))!;
        var next = await FindUnsignedAsync(patient, last);
        if (next.Count == 0)
            return [];
        var (now, hash, adopted) = (time.GetUtcNow(), patient.Record!.Head?.Hash, new List<Adoption>());
        var transaction = new Transaction(dynamo);
        foreach (var item in next)
        {
            var before = SessionItems.Read(item);
            var after = before.Signature is null ? before.Sign(Signer.Operator, hash, now) : before;
            hash = before.Signature is null ? after.Signature!.Hash : hash;
            var addenda = new List<Addendum>();
            foreach (var addendum in before.Addenda)
            {
                addenda.Add(addendum.Signature is null ? addendum.Sign(before.Id, Signer.Operator, hash, now) : addendum);
                hash = addendum.Signature is null ? addenda[^1].Signature!.Hash : hash;
            }
            after = after with { Addenda = addenda };
            transaction.Update(sessionsTable, SessionItems.Key(userId, before.Number), ItemDifference.Between(Item.Of(item), SessionItems.Write(after)), IsAsRead(before), unless: () => new ContentionException());
            adopted.Add(new Adoption(before.Number, before.Signature is null, before.Addenda.Count(addendum => addendum.Signature is null)));
        }
        var changed = patient with { Record = patient.Record with { Head = new ChainHead(hash!, calendar.DateOf(now)) } };
        transaction.Update(
            users.Table,
            UserItems.Key(userId),
            ItemDifference.Between(UserItems.Write(patient), UserItems.Write(changed)),
            DuePatients.IsAsRead(patient, "attribute_exists(#id)"),
            unless: () => new ContentionException());
        if (last == 0) // one entry for a patient and run
            audit.AddTo(transaction, new AuditEntry(userId, AuditAction.SessionsChained, "operator", "operator", requestId, now, []));
        await transaction.CommitAsync();
        return adopted;
    }

    /// <summary>The first sessions without a signature, or with an addendum without one. One that an import has yet to give its number is left to the next run.</summary>
    private async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> FindUnsignedAsync(User patient, int last)
    {
        if (last >= patient.Record!.SessionCount)
            return [];
        var key = new Expression("#userId = :userId AND #number BETWEEN :first AND :last").With(":userId", patient.Id).With(":first", last + 1).With(":last", patient.Record.SessionCount);
        var request = new QueryRequest
        {
            TableName = sessionsTable,
            ConsistentRead = true,
            KeyConditionExpression = key.Text,
            ExpressionAttributeNames = key.Names,
            ExpressionAttributeValues = key.Values,
        };
        return await dynamo.ReadPastAsync(request, SessionsOfTransaction - 1, item =>
            !item.ContainsKey("signature") || (item.ListOrNull("addenda", addendum => addendum.ContainsKey("signature")) ?? []).Contains(false));
    }

    /// <summary>A session is never changed, but an import may give its number to another one, and somebody may add to it.</summary>
    private static Expression IsAsRead(Session session)
    {
        var condition = new Expression(string.Join(" AND ",
            "#createdAt = :seenCreatedAt",
            session.LegacyId is null ? "attribute_not_exists(#legacyId)" : "#legacyId = :seenLegacyId",
            session.Signature is null ? "attribute_not_exists(#signature)" : "attribute_exists(#signature)",
            session.Addenda.Count == 0 ? "attribute_not_exists(#addenda)" : "size(#addenda) = :seenAddenda")).With(":seenCreatedAt", session.CreatedAt);
        if (session.LegacyId is { } legacyId)
            condition.With(":seenLegacyId", legacyId);
        return session.Addenda.Count == 0 ? condition : condition.With(":seenAddenda", session.Addenda.Count);
    }

    /// <param name="IsNew">The session itself was taken into the chain, and not an addendum alone.</param>
    private sealed record Adoption(int Number, bool IsNew, int Addenda);
}
