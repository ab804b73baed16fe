using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Storage;

namespace Clinic.Core.Care;

/// <summary>What an alert is about.</summary>
[JsonConverter(typeof(AlertKindConverter))]
public enum AlertKind
{
    Suicide,
    SelfHarm,
    Violence,
    Medical,
    Legal,
    Other,
}

/// <summary>How grave it is, the gravest last.</summary>
[JsonConverter(typeof(AlertSeverityConverter))]
public enum AlertSeverity
{
    Low,
    Moderate,
    High,
    Imminent,
}

/// <summary>Whose word an alert is: a person's, or the server's because of a session or an assessment.</summary>
[JsonConverter(typeof(AlertSourceConverter))]
public enum AlertSource
{
    Person,
    Session,
    Assessment,
}

/// <summary>An alert is open until a review closes it.</summary>
[JsonConverter(typeof(AlertStatusConverter))]
public enum AlertStatus
{
    Open,
    Closed,
}

/// <summary>The names of what an alert is made of, as they stand in JSON and in the tables.</summary>
public static class AlertNames
{
    public static readonly IReadOnlyList<string> Kinds = ["suicide", "self-harm", "violence", "medical", "legal", "other"];
    public static readonly IReadOnlyList<string> Severities = ["low", "moderate", "high", "imminent"];
    public static readonly IReadOnlyList<string> Sources = ["person", "session", "assessment"];
    public static readonly IReadOnlyList<string> Statuses = ["open", "closed"];

    public static string Name(this AlertKind kind) => Kinds[(int)kind];

    public static string Name(this AlertSeverity severity) => Severities[(int)severity];

    public static string Name(this AlertSource source) => Sources[(int)source];

    internal static AlertKind ParseKind(string name) => Kinds.Parse<AlertKind>(name);

    internal static AlertSeverity ParseSeverity(string name) => Severities.Parse<AlertSeverity>(name);

    internal static AlertSource ParseSource(string name) => Sources.Parse<AlertSource>(name);
}

public sealed class AlertKindConverter() : StrictEnumConverter<AlertKind>(AlertNames.Kinds);

public sealed class AlertSeverityConverter() : StrictEnumConverter<AlertSeverity>(AlertNames.Severities);

public sealed class AlertSourceConverter() : StrictEnumConverter<AlertSource>(AlertNames.Sources);

public sealed class AlertStatusConverter() : StrictEnumConverter<AlertStatus>(AlertNames.Statuses);

/// <summary>What is seen of a patient's open alerts wherever the patient is: the gravest one, without its text.</summary>
public sealed record AlertSummary(AlertSeverity Severity, AlertKind Kind);

/// <summary>What the index of the lists has of a patient's open alerts.</summary>
/// <param name="WaitsSince">Since when nobody has looked at one of them; null when somebody has looked at each.</param>
internal sealed record ListedAlerts(AlertSummary Gravest, DateTimeOffset? WaitsSince);

/// <summary>An open alert as the patient's item has it; the texts are elsewhere, if there are any.</summary>
/// <param name="Severity">As it was opened.</param>
/// <param name="CurrentSeverity">As the last review has it.</param>
/// <param name="OpenedById">The user or service whose word it is, or whose session or assessment opened it.</param>
/// <param name="Raises">The server's own reviews since the last one of a person.</param>
/// <param name="WaitsSince">Since when nobody has looked; null after a person's review.</param>
/// <param name="MailedAt">When the last mail said that nobody has looked.</param>
public sealed record OpenAlert(
    string Id,
    AlertKind Kind,
    AlertSource Source,
    AlertSeverity Severity,
    AlertSeverity CurrentSeverity,
    DateTimeOffset OpenedAt,
    string OpenedById,
    IReadOnlyList<AlertRaise> Raises,
    DateTimeOffset? WaitsSince,
    DateTimeOffset? MailedAt = null)
{
    internal const int MostRaises = 10;

    /// <summary>Whether mails go out as long as nobody looks.</summary>
    internal bool IsWaited => WaitsSince is not null && CurrentSeverity >= AlertSeverity.High;

    /// <summary>
    /// The alert when what opened it is said once more: at least as grave as before, and again nobody has looked. What is no graver does not
    /// make it wait anew. What the server says leaves a review of its own; of very many the first and the last are kept.
    /// </summary>
    internal OpenAlert Raised(AlertSeverity severity, DateTimeOffset now)
    {
        var isGraver = severity > CurrentSeverity;
        var raised = isGraver ? severity : CurrentSeverity;
        return this with
        {
            CurrentSeverity = raised,
            Raises = Source is AlertSource.Person ? Raises : [.. Raises.Take(MostRaises - 1), new AlertRaise(now, raised)],
            WaitsSince = isGraver ? now : WaitsSince ?? now,
            MailedAt = isGraver ? null : MailedAt,
        };
    }
}

/// <summary>The server's own review of an alert that it would else have opened twice.</summary>
public sealed record AlertRaise(DateTimeOffset At, AlertSeverity Severity);

