namespace Clinic.Anonymization.Rows;

/// <summary>A patient as researchers see them.</summary>
internal sealed record PatientRow(
    string Patient,
    string? Gender,
    string? BirthYear,
    string? Zip3,
    string? MaritalStatus,
    string? Occupation,
    string? Religion,
    string Children,
    string Thanatologist,
    bool IsOpen,
    int OpenedYear,
    int? ClosedYear,
    int Sessions,
    string? Ekr);

/// <summary>A session as researchers see it.</summary>
internal sealed record SessionRow(
    string Patient,
    int Number,
    int Year,
    string Thanatologist,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    decimal RecoveryFee,
    bool Substitute,
    string? Reason,
    string? Evaluation,
    IReadOnlyList<string>? Addenda);
