using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>The caller's own representation.</summary>
public sealed class ProfileService(DynamoUsers users, NameDirectory names)
{
    /// <exception cref="NotFoundException">The caller is a service, which is no user.</exception>
    public async Task<MeView> GetAsync(Caller caller)
    {
        if (caller.UserId is not { } id || await users.FindAsync(id) is not { } user)
            throw new NotFoundException("A service has no user.");
        var thanatologist = user.Record is { } record ? await names.NameOfAsync(record.ThanatologistId) : null;
        return new MeView(caller.View(user, thanatologist)) { Scopes = [.. caller.Scopes.Order(StringComparer.Ordinal)] };
    }
}
