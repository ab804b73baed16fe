using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Legacy;

/// <summary>
/// Makes members of staff of the old clinic's rows. Their password goes on working: the credential is bcrypt over the old digest with
/// the old salt. It is written with the account and never again, as they may have chosen another since.
/// </summary>
internal sealed class StaffImport(DynamoImportedUsers users, TimeProvider time)
{
    private static readonly RowOutcome EmailTaken = RowOutcome.Rejected("email", "is taken");

    /// <param name="isNew">Whether the row has not come as it is before.</param>
    /// <exception cref="ContentionException">Somebody else wrote in between: to be done again.</exception>
    public async Task<RowOutcome> WriteAsync(string staffId, LegacyStaff row, ImportRun run, bool isNew)
    {
        var (id, now) = (LegacyId.Staff(staffId), time.GetUtcNow());
        if (await users.FindAsync(id) is not { User: var before } written)
        {
            var user = new User(id, row.Role, UserStatus.Active, row.Data, 1, now, now, null, null);
            var credential = new NewCredential(row.Salt, PasswordDigest.Hash(row.Digest), null);
            return await users.AddStaffAsync(user, credential, Entry(id, run, now, [])) ? RowOutcome.Taken : EmailTaken;
        }
        var after = before with { Data = row.Data with { Title = before.Data.Title, Specialty = before.Data.Specialty }, Version = before.Version + 1, UpdatedAt = now };
        var fields = UserDifference.Fields(before, after with { Version = before.Version, UpdatedAt = before.UpdatedAt });
        return (fields.Count, isNew) switch
        {
            _ when before.Role != row.Role && isNew => RowOutcome.Rejected("access_level", "cannot be changed"),
            (0, _) or (_, false) => RowOutcome.Taken,
            _ when !written.IsAsImported => RowOutcome.Rejected("id", "belongs to somebody who was changed in the application since the import"),
            _ => await users.ChangeStaffAsync(before, after, Entry(id, run, now, fields)) ? RowOutcome.Taken : EmailTaken,
        };
    }

    private static AuditEntry Entry(string id, ImportRun run, DateTimeOffset at, IReadOnlyList<string> fields) =>
        new(id, AuditAction.UserImported, null, "service", run.Job, at, fields);
}
