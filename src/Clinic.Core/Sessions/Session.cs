using System.Buffers.Binary;
using System.Buffers.Text;
using Clinic.Core.Agenda;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Sessions;

/// <summary>A therapy session. It is never changed or deleted; what is to be said later is an addendum.</summary>
/// <param name="Number">1, 2, 3 … per patient without a gap.</param>
/// <param name="RecoveryFee">In the clinic's currency, at most two decimals.</param>
/// <param name="Gender">The patient's at that time, for the reports alone: no representation shows it.</param>
/// <param name="LegacyId">The id of an imported session in the old clinic's table; no representation shows it.</param>
/// <param name="LegacyNumber">The old clinic's number of an imported session, where it is not its number here.</param>
/// <param name="ImportedBy">The import of an imported session.</param>
/// <param name="AppointmentId">The appointment that it was held at.</param>
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
    string? ImportedBy = null,
    string? AppointmentId = null)
{
    /// <summary>When it began, on the clinic's clock, such as 09:30.</summary>
    public string? StartTime { get; init; }

    public int? Minutes { get; init; }

    public AppointmentMode? Mode { get; init; }

    public string? Problem { get; init; }

    public string? Prognosis { get; init; }

    public string? Plan { get; init; }

    /// <summary>The group session that it is of.</summary>
    public string? GroupId { get; init; }

    /// <summary>What is said of this patient alone, in the session of a group.</summary>
    public string? Remark { get; init; }

    /// <summary>The reports count its group with it, for the reports alone: of each group one session does.</summary>
    public bool CountsGroup { get; init; }

    /// <summary>Null of one that was written before there were chains, or imported, and that no operator has taken into the chain yet.</summary>
    public Signature? Signature { get; init; }

    public string Id => SessionId.Of(UserId, Number);

    /// <summary>Whether its number stands in hashes of the patient's chain.</summary>
    public bool IsChained => Signature is not null || Addenda.Any(addendum => addendum.Signature is not null);

    /// <summary>All that people have written into it.</summary>
    internal IEnumerable<string> Texts => Addenda.Select(addendum => addendum.Text).Append(Evaluation).Concat(new[] { Problem, Prognosis, Plan, Remark }.OfType<string>());
}

/// <param name="Signature">Null as of a session.</param>
public sealed record Addendum(string Text, string ById, string? ByName, DateTimeOffset At, Signature? Signature = null);

/// <summary>A session's id is its key, the patient's id and the number, in base64url: a session is found by one GetItem, without an index.</summary>
public static class SessionId
{
    private const int GuidSize = 16;

    public static string Of(string userId, int number)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        Guid.Parse(userId).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GuidSize..], number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null when the text is not an id.</summary>
    public static (string UserId, int Number)? Parse(string id)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        if (id.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out _))
            return null;
        var key = (new Guid(bytes[..GuidSize], bigEndian: true).ToString(), BinaryPrimitives.ReadInt32BigEndian(bytes[GuidSize..]));
        return key.Item2 > 0 && Of(key.Item1, key.Item2) == id ? key : null;
    }
}

/// <summary>Which sessions to list: a patient's, a thanatologist's or both, between two dates inclusive.</summary>
public sealed record SessionQuery(string? UserId, string? ThanatologistId, DateOnly? From, DateOnly? To)
{
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public void CheckPeriod() => Period.Check(From, To);
}

/// <summary>The days from one to another, either of which may be left open, as the parameters from and to give them.</summary>
internal static class Period
{
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public static void Check(DateOnly? from, DateOnly? to)
    {
        if (from > to)
            throw new InvalidInputException("to", FieldCode.OutOfRange, new("no debe ser anterior a from", "must not be before from"));
    }
}

/// <summary>Amounts in the clinic's currency.</summary>
internal static class Money
{
    /// <summary>Without trailing zeros, as DynamoDB stores numbers, so that the first response and every later one are the same.</summary>
    public static decimal Normalized(decimal amount) => amount / 1.0000000000000000000000000000m;
}

/// <summary>The clinic's day, in its own time zone.</summary>
public sealed class ClinicCalendar(TimeZoneInfo zone, TimeProvider time)
{
    public DateOnly Today => DateOf(time.GetUtcNow());

