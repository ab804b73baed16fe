using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Who may see and write whom. What a caller may not see is not found.</summary>
internal static class UserAccess
{
    /// <summary>Staff and services see everybody with the route's scope; a thanatologist their own patients, and of staff the names; a patient themselves.</summary>
    public static bool Sees(this Caller caller, User user) => caller switch
    {
        { IsService: true } => caller.Has(Scope.UsersRead) || caller.Has(Scope.UsersWrite) || caller.IsAdmin, // self gives a service nobody
        { IsAdmin: true } or { Role: Role.AdminSupport } => true,
        { Role: Role.Thanatologist } => !user.IsPatient || user.Record?.ThanatologistId == caller.UserId,
        _ => caller.Is(user.Id),
    };

    /// <summary>Of their colleagues, thanatologists see name and role.</summary>
    public static bool SeesNameOnly(this Caller caller, User user) => caller.IsThanatologist && !user.IsPatient && !caller.Is(user.Id);

    public static Expression IsActive(Role role) =>
        new Expression("#role = :role AND #status = :active").With(":role", role.Name()).With(":active", UserStatus.Active.Name());

    /// <exception cref="ForbiddenException">The caller sees the user and may not change them.</exception>
    public static void CheckMayEdit(this Caller caller, User user, bool ownDataToo)
    {
        var allowed = caller.IsAdmin || (user.IsPatient && caller.Has(Scope.UsersWrite)) || (ownDataToo && caller.Is(user.Id));
        if (!allowed)
            throw new ForbiddenException(user.IsPatient ? "Your role may not change this patient." : "Staff data may be changed by an administrator only.");
    }
}
