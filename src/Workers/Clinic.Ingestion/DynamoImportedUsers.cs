using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Reports;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>Staff and patients as imports write them: like every user, with the claim on their email, the rollups and the audit entry in one transaction.</summary>
internal sealed class DynamoImportedUsers(IAmazonDynamoDB dynamo, string table, CredentialWrites credentials, RollupWrites rollups, DynamoAuditStore audit, TransactionPacking packing, TimeProvider time)
{
    private const string Imported = "importedVersion";

    internal async Task<ImportedUser?> FindAsync(string id) => await dynamo.FindAsync(table, UserItems.Key(id)) is { } item ? Read(item) : null;

    /// <summary>Those of the users that are there, by id.</summary>
    internal async Task<IReadOnlyDictionary<string, ImportedUser>> FindAsync(IEnumerable<string> ids) =>
        (await dynamo.FindAsync(table, ids.Select(UserItems.Key), time)).Select(Read).ToDictionary(found => found.User.Id);

    /// <returns>False when the email is taken.</returns>
    /// <exception cref="ContentionException">The member of staff has been made in the meantime.</exception>
    internal Task<bool> AddStaffAsync(User user, NewCredential? credential, AuditEntry entry)
    {
        var transaction = Create(new Transaction(dynamo), user);
        if (credential is not null)
            credentials.AddNew(transaction, user, credential);
        return CommitStaffAsync(transaction, entry);
    }

    /// <returns>False when the email is taken.</returns>
    /// <exception cref="ContentionException">The member of staff has changed since they were read.</exception>
    internal Task<bool> ChangeStaffAsync(User before, User after, NewCredential? credential, AuditEntry entry)
    {
        var transaction = Update(new Transaction(dynamo), before, after);
        credentials.AddChange(transaction, before, after, credential);
        return CommitStaffAsync(transaction, entry);
    }

    /// <summary>Writes patients of one thanatologist. The thanatologist is not checked again, as nobody is deleted or gets another role.</summary>
    /// <returns>Those that were not written because they have been made or changed since they were read.</returns>
    internal Task<IReadOnlyList<UserWrite>> WritePatientsAsync(IEnumerable<UserWrite> patients) => packing.CommitAsync(
        patients.OrderBy(patient => patient.After.Record!.OpenedAt), // records that were opened in the same year share a rollup
        patient => [("user", patient.After.Id), ("audit", patient.After.Id), .. rollups.KeysOf(patient.Before?.Record, patient.After.Record)],
        pack =>
        {
            var transaction = new Transaction(dynamo);
            foreach (var (before, after, entry) in pack)
            {
                _ = before is null ? Create(transaction, after) : Update(transaction, before, after);
                audit.AddTo(transaction, entry);
            }
            rollups.AddRecords(transaction, pack.Select(patient => (patient.Before?.Record, patient.After.Record)));
            return transaction;
        });

    private static ImportedUser Read(Dictionary<string, AttributeValue> item) => new(UserItems.Read(item), item.NumberOr(Imported, 0));

    private Transaction Create(Transaction transaction, User user) =>
        transaction.Create(table, UserItems.Write(user).Number(Imported, user.Version), "id");

    private Transaction Update(Transaction transaction, User before, User after)
    {
        var unchanged = before.Record is { } record
            ? new Expression("#version = :seenVersion AND #sessionCount = :seenCount").With(":seenCount", record.SessionCount)
            : new Expression("#version = :seenVersion");
        var item = before.Version == after.Version ? UserItems.Write(after) : UserItems.Write(after).Number(Imported, after.Version);
        return transaction.Update(
            table, UserItems.Key(before.Id), UserItems.Difference(before, item), unchanged.With(":seenVersion", before.Version));
    }

    private async Task<bool> CommitStaffAsync(Transaction transaction, AuditEntry entry)
    {
        audit.AddTo(transaction, entry);
        try
        {
            return await transaction.TryCommitAsync() ? true : throw new ContentionException();
        }
        catch (ConflictException)
        {
            return false;
        }
    }
}

/// <param name="ImportedVersion">The version that an import wrote last. Any other version was written by the application.</param>
internal sealed record ImportedUser(User User, int ImportedVersion)
{
    public bool IsAsImported => User.Version == ImportedVersion;
}

/// <summary>A patient as an import makes them.</summary>
/// <param name="Before">As they were read; null for a new one.</param>
internal sealed record UserWrite(User? Before, User After, AuditEntry Entry);
