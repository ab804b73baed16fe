using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The mails about appointments and tasks, in the clinic's language: when and where, and no word of what they are for.</summary>
internal sealed class AppointmentMails(AppointmentWords words)
{
    private static readonly Phrase Answer = new("Confirmar o cancelar la cita", "Confirm or cancel the appointment");
    private static readonly Phrase AnswerFirst = new("Confirmar o cancelar la primera", "Confirm or cancel the first one");
    private static readonly Phrase CallUs = new("Si quiere otra hora, comuníquese con la clínica.", "If you would like another time, please get in touch with the clinic.");
    private static readonly Phrase Signature = new("Su clínica", "Your clinic");

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
        [
            Paragraph.Of(Say(new("Quedó libre:", "This time has become free:"))),
            Paragraph.Lines([words.When(start)]),
            Paragraph.Of(Say(count == 1
                ? new("Le sirve a una persona de la lista de espera.", "It suits one entry of the waiting list.")
                : new($"Les sirve a {count} personas de la lista de espera.", $"It suits {count} entries of the waiting list."))),
        ]);

    /// <summary>A mail to whoever has tasks that are due: how many, and no word of what they are or for whom.</summary>
    public (string Subject, MessageContent Content) OfDueTasks(string firstName, int count, string link) => Compose(
        new("Sus pendientes de hoy", "Your tasks of today"),
        firstName,
        [
            Paragraph.Of(Say(count == 1 ? new("Tiene un pendiente para hoy.", "You have one task that is due.") : new($"Tiene {count} pendientes para hoy.", $"You have {count} tasks that are due."))),
            Paragraph.Link(Say(new("Ver los pendientes", "See the tasks")), link),
        ]);

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

    private (string Subject, MessageContent Content) Compose(Phrase subject, string firstName, IReadOnlyList<Paragraph> paragraphs)
    {
        Paragraph[] all = [Paragraph.Of(Say(new($"Hola, {firstName}:", $"Hello {firstName},"))), .. paragraphs, Paragraph.Of(Say(Signature))];
        var title = Say(subject);
        var html = MailHtml.Page(words.Language, title, all.Select(paragraph => paragraph.Html));
        return (title, new MessageContent(string.Join("\n\n", all.Select(paragraph => paragraph.Text)) + "\n", html));
    }

    private string Say(Phrase phrase) => phrase.In(words.Language);

    private sealed record Paragraph(string Text, string Html)
    {
        public static Paragraph Of(string text) => new(text, MailHtml.Encode(text));

        public static Paragraph Lines(IEnumerable<string> lines) => new(string.Join('\n', lines), $"<strong>{string.Join("<br>", lines.Select(MailHtml.Encode))}</strong>");

        public static Paragraph Link(string label, string address) => new($"{label}: {address}", $"""<a href="{MailHtml.Encode(address)}">{MailHtml.Encode(label)}</a>""");
    }
}