    /// <summary>When a day begins at the clinic.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight, the day begins an hour later.
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The day at the clinic when something happened.</summary>
    public DateOnly DateOf(DateTimeOffset moment) => LocalOf(moment).Day;

    /// <summary>What the calendar and the clock of the clinic say at a moment.</summary>
    public (DateOnly Day, TimeOnly Clock) LocalOf(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        return (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    /// <summary>
    /// When the clinic's clock shows a time of a day. One that a change of the clock skips is taken as far after the change, and the
    /// first of two that are alike (RFC 5545, section 3.3.5).
    /// </summary>
    public DateTimeOffset MomentOf(DateOnly day, TimeOnly clock)
    {
        var local = day.ToDateTime(clock);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

/// <summary>The body of POST /sessions.</summary>
/// <param name="CloseRecord">Closes the patient's record together with this session.</param>
/// <param name="Substitute">Written for a colleague's patient; needs a reason.</param>
/// <param name="AppointmentId">The patient's appointment at which it was held, which becomes done.</param>
/// <param name="StartTime">When it began, on the clinic's clock, such as 09:30.</param>
/// <param name="Mode">How it was held.</param>
/// <param name="Problem">What the patient comes with, or the diagnosis.</param>
/// <param name="Plan">What is to be done next.</param>
/// <param name="FromDraft">Takes the caller's draft for the patient away together with this session; nothing is filled in from it.</param>
public record NewSession(
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
    string? Reason = null,
    string? AppointmentId = null,
    string? StartTime = null,
    int? Minutes = null,
    AppointmentMode? Mode = null,
    string? Problem = null,
    string? Prognosis = null,
    string? Plan = null,
    bool? FromDraft = null);

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
    int? LegacyNumber = null,
    string? AppointmentId = null,
    string? StartTime = null,
    int? Minutes = null,
    AppointmentMode? Mode = null,
    string? Problem = null,
    string? Prognosis = null,
    string? Plan = null,
    string? GroupId = null,
    string? Remark = null,
    Signature? Signature = null)
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
        session.LegacyNumber,
        session.AppointmentId,
        session.StartTime,
        session.Minutes,
        session.Mode,
        session.Problem,
        session.Prognosis,
        session.Plan,
        session.GroupId,
        session.Remark,
        session.Signature);
}

/// <summary>A session in a list.</summary>
public sealed record SessionSummary(
    string Id, string UserId, int Number, DateOnly Date, string InterventionType, string ThanatologistId, string? ThanatologistName);

/// <summary>The body of POST /sessions/{id}/addenda.</summary>
public sealed record NewAddendum(string? Text = null);

public sealed record AddendumView(string Text, string ById, string? ByName, DateTimeOffset At, Signature? Signature = null)
{
    public static AddendumView Of(Addendum addendum) => new(addendum.Text, addendum.ById, addendum.ByName, addendum.At, addendum.Signature);
}

/// <summary>The rules of POST /sessions.</summary>
public sealed class NewSessionRules : AbstractValidator<NewSession>
{
    /// <summary>The value of the parameter NotesStandard with which a session has what NOM-004-SSA3-2012 asks of a note (6.2).</summary>
    public const string Nom004 = "nom-004";

    public const decimal HighestFee = 100_000;
    internal const int LongestReason = 500;
    internal const int LongestProblem = 2_000;
    internal const int LongestPlan = 4_000;

