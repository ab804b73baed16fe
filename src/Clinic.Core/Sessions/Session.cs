namespace Clinic.Core.Sessions;

/// <summary>A therapy session. It is never changed or deleted; what is to be said later is an addendum.</summary>
/// <param name="Number">1, 2, 3 … per patient without a gap.</param>
/// <param name="RecoveryFee">In the clinic's currency, at most two decimals.</param>
/// <param name="Gender">The patient's at that time, for the reports alone: no representation shows it.</param>
/// <param name="LegacyId">What an imported session is in the old clinic's table; no representation shows it.</param>
/// <param name="LegacyNumber">The old clinic's number of an imported session, where it is not its number here.</param>
/// <param name="ImportedBy">The import of an imported session.</param>
/// <param name="Substitute">Held by somebody who is not the record's thanatologist; then there is a reason.</param>
public sealed record Session(
    string UserId,
    int Number,
    string ThanatologistId,
    string? ThanatologistName,
    DateOnly Date,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    string Evaluation,
    decimal RecoveryFee,
    bool Substitute,
    string? Reason,
    IReadOnlyList<Addendum> Addenda,
    DateTimeOffset CreatedAt,
    string? Gender = null,
    string? LegacyId = null,
    int? LegacyNumber = null,
    string? ImportedBy = null)
{
    public string Id => SessionId.Of(UserId, Number);
}

public sealed record Addendum(string Text, string ById, string? ByName, DateTimeOffset At);
