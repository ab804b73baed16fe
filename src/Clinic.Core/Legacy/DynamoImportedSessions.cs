using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>
/// Sessions as imports write them: those of one thanatologist and month share transactions, so that they share the writes to the
/// reports' figures. A transaction has as many writes as DynamoDB takes, which is fewer where it is an old DynamoDB Local.
/// </summary>
public sealed class DynamoImportedSessions(IAmazonDynamoDB dynamo, string table, RollupWrites rollups, Contention contention)
{
    private const string Guard = "number";
    private const int OldMostWrites = 10;
    private volatile int mostWrites = 100;

    /// <summary>All sessions of a patient, in the order of their numbers.</summary>
    internal async Task<IReadOnlyList<Session>> ListAsync(string userId)
    {
        return [.. (await dynamo.ReadPartitionAsync(table, new Expression("#userId = :userId").With(":userId", userId))).Select(SessionItems.Read)];
    }

    /// <summary>Gives an imported session another number, which is free. The figures do not know of numbers.</summary>
    /// <exception cref="ContentionException">Somebody else has written it in the meantime.</exception>
    internal async Task MoveAsync(Session before, Session after)
    {
        var same = new Expression("#legacyId = :legacyId AND " + (before.Addenda.Count == 0 ? "attribute_not_exists(#addenda)" : "size(#addenda) = :addenda")).With(":legacyId", before.LegacyId!);
        if (before.Addenda.Count > 0)
            same.With(":addenda", before.Addenda.Count);
        var refused = await new Transaction(dynamo)
            .Delete(table, SessionItems.Key(before.UserId, before.Number), same, Guard)
            .Create(table, SessionItems.Write(after), "userId", Guard)
            .CommitAsync();
        if (refused is not null)
            throw new ContentionException();
    }

    /// <summary>Adds sessions of one thanatologist and month.</summary>
    /// <returns>Those that were not written because somebody else has taken a number of theirs, or of one beside them.</returns>
    internal async Task<IReadOnlyList<Session>> AddAsync(IReadOnlyList<Session> sessions)
    {
        var left = new Queue<Session>(sessions.OrderBy(session => session.Date));
        var refused = new List<Session>();
        while (left.Count > 0)
        {
            var limit = mostWrites;
            var batch = Take(left, limit);
            if (await TryAddAsync(batch, limit) is { } outcome)
                refused.AddRange(outcome ? [] : batch);
            else
                left = new Queue<Session>([.. batch, .. left]);
        }
        return refused;
    }

    private static List<Session> Take(Queue<Session> left, int limit)
    {
        var batch = new List<Session> { left.Dequeue() };
        while (left.TryPeek(out var next) && batch.Count + 1 + RollupWrites.CountFor([.. batch, next]) <= limit)
            batch.Add(left.Dequeue());
        return batch;
    }

    /// <returns>Whether they were written; null when the transaction has more writes than this DynamoDB takes.</returns>
    private Task<bool?> TryAddAsync(IReadOnlyList<Session> batch, int limit) => contention.RetryAsync<bool?>(async () =>
    {
        var transaction = new Transaction(dynamo);
        foreach (var session in batch)
            transaction.Create(table, SessionItems.Write(session), "userId", Guard);
        rollups.AddSessions(transaction, batch);
        try
        {
            return await transaction.CommitAsync() is null;
        }
        catch (AmazonDynamoDBException error) when (limit > OldMostWrites && error.ErrorCode == "ValidationException")
        {
            mostWrites = OldMostWrites;
            return null;
        }
    });
}
