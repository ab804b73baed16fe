using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Agenda;

/// <summary>A patient who waits for a time, and which times suit them. An entry never changes: it is added, and taken away.</summary>
/// <param name="Id">A UUIDv7, so that entries in the order of their ids are oldest first.</param>
/// <param name="ThanatologistId">Null when any thanatologist suits.</param>
/// <param name="Weekdays">From 1 for Monday to 7 for Sunday; null when every day suits.</param>
/// <param name="From">When an appointment may begin at the earliest, on the clinic's clock.</param>
/// <param name="To">When it has to end at the latest.</param>
/// <param name="Until">The last day that suits; after it the entry is gone.</param>
public sealed record WaitingListEntry(
    string Id,
    string PatientId,
    string? ThanatologistId,
    IReadOnlyList<int>? Weekdays,
    string? From,
    string? To,
    DateOnly? Until,
    string? Note,
    DateTimeOffset CreatedAt)
{
    internal bool SuitsWith(string? thanatologistId) => thanatologistId is null || ThanatologistId is null || ThanatologistId == thanatologistId;

    /// <summary>Whether a time suits: all of the appointment lies within the wanted times of the clinic's clock.</summary>
    internal bool Suits(DateTimeOffset start, int minutes, TimeZoneInfo zone)
    {
        var moment = ClinicClock.MinutesOf(start);
        var ((day, begin), (lastDay, end)) = (ClinicClock.Read(zone, moment), ClinicClock.Read(zone, moment + minutes));
        end += (lastDay.DayNumber - day.DayNumber) * AgendaText.MinutesOfDay;
        return Weekdays?.Contains(AgendaText.WeekdayOf(day)) is not false
            && !(begin < AgendaText.ParseClock(From)) && !(end > AgendaText.ParseClock(To)) && !(day > Until);
    }
}

/// <summary>The body of POST /waiting-list.</summary>
/// <param name="ThanatologistId">Whom the patient waits for; any thanatologist when it is left out.</param>
/// <param name="Weekdays">The days that suit, from 1 for Monday to 7 for Sunday (ISO 8601); every day when they are left out.</param>
/// <param name="From">When an appointment may begin at the earliest, on the clock of the clinic's time zone.</param>
/// <param name="To">When it has to end at the latest, at most 24:00.</param>
/// <param name="Until">The last day that suits; after it the entry is gone.</param>
/// <param name="Note">For the front desk; no clinical text.</param>
public sealed record NewWaitingListEntry(
    string? PatientId = null,
    string? ThanatologistId = null,
    IReadOnlyList<int>? Weekdays = null,
    string? From = null,
    string? To = null,
    DateOnly? Until = null,
    string? Note = null);

/// <summary>An entry of the waiting list as the API shows it.</summary>
/// <param name="ThanatologistId">Whom the patient waits for; absent when any thanatologist suits.</param>
/// <param name="Weekdays">The days that suit; absent when every day does.</param>
public sealed record WaitingListEntryView(
    string Id,
    string PatientId,
    string? PatientName,
    string? ThanatologistId,
    string? ThanatologistName,
    IReadOnlyList<int>? Weekdays,
    string? From,
    string? To,
    DateOnly? Until,
    string? Note,
    DateTimeOffset CreatedAt)
{
    public static WaitingListEntryView Of(WaitingListEntry entry, string? patientName, string? thanatologistName) => new(
        entry.Id, entry.PatientId, patientName, entry.ThanatologistId, thanatologistName, entry.Weekdays, entry.From, entry.To, entry.Until, entry.Note, entry.CreatedAt);
}

/// <summary>Which entries to list: those that suit a thanatologist, or everybody's; and of these those that a time suits.</summary>
/// <param name="Minutes">The length of that time; the thanatologist's own when it is left out.</param>
public sealed record WaitingListQuery(string? ThanatologistId, DateTimeOffset? Fits, int? Minutes);

/// <summary>The rules of POST /waiting-list.</summary>
public sealed class NewWaitingListEntryRules : AbstractValidator<NewWaitingListEntry>
{
    private static readonly Phrase Days = Phrases.MustBe(new("algunos de 1, lunes, a 7, domingo", "some of 1, Monday, to 7, Sunday"));

    public NewWaitingListEntryRules(ClinicCalendar calendar)
    {
        RuleFor(entry => entry.PatientId).RequiredId(new("el id del paciente", "the patient's id"));
        RuleFor(entry => entry.ThanatologistId).OptionalId();
        RuleFor(entry => entry.Weekdays).Meets(new() { MaxItems = 7 }, FaultOf);
        RuleFor(entry => entry.From).Meets(new() { Pattern = AgendaText.ClockPattern }, from => from is null ? null : AgendaText.FaultOfBeginning(from));
        RuleFor(entry => entry.To).Meets(new() { Pattern = AgendaText.EndPattern }, (entry, to) => to is null ? null : AgendaText.FaultOfEnd(entry.From ?? "00:00", to));
        RuleFor(entry => entry.Until).Meets(new(), until => until < calendar.Today || until > calendar.Today.AddYears(AppointmentRules.MostYearsAhead)
            ? new(FieldCode.OutOfRange, new($"debe ser de hoy a dentro de {AppointmentRules.MostYearsAhead} años", $"must be from today to {AppointmentRules.MostYearsAhead} years ahead"))
            : null);
        RuleFor(entry => entry.Note).OptionalLines(AppointmentRules.LongestNote);
    }

    private static FieldFault? FaultOf(IReadOnlyList<int>? weekdays) => weekdays switch
    {
        null => null,
        [] => new(FieldCode.Required, Days),
        _ when weekdays.Any(day => day is < 1 or > 7) => new(FieldCode.OutOfRange, Days),
        _ when weekdays.Distinct().Count() < weekdays.Count => new(FieldCode.Duplicate, Days),
        _ => null,
    };
}
