using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Clinic.Core.Errors;
using Clinic.Core.Http;

namespace Clinic.Core.Agenda;

/// <summary>
/// The page of a reminder's link: day, time and place of an appointment, and what can be answered. It names nobody, runs no script and
/// loads nothing, and its forms are sent to its own address, which is nowhere in it.
/// </summary>
/// <param name="words">In the language of the mail with the link.</param>
public sealed class AnswerPage(AppointmentWords words)
{
    public const string Confirm = "confirm";
    public const string Cancel = "cancel";

    private const string Style = """

        :root { color-scheme: light dark; --paper: #fbf9f5; --card: #fff; --line: #e4ded3; --ink: #23302f; --soft: #566563; --accent: #1f6a62; --on-accent: #fff; --warm: #8a4b1f; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #141a19; --card: #1d2524; --line: #34403e; --ink: #e9efed; --soft: #a8b7b4; --accent: #8ad5c9; --on-accent: #10201e; --warm: #f0b48a; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--paper); color: var(--ink); font: 1.125rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { width: 100%; max-width: 30rem; padding: clamp(1.25rem, 6vw, 2.5rem); background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
        h1 { margin: 0 0 .75rem; font: 600 1.75rem/1.2 "Iowan Old Style", Charter, Palatino, Georgia, serif; text-wrap: balance; }
        p { margin: 0; color: var(--soft); }
        dl { margin: 1.5rem 0; padding: 1.25rem 0; border-block: 1px solid var(--line); display: grid; gap: 1rem; }
        dt { font-size: .875rem; color: var(--soft); }
        dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
        dd::first-letter { text-transform: uppercase; }
        dl:last-child { margin-bottom: 0; padding-bottom: 0; border-bottom: 0; }
        form { display: grid; gap: .75rem; }
        button { min-height: 3.25rem; padding: .75rem 1.25rem; border: 2px solid; border-radius: .75rem; background: none; color: var(--warm); font: inherit; font-weight: 600; cursor: pointer; }
        button[value=confirm] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
        :focus-visible { outline: 3px solid #c98a2b; outline-offset: 3px; }

        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly (Phrase Title, Phrase Text) NotFound = (
        new("No encontramos su cita", "We cannot find your appointment"),
        new("El enlace no está completo. Ábralo de nuevo desde el mensaje de la clínica, o llame a la clínica.", "The link is not complete. Open it again from the clinic's message, or call the clinic."));

    private static readonly (Phrase Title, Phrase Text) Failed = (
        new("Algo no salió bien", "Something went wrong"),
        new("Intente de nuevo en un momento o llame a la clínica.", "Try again in a moment, or call the clinic."));

    /// <summary>An appointment that can be answered, or that its patient has cancelled.</summary>
    public Response Of(Appointment appointment)
    {
        var (title, text, buttons) = appointment.Status switch
        {
            AppointmentStatus.Cancelled => (
                new Phrase("Su cita está cancelada", "Your appointment is cancelled"), new Phrase("Gracias por avisar. Si necesita otra, llame a la clínica.", "Thank you for telling us. If you need another one, please call the clinic."), ""),
            AppointmentStatus.Confirmed => (
                new("Su cita está confirmada", "Your appointment is confirmed"), new("Gracias. Si ya no puede acudir, cancele aquí.", "Thank you. If you cannot make it any more, cancel here."), Form(CancelButton)),
            _ => (
                new("Su cita", "Your appointment"), new("Díganos si podrá acudir.", "Please tell us whether you can make it."), Form(ConfirmButton, CancelButton)),
        };
        return Respond(new Response(200), title, text, Details(appointment) + buttons);
    }

    /// <summary>The page in the place of a problem, with its status and headers.</summary>
    public Response Refusal(Response problem, Exception refusal)
    {
        var (title, text) = (refusal, problem.Status) switch
        {
            (GoneException gone, _) => (gone.Code.Title, gone.Detail),
            (_, < 429) => NotFound,
            _ => Failed,
        };
        return Respond(problem, title, text, "");
    }

    private string ConfirmButton => Button(Confirm, new("Confirmar mi cita", "Confirm my appointment"));

    private string CancelButton => Button(Cancel, new("Cancelar mi cita", "Cancel my appointment"));

    private Response Respond(Response response, Phrase title, Phrase text, string content)
    {
        var heading = title.In(words.Language);
        var page = $"""
            <!doctype html>
            <html lang="{words.Language.Tag()}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{heading}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{heading}</h1>
            <p role="status">{text.In(words.Language)}</p>
            {content}</main>
            </body>
            </html>

            """;
        return (response with { Body = page, ContentType = MediaTypes.Html + "; charset=utf-8" })
            .With("Content-Language", words.Language.Tag())
            .With("Content-Security-Policy", Policy)
            .With("Referrer-Policy", "no-referrer")
            .With("X-Robots-Tag", "noindex");
    }

    private string Details(Appointment appointment)
    {
        var how = appointment.Mode is AppointmentMode.InPerson ? new Phrase("Lugar", "Place") : new("Cómo", "How");
        return $"""
            <dl>
            {Detail(new("Día", "Day"), words.Day(appointment.Start))}
            {Detail(new("Hora", "Time"), words.Clock(appointment.Start))}
            {Detail(how, words.Where(appointment.Mode, appointment.Place))}
            </dl>

            """;
    }

    private string Detail(Phrase term, string value) => $"<div><dt>{term.In(words.Language)}</dt><dd>{Encoder.Encode(value)}</dd></div>";

    private string Button(string answer, Phrase label) => $"""<button name="answer" value="{answer}">{label.In(words.Language)}</button>""";

    private static string Form(params IEnumerable<string> buttons) => $"""
        <form method="post">
        {string.Join('\n', buttons)}
        </form>

        """;
}