/// <summary>
/// The open alerts of a patient, which are a part of the patient's item: whatever opens, raises, reviews or closes one writes that item, on
/// condition that its alerts are as they were read. There is one for each kind and source. docs/adr/0062.
/// </summary>
/// <param name="Version">Counts the writes.</param>
/// <param name="NoticeAt">When the worker looks next whether anybody has looked; null when no alert asks for that.</param>
/// <param name="ToldUpTo">Up to which of the admins the mails of this time have come, by their ids.</param>
public sealed record PatientAlerts(IReadOnlyList<OpenAlert> Open, int Version, DateTimeOffset? NoticeAt = null, string? ToldUpTo = null)
{
    public static PatientAlerts None { get; } = new([], 0);

    /// <summary>The gravest one, the oldest of several; null when none is open.</summary>
    public AlertSummary? Summary => Open.MaxBy(alert => alert.CurrentSeverity) is { } gravest ? new AlertSummary(gravest.CurrentSeverity, gravest.Kind) : null;

    /// <summary>Since when nobody has looked at one of them; null when somebody has looked at each.</summary>
    public DateTimeOffset? WaitsSince => Open.Min(alert => alert.WaitsSince);

    internal OpenAlert? Find(AlertKind kind, AlertSource source) => Open.FirstOrDefault(alert => alert.Kind == kind && alert.Source == source);

    /// <summary>
    /// With one more alert, or with the one of that kind and source raised. It is always a change: so what calls for an alert is written
    /// on condition that nobody has closed it since it was read.
    /// </summary>
    internal PatientAlerts Opened(AlertKind kind, AlertSeverity severity, AlertSource source, string byId, DateTimeOffset now) => Find(kind, source) is { } open
        ? With(open.Raised(severity, now))
        : Changed([.. Open, new OpenAlert(Guid.CreateVersion7(now).ToString(), kind, source, severity, severity, now, byId, [], now)]);

    /// <summary>With a person's review of an open alert.</summary>
    internal PatientAlerts Reviewed(OpenAlert alert, AlertSeverity? severity, bool closes) => closes
        ? Changed([.. Open.Where(one => one.Id != alert.Id)])
        : With(alert with { CurrentSeverity = severity ?? alert.CurrentSeverity, Raises = [], WaitsSince = null, MailedAt = null });

    private PatientAlerts With(OpenAlert changed) => Changed([.. Open.Select(one => one.Id == changed.Id ? changed : one)]);

    private PatientAlerts Changed(IReadOnlyList<OpenAlert> open) =>
        new(open, Version + 1, open.Where(alert => alert.IsWaited).Min(alert => alert.WaitsSince));
}

/// <summary>An alert with its texts: a person's, or one that a person has reviewed.</summary>
/// <param name="Text">Null for what the server has opened.</param>
public sealed record Alert(
    string Id,
    string PatientId,
    AlertKind Kind,
    AlertSource Source,
    AlertSeverity Severity,
    AlertSeverity CurrentSeverity,
    string? Text,
    DateTimeOffset OpenedAt,
    string OpenedById,
    IReadOnlyList<AlertReview> Reviews,
    int Version)
{
    private const int MostReviews = 100;

    public bool IsClosed => Reviews is [.., { Closed: true }];

    /// <summary>What is sealed, as JSON.</summary>
    internal string Texts => JsonSerializer.Serialize(new AlertTexts(Text, Reviews), ClinicJson.TypeOf<AlertTexts>());

    /// <summary>With a person's review. One that closes the alert has room always.</summary>
    /// <exception cref="ConflictException">It has as many reviews as one may have, or as long ones as an item holds.</exception>
    internal Alert With(AlertReview review)
    {
        var reviewed = this with { Reviews = [.. Reviews, review] };
        return review.Closed || (Reviews.Count < MostReviews && Encoding.UTF8.GetByteCount(reviewed.Texts) <= Item.MostBytesOfOne)
            ? reviewed
            : throw new ConflictException(ProblemCode.CareFull);
    }

    /// <summary>An open alert, with the texts that are stored of it.</summary>
    internal static Alert Of(string patientId, OpenAlert open, Alert? stored) => new(
        open.Id, patientId, open.Kind, open.Source, open.Severity, open.CurrentSeverity, stored?.Text, open.OpenedAt, open.OpenedById,
        [.. stored?.Reviews ?? [], .. open.Raises.Select(AlertReview.Of)], stored?.Version ?? 0);
}

/// <summary>What somebody, or the server, has said of an alert later.</summary>
/// <param name="ById">Null for the server's own review.</param>
/// <param name="Severity">Null when it stays.</param>
/// <param name="Text">Null for the server's own review.</param>
/// <param name="Closed">It closed the alert.</param>
public sealed record AlertReview(DateTimeOffset At, string? ById, string? ByName, AlertSeverity? Severity, string? Text, bool Closed = false)
{
    internal static AlertReview Of(AlertRaise raise) => new(raise.At, null, null, raise.Severity, null);
}

/// <summary>The texts of an alert, which are sealed as one.</summary>
public sealed record AlertTexts(string? Text, IReadOnlyList<AlertReview> Reviews);

/// <summary>The words of what the server says by itself. They name what it was and nothing of the person.</summary>
internal static class AlertWords
{
    private static readonly Phrase Session = new("Una sesión tiene el motivo Intento de suicidio.", "A session has the motive Intento de suicidio.");
    private static readonly Phrase Assessment = new("Una respuesta de un cuestionario lo indica.", "An answer to a questionnaire says so.");

    public static Phrase Of(AlertSource source) => source is AlertSource.Session ? Session : Assessment;
}
