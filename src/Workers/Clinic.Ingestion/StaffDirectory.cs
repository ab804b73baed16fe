using System.Collections.Concurrent;
using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <summary>The staff that rows name. One that has not come yet is told who waits for them.</summary>
internal sealed class StaffDirectory(DynamoImportedUsers users, DynamoStagedRows staged)
{
    private readonly ConcurrentDictionary<string, User> known = new();

    /// <summary>Null while the member of staff has not come; then the patient is taken up when they do.</summary>
    public async Task<User?> FindAsync(string staffId, string patientId)
    {
        if (await FindAsync(staffId) is { } found)
            return found;
        // Said first and looked again: whoever writes the member of staff in between sees who waits.
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
