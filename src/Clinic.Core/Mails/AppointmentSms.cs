using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>
/// The SMS to patients about their appointments: as much of what the mail says as one segment holds, and at least when. They are written
/// without á, í, ó and ú, which the alphabet of SMS lacks.
/// </summary>
internal sealed class AppointmentSms(AppointmentWords words)
{
    private static readonly Phrase Answer = new("Confirmar o cancelar", "Confirm or cancel");

    /// <param name="link">Where the patient answers; null in a cancellation.</param>
    public string Of(NoticeKind kind, Appointment appointment, string? link) => Compose(
        kind switch
        {
            NoticeKind.Moved => new("Su cita ahora es:", "Your appointment is now:"),
            NoticeKind.Cancelled => new("Queda cancelada su cita:", "Your appointment is cancelled:"),
            NoticeKind.Reminder => new("Recuerde su cita:", "Reminder of your appointment:"),
            _ => new("Su cita:", "Your appointment:"),
        },
        appointment,
        link);

    /// <param name="appointments">All dates of a series, of which the first is told.</param>
    public string OfSeries(IReadOnlyList<Appointment> appointments, string link) =>
        Compose(new($"Sus {appointments.Count} citas, la primera:", $"Your {appointments.Count} appointments, the first one:"), appointments[0], link);

    /// <param name="link">Null when nothing was moved.</param>
    public string OfChanges(IReadOnlyList<Appointment> moved, IReadOnlyList<Appointment> cancelled, string? link) => Compose(
        moved.Count > 0
            ? new("Cambian sus citas, la primera:", "Your appointments change, the first one:")
            : new($"Quedan canceladas {cancelled.Count} citas, la primera:", $"{cancelled.Count} appointments are cancelled, the first one:"),
        moved.Count > 0 ? moved[0] : cancelled[0],
        link);

    private string Compose(Phrase phrase, Appointment appointment, string? link)
    {
        var (what, when, where, answer) = (phrase.In(words.Language), words.WhenInShort(appointment.Start), words.Where(appointment.Mode, appointment.Place), Answer.In(words.Language));
        string[] texts = link is null
            ? [$"{what} {when}, {where}"]
            : [$"{what} {when}, {where}. {answer}: {link}", $"{what} {when}. {answer}: {link}", $"{what} {when} {link}", $"{when} {link}"];
        return texts.FirstOrDefault(text => SmsText.IsGsm7(text) && SmsText.Segments(text) == 1) ?? $"{what} {when}";
    }
}
