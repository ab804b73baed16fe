using System.Globalization;
using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Agenda;

/// <summary>How patient and thanatologist meet.</summary>
[JsonConverter(typeof(AppointmentModeConverter))]
public enum AppointmentMode
{
    InPerson,
    Phone,
    Video,
}

/// <summary>Reads and writes modes by their names.</summary>
public sealed class AppointmentModeConverter() : StrictEnumConverter<AppointmentMode>(AppointmentModes.Names);

/// <summary>The names of modes.</summary>
public static class AppointmentModes
{
    public static readonly IReadOnlyList<string> Names = ["in-person", "phone", "video"];

    public static readonly IReadOnlyList<AppointmentMode> All = Enum.GetValues<AppointmentMode>();

    public static string Name(this AppointmentMode mode) => Names[(int)mode];

    public static AppointmentMode? Parse(string? name) => All.Cast<AppointmentMode?>().FirstOrDefault(mode => mode!.Value.Name() == name);
}

/// <summary>When a thanatologist can be booked: the hours of every week, what differs from them, and how the hours are cut. Members are those of <see cref="AvailabilityView"/>.</summary>
public sealed record Availability(
    int Minutes,
    int Step,
    int Buffer,
    int NoticeHours,
    int HorizonDays,
    IReadOnlyList<AvailabilityRule> Rules,
    IReadOnlyList<ExceptionalDays> Exceptions,
    int Version)
{
    /// <summary>Of somebody for whom nothing has been written yet.</summary>
    public static Availability None { get; } = new(60, 30, 0, 0, 90, [], [], 0);
}

/// <summary>Hours of every week, on the clock of the clinic's time zone.</summary>
/// <param name="Weekday">From 1 for Monday to 7 for Sunday (ISO 8601).</param>
/// <param name="To">When the hours end, at most 24:00.</param>
/// <param name="Modes">How one can meet in these hours; absent: in every way.</param>
/// <param name="Place">Where one meets in person.</param>
/// <param name="ValidFrom">The first day that the rule may apply to.</param>
/// <param name="ValidTo">The last one.</param>
public sealed record AvailabilityRule(
    int? Weekday = null,
    string? From = null,
    string? To = null,
    IReadOnlyList<AppointmentMode>? Modes = null,
    string? Place = null,
    DateOnly? ValidFrom = null,
    DateOnly? ValidTo = null);

/// <summary>What differs from the rules: closed days, or hours that are added on one day. On a closed day added hours are the only ones.</summary>
/// <param name="Date">The day, or the first of the closed ones.</param>
/// <param name="Closed">True for closed days; hours have from and to instead.</param>
/// <param name="From">When the added hours begin.</param>
/// <param name="To">Of closed days the last one, absent when it is one; of hours when they end, at most 24:00.</param>
/// <param name="Note">Why the days are closed. Colleagues are not shown it.</param>
/// <param name="Place">Where one meets in person in the added hours.</param>
public sealed record ExceptionalDays(
    DateOnly? Date = null,
    bool? Closed = null,
    string? From = null,
    string? To = null,
    string? Note = null,
    string? Place = null)
{
    internal bool IsClosed => Closed is true;

    /// <summary>Of closed days.</summary>
    internal DateOnly LastDay => To is null ? Date!.Value : AgendaText.ParseDate(To)!.Value;
}

/// <summary>The body of PUT /availability/{id}. What is left out has its default, and there are no rules or exceptions but those that are sent.</summary>
/// <param name="Minutes">The length of an appointment that says none, and of free times.</param>
/// <param name="Step">Free times begin at the beginning of the hours and every so many minutes after it.</param>
/// <param name="Buffer">The minutes that are kept free after each appointment.</param>
/// <param name="NoticeHours">How long before it a patient books at the latest.</param>
/// <param name="HorizonDays">How many days ahead a patient books.</param>
/// <param name="TimeZone">May be repeated, not changed.</param>
/// <param name="Version">May be repeated, not changed.</param>
public sealed record AvailabilityEdit(
    int? Minutes = null,
    int? Step = null,
    int? Buffer = null,
    int? NoticeHours = null,
    int? HorizonDays = null,
    IReadOnlyList<AvailabilityRule>? Rules = null,
    IReadOnlyList<ExceptionalDays>? Exceptions = null,
    string? TimeZone = null,
    int? Version = null)
{
    /// <summary>What is stored of it, once its rules are known to hold.</summary>
    internal Availability Normalized(int version) => new(
        Minutes ?? Availability.None.Minutes,
        Step ?? Availability.None.Step,
        Buffer ?? Availability.None.Buffer,
        NoticeHours ?? Availability.None.NoticeHours,
        HorizonDays ?? Availability.None.HorizonDays,
        [.. (Rules ?? []).Select(rule => rule with { Modes = rule.Modes?.Order().ToList(), Place = rule.Place?.Trim() })],
        [.. (Exceptions ?? []).Select(exception => exception with { Closed = exception.IsClosed ? true : null, Note = exception.Note?.Trim(), Place = exception.Place?.Trim() })],
        version);
}

