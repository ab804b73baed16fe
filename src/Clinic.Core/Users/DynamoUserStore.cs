using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Users in DynamoDB. A user, their email's claim, their credential, the reports' figures, the audit entry and the answer are written together or not at all.</summary>
public sealed class DynamoUserStore(
    IAmazonDynamoDB dynamo, string table, CredentialWrites credentials, RollupWrites rollups, DynamoAuditStore audit, DynamoIdempotencyStore answers)
{
    private const string VersionGuard = "version";
    private const string ThanatologistGuard = "thanatologist";

    public Task<User?> FindAsync(string id) => DynamoUsers.FindAsync(dynamo, table, id);

    /// <exception cref="ConflictException">The email is taken.</exception>
    /// <exception cref="InvalidInputException">The record names no active thanatologist.</exception>
    internal async Task AddAsync(User user, NewCredential? credential, AuditEntry entry, StoredAnswer? answer)
    {
        var transaction = new Transaction(dynamo).Create(table, UserItems.Write(user), "id", "id");
        if (credential is not null)
            credentials.AddNew(transaction, user, credential);
        if (user.Record is { } record)
            CheckThanatologist(transaction, record.ThanatologistId);
        rollups.AddRecord(transaction, null, user.Record);
        audit.AddTo(transaction, entry);
        await answers.AddToAsync(transaction, answer);
        await CommitAsync(transaction, "record.thanatologistId");
    }

    /// <summary>Writes what differs between two versions of a user; never the session count, which only sessions change.</summary>
    /// <exception cref="ContentionException">Somebody else has changed the user since it was read.</exception>
    /// <exception cref="ConflictException">The email is taken.</exception>
    /// <exception cref="InvalidInputException">The record names no active thanatologist.</exception>
    internal async Task ChangeAsync(User before, User after, NewCredential? credential, AuditEntry entry)
    {
        var transaction = new Transaction(dynamo).Update(
            table,
            UserItems.Key(before.Id),
            UserItems.Difference(before, UserItems.Write(after)),
            new Expression("#version = :seenVersion").With(":seenVersion", before.Version),
            VersionGuard);
        credentials.AddChange(transaction, before, after, credential);
        if (after.Record is { } record && (record.ThanatologistId != before.Record?.ThanatologistId || (record.IsOpen && !before.Record.IsOpen)))
            CheckThanatologist(transaction, record.ThanatologistId);
        rollups.AddRecord(transaction, before.Record, after.Record);
        audit.AddTo(transaction, entry);
        await CommitAsync(transaction, "thanatologistId");
    }

    /// <summary>The users of some groups, merged A to Z. Reads on in a group until the page is full, whatever the filter leaves out.</summary>
    internal async Task<Slice<UserSummary>> ListAsync(IReadOnlyList<UserGroup> groups, UserStatus? status, string? prefix, Page page)
    {
        var heads = await Task.WhenAll(groups.Select(group => ReadAsync(group, status, prefix, page)));
        var merged = heads.SelectMany(head => head).OrderBy(entry => entry.SortName, StringComparer.Ordinal).Take(page.Limit + 1).ToList();
        return Slice.Cut(merged, page.Limit, entry => entry.SortName).Select(entry => entry.User);
    }

    private async Task<List<(string SortName, UserSummary User)>> ReadAsync(UserGroup group, UserStatus? status, string? prefix, Page page)
    {
        var key = new Expression($"#{group.KeyAttribute} = :partition" + (page.After is null ? "" : " AND #sortName > :after")).With(":partition", group.Partition);
        if (page.After is not null)
            key.With(":after", page.After);
        var filter = Filter(status, prefix);
        var request = new QueryRequest
        {
            TableName = table,
            IndexName = group.Index,
            KeyConditionExpression = key.Text,
            FilterExpression = filter?.Text,
            ExpressionAttributeNames = Expression.NamesOf(key, filter),
            ExpressionAttributeValues = Expression.ValuesOf(key, filter),
            Limit = filter is null ? page.Limit + 1 : null,
        };
        var term = prefix is null ? "" : UserIndex.SearchTerm(prefix);
        var found = await dynamo.ReadPastAsync(request, page.Limit, item => prefix is null || UserItems.SearchNames(item).Contains(term, StringComparison.Ordinal));
        return [.. found.Select(item => (item.Text("sortName"), UserItems.ReadSummary(item)))];
    }

    private static Expression? Filter(UserStatus? status, string? prefix)
    {
        var parts = prefix is null ? [] : UserIndex.SearchParts(prefix);
        var conditions = parts.Select((_, i) => $"contains(#searchNames, :part{i})").Concat(status is null ? Array.Empty<string>() : ["#status = :status"]).ToList();
        if (conditions.Count == 0)
            return null;
        var filter = new Expression(string.Join(" AND ", conditions));
        for (var i = 0; i < parts.Count; i++)
            filter.With($":part{i}", parts[i]);
        return status is null ? filter : filter.With(":status", status.Value.Name());
    }

    private void CheckThanatologist(Transaction transaction, string id) => transaction.Check(
        table,
        UserItems.Key(id),
        new Expression("#role = :thanatologist AND #status = :active").With(":thanatologist", Role.Thanatologist.Name()).With(":active", UserStatus.Active.Name()),
        ThanatologistGuard);

    private static async Task CommitAsync(Transaction transaction, string thanatologistField)
    {
        switch (await transaction.CommitAsync())
        {
            case null: return;
            case VersionGuard: throw new ContentionException();
            case ThanatologistGuard: throw new InvalidInputException(thanatologistField, "must be the id of an active thanatologist");
            case CredentialWrites.EmailGuard: throw new ConflictException("The email is taken.");
            case DynamoIdempotencyStore.Guard: throw new AlreadyAnsweredException();
            case var guard: throw new InvalidOperationException($"The guard {guard} refused.");
        }
    }
}
