using System.Collections.Concurrent;
using Clinic.Core.Users;

namespace Clinic.Core.Legacy;

/// <summary>The staff that rows name. One that has not come yet is told who waits for them.</summary>
internal sealed class StaffDirectory(DynamoImportedUsers users, DynamoStagedRows staged)
{
    private const string Waiting = "waiting#";
    private readonly ConcurrentDictionary<string, User> known = new();

    /// <summary>Null while the member of staff has not come; then the patient is taken up when they do.</summary>
    public async Task<User?> FindAsync(string staffId, string patientId)
    {
        if (await FindAsync(staffId) is { } found)
            return found;
        // Said first and looked again: whoever writes the member of staff in between sees who waits.
        await staged.PutAsync([new StagedRow(StagedRow.StaffGroup(staffId), Waiting + patientId, "", "", new Dictionary<string, string>())]);
        return await FindAsync(staffId);
    }

    /// <summary>The old ids of the patients that wait or have waited for somebody.</summary>
    public async Task<IEnumerable<string>> WaitingForAsync(string staffId) =>
        (await staged.ListAsync(StagedRow.StaffGroup(staffId))).Where(row => row.Row.StartsWith(Waiting, StringComparison.Ordinal)).Select(row => row.Id);

    private async Task<User?> FindAsync(string staffId)
    {
        if (known.TryGetValue(staffId, out var user))
            return user;
        return await users.FindAsync(LegacyId.Staff(staffId)) is { } found ? known[staffId] = found.User : null;
    }
}
