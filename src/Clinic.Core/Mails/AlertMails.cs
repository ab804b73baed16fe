using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The mail that an alert waits for somebody to look, in the clinic's language: the patient's initials and a link, and no word of what it is about.</summary>
public sealed class AlertMails(Language language)
{
    private static readonly Phrase Subject = new("Una alerta espera revisión", "An alert waits for a review");
    private static readonly Phrase Again = new("Este aviso se repite cada día mientras nadie la revise.", "This mail comes again every day until somebody has reviewed it.");
    private static readonly Phrase Look = new("Ver la alerta", "See the alert");
    private static readonly Phrase Signature = new("Su clínica", "Your clinic");

    public (string Subject, MessageContent Content) Unseen(string firstName, string initials, string link)
    {
        string[] opening =
        [
            Say(new($"Hola, {firstName}:", $"Hello {firstName},")),
            Say(new($"Nadie ha revisado todavía una alerta de {initials}", $"Nobody has reviewed an alert of {initials} yet.")),
        ];
        string[] closing = [Say(Again), Say(Signature)];
        var (subject, look) = (Say(Subject), Say(Look));
        var html = MailHtml.Page(language, subject,
        [
            .. opening.Select(MailHtml.Encode),
            $"""<a href="{MailHtml.Encode(link)}">{MailHtml.Encode(look)}</a>""",
            .. closing.Select(MailHtml.Encode),
        ]);
        return (subject, new MessageContent(string.Join("\n\n", [.. opening, $"{look}: {link}", .. closing]) + "\n", html));
    }

    private string Say(Phrase phrase) => phrase.In(language);
}
