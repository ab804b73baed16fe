using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>The invitation and reset mails, in the clinic's language.</summary>
public sealed class AccountMails(Language language)
{
    public (string Subject, MessageContent Content) Invitation(string firstName, string code) => language is Language.English
        ? Compose("Your access to the clinic", $"Hello {firstName},",
            "You have an account at the clinic. Choose your password in the app with this code; it works once, within 7 days:", code, "Your code",
            "If you did not expect this mail, you can ignore it.")
        : Compose("Su acceso a la clínica", $"Hola, {firstName}:",
            "Tiene una cuenta en la clínica. Elija su contraseña en la aplicación con este código; sirve una sola vez, durante 7 días:", code, "Su código",
            "Si no esperaba este correo, puede ignorarlo.");

    public (string Subject, MessageContent Content) PasswordReset(string firstName, string code) => language is Language.English
        ? Compose("Your new password", $"Hello {firstName},",
            "Choose a new password in the app with this code; it works once, within 15 minutes:", code, "Your code",
            "If you did not ask for it, ignore this mail: your password stays as it is.")
        : Compose("Su nueva contraseña", $"Hola, {firstName}:",
            "Elija una nueva contraseña en la aplicación con este código; sirve una sola vez, durante 15 minutos:", code, "Su código",
            "Si no lo pidió, ignore este correo: su contraseña no cambia.");

    private (string Subject, MessageContent Content) Compose(string subject, string greeting, string explanation, string code, string label, string closing)
    {
        var signature = language is Language.English ? "Your clinic" : "Su clínica";
        var text = $"{greeting}\n\n{explanation}\n\n{label}: {code}\n\n{closing}\n\n{signature}\n";
        var html = MailHtml.Page(language, subject,
        [
            MailHtml.Encode(greeting),
            MailHtml.Encode(explanation),
            $"""{MailHtml.Encode(label)}:<br><strong style="font-size: 1.6em; letter-spacing: .1em; white-space: nowrap">{code}</strong>""",
            MailHtml.Encode(closing),
            MailHtml.Encode(signature),
        ]);
        return (subject, new MessageContent(text, html, code));
    }
}
