using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The mails about care, in the clinic's language: that there is something to look at, and no word of what it is.</summary>
public sealed class CareMails(Language language)
{
    /// <summary>To the clinic: an alert waits for somebody to look. Of the patient it has the initials.</summary>
    public (string Subject, MessageContent Content) OfUnseenAlert(string firstName, string initials, string link) => PlainMail.Compose(
        language,
        new("Una alerta espera revisión", "An alert waits for a review"),
        firstName,
        Say(new($"Nadie ha revisado todavía una alerta de {initials}", $"Nobody has reviewed an alert of {initials} yet.")),
        Link(new("Ver la alerta", "See the alert"), link),
        Say(new("Este aviso se repite cada día mientras nadie la revise.", "This mail comes again every day until somebody has reviewed it.")));

    /// <summary>To a patient: the clinic has asked them something. It has no link.</summary>
    public (string Subject, MessageContent Content) OfWaitingQuestions(string firstName) => PlainMail.Compose(
        language,
        new("Algo espera su respuesta", "Something waits for your answer"),
        firstName,
        Say(new("La clínica le hizo unas preguntas. Las encuentra al entrar a la aplicación.", "The clinic has asked you some questions. You find them when you open the app.")));

    /// <summary>To whoever has tasks that are due: how many.</summary>
    public (string Subject, MessageContent Content) OfDueTasks(string firstName, int count, string link) => PlainMail.Compose(
        language,
        new("Sus pendientes de hoy", "Your tasks of today"),
        firstName,
        Say(count == 1 ? new("Tiene un pendiente para hoy.", "You have one task that is due.") : new($"Tiene {count} pendientes para hoy.", $"You have {count} tasks that are due.")),
        Link(new("Ver los pendientes", "See the tasks"), link));

    private Paragraph Say(Phrase phrase) => Paragraph.Of(phrase.In(language));

    private Paragraph Link(Phrase label, string address) => Paragraph.Link(label.In(language), address);
}
