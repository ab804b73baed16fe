using Clinic.Core.Security;
using Clinic.Core.Text;

namespace Clinic.Core.Users;

/// <summary>A member of the staff or a patient. <paramref name="Version"/> counts the changes of the data, the record's included.</summary>
/// <param name="Record">The patient's case record; null for staff.</param>
public sealed record User(
    string Id,
    Role Role,
    UserStatus Status,
    MasterData Data,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt,
    PatientRecord? Record)
{
    public bool IsPatient => Role is Role.Patient;

    /// <summary>The name as it is signed with: first name and last names.</summary>
    public string FullName => string.Join(' ', new[] { Data.FirstName, Data.FirstLastName, Data.SecondLastName }.Where(part => part is not null));

    /// <summary>Where the user stands in every list: last names, first name, then the id to make it unique; accents and case ignored. Tabs sort before blanks, so García comes before García Bernal.</summary>
    public string SortName => string.Join('\t', Folding.Fold(Data.FirstLastName!), Folding.Fold(Data.SecondLastName ?? ""), Folding.Fold(Data.FirstName!), Id);
}

/// <summary>A patient's case record.</summary>
/// <param name="Ekr">The clinical text; null when nothing has been written.</param>
/// <param name="OpenedAt">When it was first opened; reopening keeps it.</param>
/// <param name="FirstThanatologistId">Who it was opened with; null while that is the thanatologist still.</param>
public sealed record PatientRecord(
    bool IsOpen, string ThanatologistId, string? Ekr, int SessionCount, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? FirstThanatologistId = null)
{
    /// <summary>The thanatologist whose new patient this was.</summary>
    public string OpenedWith => FirstThanatologistId ?? ThanatologistId;

    public PatientRecord GivenTo(string thanatologistId) => thanatologistId == ThanatologistId
        ? this
        : this with { ThanatologistId = thanatologistId, FirstThanatologistId = OpenedWith };
}
