using Clinic.Core.Errors;
using Clinic.Core.Messages;

namespace Clinic.Core.Mails;

/// <summary>A mail that is a greeting, some paragraphs and the signature, as text and as HTML.</summary>
internal static class PlainMail
{
    private static readonly Phrase Signature = new("Su clínica", "Your clinic");

    public static (string Subject, MessageContent Content) Compose(Language language, Phrase subject, string firstName, params IReadOnlyList<Paragraph> paragraphs)
    {
        var (title, greeting) = (subject.In(language), new Phrase($"Hola, {firstName}:", $"Hello {firstName},").In(language));
        Paragraph[] all = [Paragraph.Of(greeting), .. paragraphs, Paragraph.Of(Signature.In(language))];
        var html = MailHtml.Page(language, title, all.Select(paragraph => paragraph.Html));
        return (title, new MessageContent(string.Join("\n\n", all.Select(paragraph => paragraph.Text)) + "\n", html));
    }
}

internal sealed record Paragraph(string Text, string Html)
{
    public static Paragraph Of(string text) => new(text, MailHtml.Encode(text));

    public static Paragraph Lines(IEnumerable<string> lines) => new(string.Join('\n', lines), $"<strong>{string.Join("<br>", lines.Select(MailHtml.Encode))}</strong>");

    public static Paragraph Link(string label, string address) => new($"{label}: {address}", $"""<a href="{MailHtml.Encode(address)}">{MailHtml.Encode(label)}</a>""");
}
