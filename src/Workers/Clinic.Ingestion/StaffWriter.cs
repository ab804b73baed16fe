using System.Collections.Concurrent;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>
/// Makes members of staff from the old clinic's rows. Their password keeps working: the credential is bcrypt over the old digest with
/// the old salt. It is written with the account and never again, as they may have chosen another one since. A member of staff whose
/// email is taken gets none, so that their patients need not wait.
/// </summary>
internal sealed class StaffWriter(DynamoImportedUsers users, TimeProvider time)
{
    private static readonly RowOutcome EmailTaken = RowOutcome.Rejected("email", "is taken");

    /// <param name="isNew">Whether the row comes for the first time as it is.</param>
    /// <exception cref="ContentionException">Somebody else wrote in between, so that it has to be repeated.</exception>
    public async Task<RowOutcome> WriteAsync(ImportRow source, LegacyStaff row, FilePass pass, bool isNew)
    {
        var (id, now) = (LegacyId.Staff(source.Id), time.GetUtcNow());
        if (await users.FindAsync(id) is not { User: var before } written)
        {
            var user = new User(id, row.Role, UserStatus.Active, row.Data, 1, now, now, null, null);
            if (!await users.AddStaffAsync(user, Credential(row), Entry(id, pass, now, [])))
            {
                source.Repair("email", "is taken: it is left out");
                await users.AddStaffAsync(user with { Data = user.Data with { Email = null } }, null, Entry(id, pass, now, []));
            }
            return RowOutcome.Taken;
        }
        var data = row.Data with
        {
            Email = row.Data.Email ?? before.Data.Email,
            Title = before.Data.Title,
            Specialty = before.Data.Specialty,
            ProfessionalLicence = before.Data.ProfessionalLicence,
        };
        var after = before with { Data = data, Version = before.Version + 1, UpdatedAt = now };
        var fields = UserDifference.Fields(before, after with { Version = before.Version, UpdatedAt = before.UpdatedAt });
        return (fields.Count, isNew) switch
        {
            _ when before.Role != row.Role && isNew => RowOutcome.Rejected("access_level", "cannot be changed"),
            (0, _) or (_, false) => RowOutcome.Taken,
            _ when !written.IsAsImported => RowOutcome.Rejected("id", "belongs to somebody who was changed in the application since the import"),
            _ => await users.ChangeStaffAsync(before, after, before.Data.Email is null ? Credential(row) : null, Entry(id, pass, now, fields)) ? RowOutcome.Taken : EmailTaken,
        };
    }

    /// <summary>Null for a member of staff without an email to sign in with. Without a hash for one who has to choose a password first.</summary>
    private static NewCredential? Credential(LegacyStaff row) => (row.Data.Email, row.Password) switch
    {
        (null, _) => null,
        (_, { } password) => new NewCredential(password.Salt, PasswordDigest.Hash(password.Digest), null),
        _ => new NewCredential(PasswordDigest.NewSalt(), null, null),
    };

    private static AuditEntry Entry(string id, FilePass pass, DateTimeOffset at, IReadOnlyList<string> fields) =>
        new(id, AuditAction.UserImported, null, "service", pass.Job, at, fields);
}

/// <summary>The staff that rows name. For one who has not been imported yet, it notes who waits for them.</summary>
internal sealed class StaffDirectory(DynamoImportedUsers users, DynamoStagedRows staged)
{
    private readonly ConcurrentDictionary<string, User> known = new();

    /// <summary>Null while the member of staff has not been imported; the patient is taken up when they are.</summary>
    public async Task<User?> FindAsync(string staffId, string patientId)
    {
        if (await FindAsync(staffId) is { } found)
            return found;
        // Write first and then read again: whoever writes the member of staff in between sees who waits.
        await staged.PutWaitingAsync(staffId, patientId);
        return await FindAsync(staffId);
    }

    private async Task<User?> FindAsync(string staffId)
    {
        if (known.TryGetValue(staffId, out var user))
            return user;
        return await users.FindAsync(LegacyId.Staff(staffId)) is { } found ? known[staffId] = found.User : null;
    }
}
