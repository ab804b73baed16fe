using System.Diagnostics.CodeAnalysis;
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
        { IsService: true } => caller.Has(Scope.UsersRead) || caller.Has(Scope.UsersWrite) || caller.IsAdmin, // the scope self shows a service nobody
        { IsAdmin: true } or { Role: Role.AdminSupport } => true,
        { Role: Role.Thanatologist } => !user.IsPatient || user.Record?.ThanatologistId == caller.UserId,
        _ => caller.Is(user.Id),
    };

    /// <summary>Whether this is a patient whose sessions and care the caller may read: a service with the route's scope everybody's.</summary>
    public static bool SeesPatient(this Caller caller, [NotNullWhen(true)] User? user) => user is { IsPatient: true } && (caller.IsService || caller.Sees(user));

    /// <summary>Of their colleagues, thanatologists see name and role.</summary>
    public static bool SeesNameOnly(this Caller caller, User user) => caller.IsThanatologist && !user.IsPatient && !caller.Is(user.Id);

    public static Expression IsActive(Role role) =>
        new Expression("#role = :role AND #status = :active").With(":role", role.Name()).With(":active", UserStatus.Active.Name());

    /// <exception cref="ForbiddenException">The caller sees the user and may not change them.</exception>
    public static void CheckMayEdit(this Caller caller, User user, bool ownDataToo)
    {
        var allowed = caller.IsAdmin || (user.IsPatient && caller.Has(Scope.UsersWrite)) || (ownDataToo && caller.Is(user.Id));
        if (!allowed)
            throw new ForbiddenException(user.IsPatient ? ProblemCode.PatientReadOnly : ProblemCode.StaffByAdmin);
    }
}

/// <summary>The part of a user that a caller is shown.</summary>
internal static class UserViews
{
    public static UserView View(this Caller caller, User user, string? thanatologistName) => caller.SeesNameOnly(user)
        ? new UserView(new MasterData
        {
            Role = user.Role,
            Title = user.Data.Title,
            FirstName = user.Data.FirstName,
            FirstLastName = user.Data.FirstLastName,
            SecondLastName = user.Data.SecondLastName,
        })
        {
            Id = user.Id,
            Version = user.Version,
        }
        : new UserView(user.Data with { Role = user.Role, Reminders = user.Reminders })
        {
            Id = user.Id,
            Status = user.Status,
            Record = user.Record is { } record ? caller.View(record, thanatologistName) : null,
            Alert = caller.Has(Scope.CareRead) ? user.Alerts.Summary : null,
            LastLoginAt = user.IsPatient ? null : user.LastLoginAt,
            Version = user.Version,
            CreatedAt = user.CreatedAt,
            UpdatedAt = user.UpdatedAt,
        };

    private static RecordView View(this Caller caller, PatientRecord record, string? thanatologistName) => new(
        record.IsOpen,
        record.ThanatologistId,
        thanatologistName,
        caller.ReadsClinicalText ? record.Ekr : null,
        record.SessionCount,
        record.OpenedAt,
        record.ClosedAt);

    /// <summary>A thanatologist gets name and role of colleagues, and name and birth date of patients without a record or with a closed one.</summary>
    public static UserSummary View(this Caller caller, UserSummary user) => user switch
    {
        _ when !caller.IsThanatologist || user.Id == caller.UserId || user.Record?.ThanatologistId == caller.UserId => user,
        { Role: not Role.Patient } => user with { Status = null, Email = null, BirthDate = null },
        _ => user with { Status = null, Email = null, Alert = null, AlertWaitsSince = null, Record = user.Record is { } record ? new RecordSummary(record.IsOpen, null) : null },
    };
}

/// <summary>The fields that differ between two versions of a user, for the audit. Derived attributes, such as sort keys, are left out.</summary>
internal static class UserDifference
{
    private static readonly string[] Derived = ["listing", "sortName", "searchNames", "assignment", "closedAt", "firstThanatologistId", "hasUnprovenEmail", "chainHead", "headDue", "dueAt"];

    public static IReadOnlyList<string> Fields(User before, User after) =>
        [.. ItemDifference.Attributes(UserItems.Write(before), UserItems.Write(after)).Except(Derived).Order(StringComparer.Ordinal)];
}