    /// <param name="notesStandard">What a session has to have beyond the catalogue's data, or null.</param>
    public NewSessionRules(ClinicCalendar calendar, string? notesStandard = null)
    {
        RuleFor(session => session.UserId).RequiredId(new("el id del paciente", "the patient's id"));
        RuleFor(session => session.Date).Required(Phrases.Required(Phrases.Date))
            .SessionDate(calendar);
        RuleFor(session => session.ServiceType).RequiredIn(ClinicCatalogue.ServiceTypes);
        RuleFor(session => session.InterventionType).RequiredIntervention(session => session.ServiceType);
        RuleFor(session => session.Tool).RequiredIn(ClinicCatalogue.Tools);
        RuleFor(session => session.Motive).RequiredIn(ClinicCatalogue.Motives);
        RuleFor(session => session.Evaluation).RequiredText(TextRules.LongestClinicalText);
        RuleFor(session => session.RecoveryFee).Required(Phrases.Required(new("0 o un monto", "0 or an amount")))
            .SessionFee();
        RuleFor(session => session.Reason).OptionalText(LongestReason);
        RuleFor(session => session.AppointmentId).OptionalId();
        RuleFor(session => session.StartTime).StartTime();
        RuleFor(session => session.Minutes).Between(1, AgendaText.MinutesOfDay);
        RuleFor(session => session.Problem).OptionalLines(LongestProblem);
        RuleFor(session => session.Prognosis).OptionalLines(LongestProblem);
        RuleFor(session => session.Plan).OptionalLines(LongestPlan);
        if (notesStandard == Nom004)
        {
            RuleFor(session => session.StartTime).Required(Phrases.IsRequired);
            RuleFor(session => session.Problem).Required(Phrases.IsRequired);
            RuleFor(session => session.Prognosis).Required(Phrases.IsRequired);
            RuleFor(session => session.Plan).Required(Phrases.IsRequired);
        }
    }
}

/// <summary>What sessions, drafts and group sessions ask alike.</summary>
internal static class SessionRules
{
    private static readonly Phrase Amount = new("debe ser de 0 a 100000 con a lo más dos decimales", "must be from 0 to 100000 with at most two decimals");

    public static IRuleBuilderOptions<T, DateOnly?> SessionDate<T>(this IRuleBuilder<T, DateOnly?> rule, ClinicCalendar calendar) => rule
        .Meets(new(), date => date is null || (date.Value.Year >= 1900 && date <= calendar.Today)
            ? null
            : new(FieldCode.OutOfRange, new("debe ser de 1900 en adelante y no posterior a hoy", "must be from 1900 on and not after today")));

    public static IRuleBuilderOptions<T, string?> RequiredIntervention<T>(this IRuleBuilder<T, string?> rule, Func<T, string?> serviceType) =>
        rule.Meets(new() { Required = true, Values = ClinicCatalogue.InterventionTypes }, (session, intervention) => FaultOf(intervention, serviceType(session)));

    public static IRuleBuilderOptions<T, string?> StartTime<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Meets(new() { Pattern = AgendaText.ClockPattern }, clock => clock is null ? null : AgendaText.FaultOfBeginning(clock));

    public static IRuleBuilderOptions<T, decimal?> SessionFee<T>(this IRuleBuilder<T, decimal?> rule) =>
        rule.Meets(new() { Minimum = 0, Maximum = NewSessionRules.HighestFee }, FaultOf);

    private static FieldFault? FaultOf(string? intervention, string? serviceType)
    {
        var interventions = ClinicCatalogue.InterventionsOf(serviceType);
        if (interventions is null)
            return string.IsNullOrWhiteSpace(intervention) ? new(FieldCode.Required, Phrases.IsRequired) : null;
        if (interventions.Find(intervention) is not null)
            return null;
        var values = string.Join(", ", interventions.Values);
        return new(
            string.IsNullOrWhiteSpace(intervention) ? FieldCode.Required : FieldCode.NotInCatalogue,
            Phrases.Required(new("para este serviceType uno de " + values, "for this serviceType one of " + values)));
    }

    private static FieldFault? FaultOf(decimal? fee) => fee switch
    {
        < 0 => new(FieldCode.OutOfRange, Amount, 0),
        > NewSessionRules.HighestFee => new(FieldCode.OutOfRange, Amount, NewSessionRules.HighestFee),
        { } amount when decimal.Round(amount, 2) != amount => new(FieldCode.InvalidFormat, Amount),
        _ => null,
    };
}

/// <summary>The rules of POST /sessions/{id}/addenda.</summary>
public sealed class NewAddendumRules : AbstractValidator<NewAddendum>
{
    public NewAddendumRules() => RuleFor(addendum => addendum.Text).RequiredText(5_000);
}
