namespace Clinic.Core.Sessions;

/// <summary>The body of POST /sessions.</summary>
/// <param name="CloseRecord">Closes the patient's record together with this session.</param>
/// <param name="Substitute">Written for a colleague's patient; needs a reason.</param>
public sealed record NewSession(
    string? UserId = null,
    DateOnly? Date = null,
    string? ServiceType = null,
    string? InterventionType = null,
    string? Tool = null,
    string? Motive = null,
    string? Evaluation = null,
    decimal? RecoveryFee = null,
    bool? CloseRecord = null,
    bool? Substitute = null,
    string? Reason = null);

/// <summary>A session as the API shows it.</summary>
/// <param name="LegacyNumber">The old clinic's number of an imported session, where it is not its number here.</param>
public sealed record SessionView(
    string Id,
    string UserId,
    string ThanatologistId,
    string? ThanatologistName,
    int Number,
    DateOnly Date,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    string Evaluation,
    decimal RecoveryFee,
    bool? Substitute,
    string? Reason,
    IReadOnlyList<AddendumView>? Addenda,
    DateTimeOffset CreatedAt,
    int? LegacyNumber = null)
{
    public static SessionView Of(Session session) => new(
        session.Id,
        session.UserId,
        session.ThanatologistId,
        session.ThanatologistName,
        session.Number,
        session.Date,
        session.ServiceType,
        session.InterventionType,
        session.Tool,
        session.Motive,
        session.Evaluation,
        session.RecoveryFee,
        session.Substitute ? true : null,
        session.Reason,
        session.Addenda.Count == 0 ? null : [.. session.Addenda.Select(AddendumView.Of)],
        session.CreatedAt,
        session.LegacyNumber);
}

/// <summary>A session in a list.</summary>
public sealed record SessionSummary(
    string Id, string UserId, int Number, DateOnly Date, string InterventionType, string ThanatologistId, string? ThanatologistName);

/// <summary>The body of POST /sessions/{id}/addenda.</summary>
public sealed record NewAddendum(string? Text = null);

public sealed record AddendumView(string Text, string ById, string? ByName, DateTimeOffset At)
{
    public static AddendumView Of(Addendum addendum) => new(addendum.Text, addendum.ById, addendum.ByName, addendum.At);
}
