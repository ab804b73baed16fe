using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The mail that the clinic has asked a patient something, in the clinic's language: not what, and no link.</summary>
public sealed class AssessmentMails(Language language)
{
    private static readonly Phrase Subject = new("Algo espera su respuesta", "Something waits for your answer");
    private static readonly Phrase Look = new("La clínica le hizo unas preguntas. Las encuentra al entrar a la aplicación.", "The clinic has asked you some questions. You find them when you open the app.");
    private static readonly Phrase Signature = new("Su clínica", "Your clinic");

    public (string Subject, MessageContent Content) SomethingWaits(string firstName)
    {
        string[] paragraphs = [Say(new($"Hola, {firstName}:", $"Hello {firstName},")), Say(Look), Say(Signature)];
        return (Say(Subject), new MessageContent(string.Join("\n\n", paragraphs) + "\n", MailHtml.Page(language, Say(Subject), paragraphs.Select(MailHtml.Encode))));
    }

    private string Say(Phrase phrase) => phrase.In(language);
}