/// <summary>A thanatologist's availability as the API shows it.</summary>
/// <param name="Minutes">The length of an appointment that says none, and of free times.</param>
/// <param name="Step">Free times begin at the beginning of the hours and every so many minutes after it.</param>
/// <param name="Buffer">The minutes that are kept free after each appointment.</param>
/// <param name="NoticeHours">How long before it a patient books at the latest.</param>
/// <param name="HorizonDays">How many days ahead a patient books.</param>
/// <param name="TimeZone">The clinic's, whose clock the hours are on.</param>
/// <param name="Version">0 as long as nothing has been written.</param>
public sealed record AvailabilityView(
    int Minutes,
    int Step,
    int Buffer,
    int NoticeHours,
    int HorizonDays,
    IReadOnlyList<AvailabilityRule> Rules,
    IReadOnlyList<ExceptionalDays> Exceptions,
    string TimeZone,
    int Version)
{
    /// <param name="withNotes">Whether the reader is shown why days are closed.</param>
    public static AvailabilityView Of(Availability availability, string timeZone, bool withNotes) => new(
        availability.Minutes,
        availability.Step,
        availability.Buffer,
        availability.NoticeHours,
        availability.HorizonDays,
        availability.Rules,
        withNotes ? availability.Exceptions : [.. availability.Exceptions.Select(exception => exception with { Note = null })],
        timeZone,
        availability.Version);
}

/// <summary>The rules of PUT /availability/{id}. The service compares the time zone and the version.</summary>
public sealed class AvailabilityEditRules : AbstractValidator<AvailabilityEdit>
{
    public const int MostBuffer = 60;
    public const int MostHorizonDays = 366;

    private const int MostRules = 100;
    private const int MostExceptions = 400;

    public AvailabilityEditRules()
    {
        RuleFor(edit => edit.Minutes).Between(AppointmentRules.FewestMinutes, AppointmentRules.MostMinutes, Availability.None.Minutes);
        RuleFor(edit => edit.Step).Between(5, 60, Availability.None.Step);
        RuleFor(edit => edit.Buffer).Between(0, MostBuffer, Availability.None.Buffer);
        RuleFor(edit => edit.NoticeHours).Between(0, 720, Availability.None.NoticeHours);
        RuleFor(edit => edit.HorizonDays).Between(1, MostHorizonDays, Availability.None.HorizonDays);
        RuleFor(edit => edit.Rules).AtMost(MostRules);
        RuleFor(edit => edit.Exceptions).AtMost(MostExceptions);
        RuleForEach(edit => edit.Rules).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new AvailabilityRuleRules()).When(edit => edit.Rules.HasAtMost(MostRules));
        RuleForEach(edit => edit.Exceptions).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new ExceptionalDaysRules()).When(edit => edit.Exceptions.HasAtMost(MostExceptions));
    }
}

public sealed class AvailabilityRuleRules : AbstractValidator<AvailabilityRule>
{
    public AvailabilityRuleRules()
    {
        RuleFor(rule => rule.Weekday).Required(Phrases.Required(AgendaText.Weekday)).Between(1, 7);
        RuleFor(rule => rule.From).Meets(new() { Required = true, Pattern = AgendaText.ClockPattern }, AgendaText.FaultOfBeginning);
        RuleFor(rule => rule.To).Meets(new() { Required = true, Pattern = AgendaText.EndPattern }, (rule, to) => AgendaText.FaultOfEnd(rule.From, to));
        RuleFor(rule => rule.Modes).Meets(new() { MaxItems = AppointmentModes.Names.Count }, FaultOf);
        RuleFor(rule => rule.Place).OptionalText(AgendaText.LongestPlace);
        RuleFor(rule => rule.ValidTo).Meets(new(), (rule, last) => last < rule.ValidFrom ? AgendaText.NotBefore("validFrom") : null);
    }

