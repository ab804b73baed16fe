using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The mails about appointments, in the clinic's language: when and where, and no word of what they are for.</summary>
internal sealed class AppointmentMails(AppointmentWords words)
{
    private static readonly Phrase Answer = new("Confirmar o cancelar la cita", "Confirm or cancel the appointment");
    private static readonly Phrase AnswerFirst = new("Confirmar o cancelar la primera", "Confirm or cancel the first one");
    private static readonly Phrase CallUs = new("Si quiere otra hora, comuníquese con la clínica.", "If you would like another time, please get in touch with the clinic.");

    /// <summary>A mail about one appointment.</summary>
    /// <param name="link">Where the patient answers; null in a cancellation.</param>
    public (string Subject, MessageContent Content) Of(NoticeKind kind, string firstName, Appointment appointment, string? link)
    {
        var (subject, opening) = kind switch
        {
            NoticeKind.Moved => (new Phrase("Su cita tiene otra hora", "Your appointment has another time"), new Phrase("Su cita en la clínica cambió. Ahora es:", "Your appointment at the clinic has changed. It is now:")),
            NoticeKind.Cancelled => (new("Su cita se canceló", "Your appointment is cancelled"), new("La clínica canceló esta cita:", "The clinic has cancelled this appointment:")),
            NoticeKind.Reminder => (new("Recordatorio de su cita", "Reminder of your appointment"), new("Le recordamos su cita en la clínica:", "This is a reminder of your appointment at the clinic:")),
            _ => (new("Su cita en la clínica", "Your appointment at the clinic"), new("Tiene una cita en la clínica:", "You have an appointment at the clinic:")),
        };
        return ComposeDates(subject, firstName, [(opening, [appointment])], link);
    }

    /// <summary>A mail about all dates of a series.</summary>
    public (string Subject, MessageContent Content) OfSeries(string firstName, IReadOnlyList<Appointment> appointments, string link) => ComposeDates(
        new("Sus citas en la clínica", "Your appointments at the clinic"),
        firstName,
        [(new("Tiene estas citas en la clínica:", "You have these appointments at the clinic:"), appointments)],
        link);

    /// <summary>A mail about what has changed of a series.</summary>
    /// <param name="link">Null when nothing was moved.</param>
    public (string Subject, MessageContent Content) OfChanges(string firstName, IReadOnlyList<Appointment> moved, IReadOnlyList<Appointment> cancelled, string? link) => ComposeDates(
        new("Cambios en sus citas", "Changes to your appointments"),
        firstName,
        [
            (new("Sus citas en la clínica cambiaron. Ahora son:", "Your appointments at the clinic have changed. They are now:"), moved),
            (new("La clínica canceló estas citas:", "The clinic has cancelled these appointments:"), cancelled),
        ],
        link);

    /// <summary>A mail to a thanatologist about a time that has become free, without a name.</summary>
    /// <param name="count">How many entries of the waiting list it suits.</param>
    public (string Subject, MessageContent Content) OfFreeTime(string firstName, DateTimeOffset start, int count) => Compose(
        new("Quedó libre una hora de su agenda", "A time of your agenda has become free"),
        firstName,
        Paragraph.Of(Say(new("Quedó libre:", "This time has become free:"))),
        Paragraph.Lines([words.When(start)]),
        Paragraph.Of(Say(count == 1
            ? new("Le sirve a una persona de la lista de espera.", "It suits one entry of the waiting list.")
            : new($"Les sirve a {count} personas de la lista de espera.", $"It suits {count} entries of the waiting list."))));

    private (string Subject, MessageContent Content) ComposeDates(Phrase subject, string firstName, IReadOnlyList<(Phrase Opening, IReadOnlyList<Appointment> Dates)> parts, string? link)
    {
        var dates = parts.Where(part => part.Dates.Count > 0).SelectMany(part => new[]
        {
            Paragraph.Of(Say(part.Opening)),
            Paragraph.Lines(part.Dates.Select(one => $"{words.When(one.Start)} · {words.Where(one.Mode, one.Place)}")),
        });
        var answer = Say(parts[0].Dates.Count > 1 ? AnswerFirst : Answer);
        return Compose(subject, firstName, [.. dates, link is null ? Paragraph.Of(Say(CallUs)) : Paragraph.Link(answer, link)]);
    }

    private (string Subject, MessageContent Content) Compose(Phrase subject, string firstName, params IReadOnlyList<Paragraph> paragraphs) =>
        PlainMail.Compose(words.Language, subject, firstName, paragraphs);

    private string Say(Phrase phrase) => phrase.In(words.Language);
}
