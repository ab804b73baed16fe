using Clinic.Core.Security;

namespace Clinic.Core.Users;

/// <summary>What of a user a caller is shown.</summary>
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
        : new UserView(user.Data with { Role = user.Role })
        {
            Id = user.Id,
            Status = user.Status,
            Record = user.Record is { } record ? caller.View(record, thanatologistName) : null,
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

    /// <summary>Of colleagues a thanatologist gets name and role, of patients who are nobody's or whose record is closed name and birth date.</summary>
    public static UserSummary View(this Caller caller, UserSummary user) => user switch
    {
        _ when !caller.IsThanatologist || user.Id == caller.UserId || user.Record?.ThanatologistId == caller.UserId => user,
        { Role: not Role.Patient } => user with { Status = null, Email = null, BirthDate = null },
        _ => user with { Status = null, Email = null, Record = user.Record is { } record ? new RecordSummary(record.IsOpen, null) : null },
    };
}
