using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Agenda;

/// <summary>The body of POST /appointments.</summary>
/// <param name="ThanatologistId">The thanatologist of record when it is left out.</param>
/// <param name="Start">On a whole minute and in the future, with any offset.</param>
/// <param name="Minutes">The length; that of the thanatologist's availability when it is left out.</param>
/// <param name="Mode">In person when it is left out.</param>
/// <param name="Place">That of the thanatologist's hours when it is left out.</param>
/// <param name="Note">For the front desk; no clinical text.</param>
/// <param name="Override">Books outside of the thanatologist's hours; for staff. Nothing books a time that is taken.</param>
/// <param name="Repeat">Books a series, of which this is the first.</param>
/// <param name="WaitingListId">The patient's entry in the waiting list, which is taken away with the booking.</param>
public sealed record NewAppointment(
    string? PatientId = null,
    string? ThanatologistId = null,
    DateTimeOffset? Start = null,
    int? Minutes = null,
    AppointmentMode? Mode = null,
    string? Place = null,
    string? Note = null,
    bool? Override = null,
    Repeat? Repeat = null,
    string? WaitingListId = null);

/// <summary>How an appointment is repeated, at the same time on the clinic's clock: by a count or up to a day.</summary>
/// <param name="Every">By month it is the same weekday of the month, the fifth becoming the last.</param>
/// <param name="Count">How many, the first and excepted ones included.</param>
/// <param name="Until">The last day that there may be one.</param>
/// <param name="Except">Days without one.</param>
/// <param name="AllOrNone">Books nothing unless every one of them is free.</param>
public sealed record Repeat(RepeatEvery? Every = null, int? Count = null, DateOnly? Until = null, IReadOnlyList<DateOnly>? Except = null, bool? AllOrNone = null);

[JsonConverter(typeof(RepeatEveryConverter))]
public enum RepeatEvery
{
    Week,
    TwoWeeks,
    Month,
}

/// <summary>Reads and writes intervals by their names.</summary>
public sealed class RepeatEveryConverter() : StrictEnumConverter<RepeatEvery>(["week", "two-weeks", "month"]);

/// <summary>What a PATCH of an appointment is merged into.</summary>
/// <param name="Override">Moves it outside of the thanatologist's hours; for staff.</param>
/// <param name="Reason">Why it is cancelled.</param>
public sealed record AppointmentEdit(
    string? ThanatologistId = null,
    DateTimeOffset? Start = null,
    int? Minutes = null,
    AppointmentMode? Mode = null,
    string? Place = null,
    string? Note = null,
    AppointmentStatus? Status = null,
    string? Reason = null,
    bool? Override = null)
{
    public static AppointmentEdit Of(Appointment appointment) => new(
        appointment.ThanatologistId, appointment.Start, appointment.Minutes, appointment.Mode, appointment.Place, appointment.Note, appointment.Status, appointment.Reason);
}

/// <summary>An appointment as the API shows it.</summary>
public sealed record AppointmentView(
    string Id,
    string PatientId,
    string? PatientName,
    string ThanatologistId,
    string? ThanatologistName,
    DateTimeOffset Start,
    DateTimeOffset End,
    int Minutes,
    AppointmentMode Mode,
    string? Place,
    string? Note,
    AppointmentStatus Status,
    string? Reason,
    CancelledBy? CancelledBy,
    string? SeriesId,
    string? SessionId,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static AppointmentView Of(Appointment appointment, string? patientName, string? thanatologistName) => new(
        appointment.Id,
        appointment.PatientId,
        patientName,
        appointment.ThanatologistId,
        thanatologistName,
        appointment.Start,
        appointment.End,
        appointment.Minutes,
        appointment.Mode,
        appointment.Place,
        appointment.Note,
        appointment.Status,
        appointment.Reason,
        appointment.CancelledBy,
        appointment.SeriesId,
        appointment.Session?.SessionId,
        appointment.Version,
        appointment.CreatedAt,
        appointment.UpdatedAt);
}

/// <summary>What became of the appointments of a series: those that were booked or changed, and the wanted starts of those that could not be.</summary>
public sealed record SeriesView(string SeriesId, IReadOnlyList<AppointmentView> Items, IReadOnlyList<TimeConflict> Conflicts);

/// <summary>One appointment, or what became of a series.</summary>
public sealed record BookedView(AppointmentView? Appointment, SeriesView? Series);

/// <summary>An appointment that somebody leaves behind who is deactivated, or whose record is closed or given to somebody else.</summary>
public sealed record FutureAppointment(string Id, DateTimeOffset Start, string PatientId, string ThanatologistId);

/// <summary>Which appointments to list: a patient's, a thanatologist's, both or the clinic's, of days from the first to the last.</summary>
public sealed record AppointmentQuery(string? PatientId, string? ThanatologistId, DateOnly From, DateOnly? To, AppointmentStatus? Status)
{
    public const int MostDays = 366;

    private const int FirstYear = 1900;
    private const int LastYear = 9000;

    public DateOnly LastDay => To ?? From.AddDays(MostDays - 1);

