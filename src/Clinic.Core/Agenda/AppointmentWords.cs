using System.Globalization;
using Clinic.Core.Errors;

namespace Clinic.Core.Agenda;

/// <summary>When an appointment is and where, as people write it: on the clinic's clock, and without a word of what it is for.</summary>
public sealed class AppointmentWords(Language language, TimeZoneInfo zone)
{
    // The runtime has no cultures that could spell them.
    private static readonly string[] SpanishDays = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];

    private static readonly string[] SpanishMonths =
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    private static readonly Phrase Clinic = new("en la clínica", "at the clinic");
    private static readonly Phrase Call = new("le llamaremos por teléfono", "we will call you by phone");
    private static readonly Phrase Video = new("por videollamada", "by video call");

    public Language Language => language;

    /// <summary>Such as <c>jueves 3 de diciembre de 2026</c> or <c>Thursday, 3 December 2026</c>.</summary>
    public string Day(DateTimeOffset start)
    {
        var local = Local(start);
        return language is Language.English
            ? local.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{SpanishDays[(int)local.DayOfWeek]} {local.Day} de {SpanishMonths[local.Month - 1]} de {local.Year}");
    }

    /// <summary>Such as <c>9:00</c>, on the clock of 24 hours.</summary>
    public string Clock(DateTimeOffset start) => Local(start).ToString("H:mm", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>jueves 3 de diciembre de 2026, 9:00</c>.</summary>
    public string When(DateTimeOffset start) => $"{Day(start)}, {Clock(start)}";

    /// <summary>Such as <c>jue 3 dic 9:00</c> or <c>Thu 3 Dec 9:00</c>.</summary>
    public string WhenInShort(DateTimeOffset start)
    {
        var local = Local(start);
        return language is Language.English
            ? local.ToString("ddd d MMM H:mm", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Short(SpanishDays[(int)local.DayOfWeek])} {local.Day} {Short(SpanishMonths[local.Month - 1])} {local:H:mm}");
    }

    /// <summary>The place, or how the call comes.</summary>
    public string Where(AppointmentMode mode, string? place) => (mode, place) switch
    {
        (AppointmentMode.Phone, _) => Call.In(language),
        (AppointmentMode.Video, null) => Video.In(language),
        (AppointmentMode.Video, _) => $"{Video.In(language)}: {place}",
        _ => place ?? Clinic.In(language),
    };

    /// <summary>Without accents, which an SMS would pay for.</summary>
    private static string Short(string name) => name[..3].Replace('á', 'a').Replace('é', 'e');

    private DateTime Local(DateTimeOffset start) => TimeZoneInfo.ConvertTime(start, zone).DateTime;
}