    private static FieldFault? FaultOf(IReadOnlyList<AppointmentMode>? modes) => modes switch
    {
        null => null,
        [] => new(FieldCode.Required, Phrases.MustBe(Phrases.SomeOf(AppointmentModes.Names))),
        _ when modes.Distinct().Count() < modes.Count => new(FieldCode.Duplicate, Phrases.MustBe(Phrases.SomeOf(AppointmentModes.Names))),
        _ => null,
    };
}

public sealed class ExceptionalDaysRules : AbstractValidator<ExceptionalDays>
{
    private static readonly Phrase ForHours = new("es solo para horas que se agregan", "is for added hours only");
    private static readonly Phrase ForClosedDays = new("es solo para días cerrados", "is for closed days only");

    public ExceptionalDaysRules()
    {
        RuleFor(exception => exception.Date).Required(Phrases.Required(Phrases.Date));
        RuleFor(exception => exception.From).Meets(new() { Pattern = AgendaText.ClockPattern }, (exception, from) =>
            !exception.IsClosed ? AgendaText.FaultOfBeginning(from) : from is null ? null : new(FieldCode.NotAllowed, ForHours));
        RuleFor(exception => exception.To).Meets(new() { Pattern = AgendaText.DateOrEndPattern }, (exception, to) =>
            exception.IsClosed ? FaultOfLastDay(exception.Date, to) : AgendaText.FaultOfEnd(exception.From, to));
        RuleFor(exception => exception.Note).OptionalText(AgendaText.LongestNote);
        RuleFor(exception => exception.Note).Absent(ForClosedDays).When(exception => !exception.IsClosed);
        RuleFor(exception => exception.Place).OptionalText(AgendaText.LongestPlace);
        RuleFor(exception => exception.Place).Absent(ForHours).When(exception => exception.IsClosed);
    }

    private static FieldFault? FaultOfLastDay(DateOnly? first, string? last) => (last, last is null ? null : AgendaText.ParseDate(last)) switch
    {
        (null, _) => null,
        (_, null) => new(FieldCode.InvalidFormat, Phrases.MustBe(Phrases.Date)),
        (_, { } day) when day < first => AgendaText.NotBefore("date"),
        _ => null,
    };
}

/// <summary>Days and times of the clock as the agenda writes them.</summary>
internal static class AgendaText
{
    public const int LongestPlace = 200;
    public const int LongestNote = 200;
    public const int MinutesOfDay = 24 * 60;
    public const string ClockPattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    public const string EndPattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";
    public const string DateOrEndPattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00|[0-9]{4}-[0-9]{2}-[0-9]{2})$";

    public static readonly Phrase Weekday = new("un número de 1, lunes, a 7, domingo", "a number from 1, Monday, to 7, Sunday");
    private static readonly Phrase Beginning = new("una hora como 09:00", "a time such as 09:00");
    private static readonly Phrase End = new("una hora como 14:00, a más tardar 24:00", "a time such as 14:00, at the latest 24:00");

    /// <summary>The minutes from midnight to a time of the clock, or null. 24:00 is the end of a day.</summary>
    public static int? ParseClock(string? text) =>
        text == "24:00" ? MinutesOfDay
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute
        : null;

    /// <summary>From 1 for Monday to 7 for Sunday (ISO 8601).</summary>
    public static int WeekdayOf(DateOnly day) => day.DayOfWeek is DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;

    public static DateOnly? ParseDate(string text) => Http.QueryParameter.ParseDate(text);

    public static FieldFault? FaultOfBeginning(string? from) => from switch
    {
        null => new(FieldCode.Required, Phrases.Required(Beginning)),
        _ when ParseClock(from) is null or MinutesOfDay => new(FieldCode.InvalidFormat, Phrases.MustBe(Beginning)),
        _ => null,
    };

    public static FieldFault? FaultOfEnd(string? from, string? to) => (to, ParseClock(to)) switch
    {
        (null, _) => new(FieldCode.Required, Phrases.Required(End)),
        (_, null) => new(FieldCode.InvalidFormat, Phrases.MustBe(End)),
        (_, { } end) when end <= ParseClock(from) => new(FieldCode.OutOfRange, new("debe ser posterior a from", "must be after from")),
        _ => null,
    };

    public static FieldFault NotBefore(string field) => new(FieldCode.OutOfRange, new($"no debe ser anterior a {field}", $"must not be before {field}"));
}