    /// <exception cref="InvalidInputException">The last day is before the first, or too long after it, or the clinic's day has no time in UTC.</exception>
    internal void CheckPeriod()
    {
        if (From.Year is < FirstYear or > LastYear)
            throw new InvalidInputException("from", FieldCode.OutOfRange, new($"debe ser de {FirstYear} a {LastYear}", $"must be from {FirstYear} to {LastYear}"));
        if (LastDay < From)
            throw new InvalidInputException("to", AgendaText.NotBefore("from"));
        if (LastDay.DayNumber - From.DayNumber >= MostDays)
            throw new InvalidInputException("to", new FieldFault(FieldCode.OutOfRange, new($"debe estar a menos de {MostDays} días de from", $"must be less than {MostDays} days after from"), MostDays));
    }
}

/// <summary>The rules of POST /appointments.</summary>
public sealed class NewAppointmentRules : AbstractValidator<NewAppointment>
{
    public NewAppointmentRules(ClinicCalendar calendar, TimeProvider time)
    {
        RuleFor(appointment => appointment.PatientId).RequiredId(new("el id del paciente", "the patient's id"));
        RuleFor(appointment => appointment.ThanatologistId).OptionalId();
        RuleFor(appointment => appointment.Start).Meets(new() { Required = true }, start => AppointmentRules.FaultOfStart(start, time));
        RuleFor(appointment => appointment.Minutes).Between(AppointmentRules.FewestMinutes, AppointmentRules.MostMinutes);
        RuleFor(appointment => appointment.Place).OptionalText(AgendaText.LongestPlace);
        RuleFor(appointment => appointment.Note).OptionalLines(AppointmentRules.LongestNote);
        RuleFor(appointment => appointment.WaitingListId).OptionalId();
        RuleFor(appointment => appointment.Repeat!).SetValidator(new RepeatRules()).When(appointment => appointment.Repeat is not null);
        RuleFor(appointment => appointment.Repeat!.Until).Meets(new(), (appointment, until) => FaultOfUntil(appointment.Start!.Value, appointment.Repeat!, calendar))
            .When(appointment => appointment.Repeat is { Every: not null, Until: not null, Count: null } && AppointmentRules.FaultOfStart(appointment.Start, time) is null);
    }

    private static FieldFault? FaultOfUntil(DateTimeOffset start, Repeat repeat, ClinicCalendar calendar) =>
        repeat.Until < calendar.DateOf(start) ? AgendaText.NotBefore("start")
        : Recurrence.Expand(start, repeat with { Except = null }, calendar).Count > Recurrence.Most
            ? new(FieldCode.TooMany, new($"deja más de {Recurrence.Most} citas", $"leaves more than {Recurrence.Most} appointments"), Recurrence.Most)
        : null;
}

/// <summary>The rules of a series.</summary>
public sealed class RepeatRules : AbstractValidator<Repeat>
{
    private const int MostExceptions = 52;

    public RepeatRules()
    {
        RuleFor(repeat => repeat.Every).Required(Phrases.Required(Phrases.OneOf(["week", "two-weeks", "month"])));
        RuleFor(repeat => repeat.Count).Between(2, Recurrence.Most);
        RuleFor(repeat => repeat.Count).Required(new("es obligatorio, o until en su lugar", "is required, or until in its place")).When(repeat => repeat.Until is null);
        RuleFor(repeat => repeat.Until).Absent(new("no va con count", "does not go with count")).When(repeat => repeat.Count is not null);
        RuleFor(repeat => repeat.Except).AtMost(MostExceptions);
    }
}

/// <summary>The rules of an appointment as a merged PATCH leaves it. Whether a start is still ahead counts only where it is another one.</summary>
public sealed class AppointmentEditRules : AbstractValidator<AppointmentEdit>
{
    public AppointmentEditRules()
    {
        RuleFor(edit => edit.ThanatologistId).RequiredId(Phrases.ThanatologistId);
        RuleFor(edit => edit.Start).Required(Phrases.IsRequired);
        RuleFor(edit => edit.Minutes).Required(Phrases.IsRequired).Between(AppointmentRules.FewestMinutes, AppointmentRules.MostMinutes);
        RuleFor(edit => edit.Mode).Required(Phrases.IsRequired);
        RuleFor(edit => edit.Place).OptionalText(AgendaText.LongestPlace);
        RuleFor(edit => edit.Note).OptionalLines(AppointmentRules.LongestNote);
        RuleFor(edit => edit.Status).Required(Phrases.IsRequired);
        RuleFor(edit => edit.Reason).OptionalText(AppointmentRules.LongestReason);
    }
}

/// <summary>What every appointment keeps to.</summary>
public static class AppointmentRules
{
    public const int FewestMinutes = 15;
    public const int MostMinutes = 240;
    public const int LongestNote = 500;
    public const int LongestReason = 200;

    /// <summary>Later is a mistyped year.</summary>
    public const int MostYearsAhead = 10;

    private static readonly Phrase Start = new("un momento futuro en un minuto entero, como 2026-11-22T18:30:00Z", "a future time on a whole minute, such as 2026-11-22T18:30:00Z");

    public static FieldFault? FaultOfStart(DateTimeOffset? start, TimeProvider time) => start switch
    {
        null => new(FieldCode.Required, Phrases.Required(Start)),
        { } moment when moment.Ticks % TimeSpan.TicksPerMinute != 0 => new(FieldCode.InvalidFormat, Phrases.MustBe(Start)),
        { } moment when moment <= time.GetUtcNow() || moment > time.GetUtcNow().AddYears(MostYearsAhead) => new(FieldCode.OutOfRange, Phrases.MustBe(Start)),
        _ => null,
    };
}
