using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Legacy;

/// <summary>Staff and patients as imports write them: like every user, with their claim, the reports' figures and the audit entry in one transaction.</summary>
public sealed class DynamoImportedUsers(IAmazonDynamoDB dynamo, string table, CredentialWrites credentials, RollupWrites rollups, DynamoAuditStore audit)
{
    private const string Imported = "importedVersion";
    private const string VersionGuard = "version";

    internal async Task<ImportedUser?> FindAsync(string id) => await dynamo.FindAsync(table, UserItems.Key(id)) is { } item
        ? new ImportedUser(UserItems.Read(item), item.NumberOr(Imported, 0))
        : null;

    /// <returns>False when the email is taken.</returns>
    /// <exception cref="ContentionException">The user has been made in the meantime, or the thanatologist is none any more.</exception>
    internal async Task<bool> AddAsync(User user, NewCredential? credential, AuditEntry entry)
    {
        var transaction = new Transaction(dynamo).Create(table, UserItems.Write(user).Number(Imported, user.Version), "id", VersionGuard);
        if (credential is not null)
            credentials.AddNew(transaction, user, credential);
        if (user.Record is { } record)
            CheckThanatologist(transaction, record.ThanatologistId);
        return await CommitAsync(transaction, null, user, entry);
    }

    /// <returns>False when the email is taken.</returns>
    /// <exception cref="ContentionException">The user or their number of sessions has changed since it was read.</exception>
    internal async Task<bool> ChangeAsync(User before, User after, AuditEntry entry)
    {
        var unchanged = before.Record is { } record
            ? new Expression("#version = :seenVersion AND #sessionCount = :seenCount").With(":seenCount", record.SessionCount)
            : new Expression("#version = :seenVersion");
        var transaction = new Transaction(dynamo).Update(
            table,
            UserItems.Key(before.Id),
            ItemDifference.Between(UserItems.Write(before), before.Version == after.Version ? UserItems.Write(after) : UserItems.Write(after).Number(Imported, after.Version)),
            unchanged.With(":seenVersion", before.Version),
            VersionGuard);
        credentials.AddChange(transaction, before, after, null);
        return await CommitAsync(transaction, before, after, entry);
    }

    private async Task<bool> CommitAsync(Transaction transaction, User? before, User after, AuditEntry entry)
    {
        rollups.AddRecord(transaction, before?.Record, after.Record);
        audit.AddTo(transaction, entry);
        return await transaction.CommitAsync() switch
        {
            null => true,
            CredentialWrites.EmailGuard => false,
            _ => throw new ContentionException(),
        };
    }

    private void CheckThanatologist(Transaction transaction, string id) => transaction.Check(
        table, UserItems.Key(id), new Expression("#role = :thanatologist").With(":thanatologist", Role.Thanatologist.Name()), VersionGuard);
}
