using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.DynamoDBv2;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>
/// Group sessions in DynamoDB while they are written: what was accepted, sealed, and beside it a small item for each session that is written, in
/// the transaction of that session. What was accepted expires a day after the group is finished, as its Idempotency-Key does; the small items, which
/// say nothing clinical, long after any repair.
/// </summary>
public sealed class DynamoGroupSessions(
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoSessionStore sessions, DynamoAuditStore audit, DynamoIdempotencyStore idempotency, KeyRing keys, TimeProvider time)
{
    private const string Accepted = "accepted";
    private const string Unfinished = "unfinished";

    /// <summary>As long as a group may be unfinished, nothing may forget what is written of it.</summary>
    private static readonly TimeSpan LongestRepair = TimeSpan.FromDays(90);

    /// <summary>No request goes on for so long: what is still unfinished then was left by a crash.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    /// <exception cref="InvalidInputException">The texts are too long together.</exception>
    internal async Task AcceptAsync(Caller caller, AcceptedGroup group, IdempotencyClaim? claim)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(group, GroupJson.Contracts.AcceptedGroup);
        if (plain.Length > Item.MostBytesOfOne) // JSON takes up to twelve bytes for a letter
            throw new InvalidInputException("attendees", FieldCode.TooLong, new("tienen, con la evaluación, demasiado texto", "have too much text together with the evaluation"));
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.GroupSessions, plain, group.Id);
        var item = Key(group.Id, Accepted).Text("pending", Unfinished).Time("createdAt", time.GetUtcNow()).Bytes("sealed", ciphertext).Text("keyId", keyId);
        var transaction = users.Begin(caller).Put(table, item);
        idempotency.AddBegun(transaction, claim, group.Id);
        await transaction.CommitAsync();
    }

    internal async Task<StoredGroup?> FindAsync(string id)
    {
        var items = (await dynamo.ReadPartitionAsync(table, new Expression("#groupId = :id").With(":id", id))).ToDictionary(item => item.Text("entry"));
        if (!items.Remove(Accepted, out var accepted))
            return null;
        var plain = await keys.OpenAsync(KeyRing.GroupSessions, accepted.Text("keyId"), accepted.BytesOrNull("sealed"), id)
            ?? throw new InvalidOperationException("A group session does not open.");
        return new StoredGroup(
            JsonSerializer.Deserialize(plain, GroupJson.Contracts.AcceptedGroup)!,
            accepted.ContainsKey("pending"),
            items.ToDictionary(item => item.Key, item => item.Value.Number("number")));
    }

    /// <summary>Writes a session of the group and that it is written.</summary>
    /// <returns>False when it is written already.</returns>
    /// <exception cref="ContentionException">The record or its chain has changed since it was read.</exception>
    internal Task<bool> TryWriteAsync(AcceptedGroup group, SessionWrite write, AuditEntry entry)
    {
        var written = Key(group.Id, write.Session.UserId).Number("number", write.Session.Number).Number("expiresAt", In(LongestRepair));
        var transaction = new Transaction(dynamo).Create(table, written, "groupId");
        sessions.AddTo(transaction, write);
        audit.AddTo(transaction, entry);
        return transaction.TryCommitAsync();
    }

    /// <summary>Notes that all sessions are written, and stores the response.</summary>
    internal async Task FinishAsync(StoredGroup found, StoredResponse? response)
    {
        var transaction = new Transaction(dynamo);
        if (found.IsUnfinished)
            transaction.Update(table, Key(found.Group.Id, Accepted), new Expression("SET #expiresAt = :at REMOVE #pending").With(":at", In(IdempotencyClaim.Life)));
        await idempotency.AddToAsync(transaction, response);
        if (transaction.Count > 0)
            await transaction.CommitAsync();
    }

    internal async Task<IReadOnlyList<string>> ListUnfinishedAsync()
    {
        var key = new Expression("#pending = :unfinished AND #createdAt < :before").With(":unfinished", Unfinished).With(":before", time.GetUtcNow() - LongestRequest);
        return [.. (await dynamo.ReadPartitionAsync(table, key, "byPending")).Select(found => found.Text("groupId"))];
    }

    private long In(TimeSpan span) => (time.GetUtcNow() + span).ToUnixTimeSeconds();

    private static Item Key(string groupId, string entry) => new Item().Text("groupId", groupId).Text("entry", entry);
}

/// <summary>A group session as it stands.</summary>
/// <param name="Written">The numbers of the sessions that are written, by patient.</param>
internal sealed record StoredGroup(AcceptedGroup Group, bool IsUnfinished, IReadOnlyDictionary<string, int> Written);

/// <summary>What is stored and is no contract, in the same JSON as the contracts.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AcceptedGroup))]
internal sealed partial class GroupJson : JsonSerializerContext
{
    public static GroupJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}
