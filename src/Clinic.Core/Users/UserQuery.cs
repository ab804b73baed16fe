using Clinic.Core.Security;

namespace Clinic.Core.Users;

/// <summary>The filters of GET /users; all of those given have to hold.</summary>
/// <param name="Prefix">The beginning of the last names or of the first name, accents and case ignored.</param>
public sealed record UserQuery(Role? Role, UserStatus? Status, bool? RecordIsOpen, string? ThanatologistId, string? Prefix)
{
    /// <summary>The groups that hold every user the caller may list and the filters may let through.</summary>
    internal IReadOnlyList<UserGroup> GroupsFor(Caller caller) => caller.IsThanatologist ? [.. ForThanatologist(caller.UserId!)] : [.. ForEverybodyElse()];

    private IEnumerable<UserGroup> ForEverybodyElse() =>
        StaffRoles.Select(UserGroup.Staff).Concat(RecordStates.Select(isOpen =>
            ThanatologistId is null ? UserGroup.Patients(isOpen) : UserGroup.PatientsOf(ThanatologistId, isOpen)));

    /// <summary>Staff, their own open records and everybody's closed ones; by status, which they see of their own patients, no others.</summary>
    private IEnumerable<UserGroup> ForThanatologist(string self)
    {
        var patients = ThanatologistId switch
        {
            null => RecordStates.Select(isOpen => isOpen || Status is not null ? UserGroup.PatientsOf(self, isOpen) : UserGroup.Patients(isOpen)),
            _ when ThanatologistId == self => RecordStates.Select(isOpen => UserGroup.PatientsOf(self, isOpen)),
            _ => [],
        };
        return StaffRoles.Select(UserGroup.Staff).Concat(patients);
    }

    private IEnumerable<Role> StaffRoles => RecordIsOpen is not null || ThanatologistId is not null
        ? []
        : AllStaff.Where(role => Role is null || role == Role);

    private static readonly bool[] BothStates = [true, false];

    private static readonly Role[] AllStaff = [Security.Role.Admin, Security.Role.AdminSupport, Security.Role.Thanatologist];

    private IEnumerable<bool> RecordStates => Role is not (null or Security.Role.Patient)
        ? []
        : BothStates.Where(isOpen => RecordIsOpen is null || isOpen == RecordIsOpen);
}
