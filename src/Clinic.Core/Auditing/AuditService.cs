using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Auditing;

/// <summary>The history of a user, for admins.</summary>
public sealed class AuditService(UserService users, DynamoAuditStore store, NameDirectory names)
{
    public async Task<Slice<AuditView>> ListAsync(Caller caller, string userId, Page page)
    {
        await users.FindAsync(caller, userId);
        var entries = await store.ListAsync(userId, page);
        var byName = await names.NamesOfAsync(entries.Items.Select(entry => entry.ById).OfType<string>());
        return entries.Select(entry => new AuditView(
            entry.At,
            entry.Action,
            entry.ById,
            entry.ById is { } id ? byName[id] : null,
            entry.ByRole,
            entry.Fields.Count == 0 ? null : entry.Fields,
            entry.Reason,
            entry.RequestId));
    }
}
