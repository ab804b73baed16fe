using Clinic.Anonymization.Generalization;

namespace Clinic.Anonymization.Rows;

/// <summary>
/// A patient with their sessions between the steps. What is protected by its field, such as names, is not in it any more, and what
/// recognizes in combination is as general as the export's year asks for, once for all steps.
/// </summary>
/// <typeparam name="TText">A free text: with what was found in it, then masked.</typeparam>
internal sealed record PatientCase<TText>(
    string Id,
    QuasiIdentifiers Quasi,
    TText? MaritalStatus,
    TText? Occupation,
    TText? Religion,
    int Children,
    string ThanatologistId,
    bool IsOpen,
    int OpenedYear,
    int? ClosedYear,
    TText? Ekr,
    IReadOnlyList<CaseSession<TText>> Sessions)
    where TText : class;

internal sealed record CaseSession<TText>(
    int Number,
    string ThanatologistId,
    int Year,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    TText? Evaluation,
    decimal RecoveryFee,
    bool Substitute,
    TText? Reason,
    IReadOnlyList<TText> Addenda)
    where TText : class;
