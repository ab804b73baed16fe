using System.Net;
using Clinic.Core.Errors;

namespace Clinic.Core.Mails;

/// <summary>The HTML of the product's own mails.</summary>
internal static class MailHtml
{
    /// <param name="paragraphs">In HTML.</param>
    public static string Page(Language language, string title, IEnumerable<string> paragraphs) => $"""
        <!DOCTYPE html>
        <html lang="{language.Tag()}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(title)}</title></head>
        <body style="font-family: sans-serif; color: #222; background: #fff; max-width: 36em; margin: 2em auto; padding: 0 1em; line-height: 1.5">
        {string.Join('\n', paragraphs.Select(paragraph => $"<p>{paragraph}</p>"))}
        </body></html>
        """;

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
