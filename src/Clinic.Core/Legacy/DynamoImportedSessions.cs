using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>
/// Sessions as imports write them: those of one thanatologist and month share transactions, so that they share the writes to the
/// reports' figures.
/// </summary>
public sealed class DynamoImportedSessions(IAmazonDynamoDB dynamo, string table, RollupWrites rollups, TransactionPacking packing, Contention contention)
{
    private const string Guard = "number";

    /// <summary>All sessions of a patient, in the order of their numbers.</summary>
    internal async Task<IReadOnlyList<Session>> ListAsync(string userId)
    {
        return [.. (await dynamo.ReadPartitionAsync(table, new Expression("#userId = :userId").With(":userId", userId))).Select(SessionItems.Read)];
    }

    /// <summary>Gives imported sessions of a patient other numbers, one after the other. The figures do not know of numbers.</summary>
    /// <returns>False when somebody else has written one of them in the meantime.</returns>
    internal async Task<bool> TryMoveAsync(IReadOnlyList<(Session Before, Session After)> moves)
    {
        foreach (var (before, after) in moves)
        {
            var same = new Expression("#legacyId = :legacyId AND " + (before.Addenda.Count == 0 ? "attribute_not_exists(#addenda)" : "size(#addenda) = :addenda")).With(":legacyId", before.LegacyId!);
            if (before.Addenda.Count > 0)
                same.With(":addenda", before.Addenda.Count);
            var move = new Transaction(dynamo)
                .Delete(table, SessionItems.Key(before.UserId, before.Number), same, Guard)
                .Create(table, SessionItems.Write(after), "userId", Guard);
            if (await contention.RetryAsync(move.CommitAsync) is not null)
                return false;
        }
        return true;
    }

    /// <summary>Adds sessions of one thanatologist and month.</summary>
    /// <returns>Those that were not written because somebody else has taken their number.</returns>
    internal Task<IReadOnlyList<Session>> AddAsync(IEnumerable<Session> sessions) => packing.CommitAsync(
        sessions.OrderBy(session => session.Date),
        session => [(session.UserId, session.Number), .. RollupWrites.KeysOf(session)],
        pack =>
        {
            var transaction = new Transaction(dynamo);
            foreach (var session in pack)
                transaction.Create(table, SessionItems.Write(session), "userId", Guard);
            rollups.AddSessions(transaction, pack);
            return transaction;
        });
}
