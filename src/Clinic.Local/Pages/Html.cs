using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Clinic.Local.Pages;

/// <summary>Markup. What is put into a template is encoded, unless it is markup itself.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string markup;

    private Html(string markup) => this.markup = markup;

    public static Html Of(Template template) => new(template.ToMarkup());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> part) => new(string.Concat(items.Select(part)));

    public override string ToString() => markup;

    // The encoder would also write every line break as a reference, which nobody could read in the page's source.
    private static string Encode(string text) => encoder.Encode(text).Replace("&#xA;", "\n", StringComparison.Ordinal);

    /// <summary>An interpolated string whose holes are encoded as text or as the value of a quoted attribute.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (32 * formattedCount));

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html html) => text.Append(html.markup);

        public void AppendFormatted<T>(T value) => text.Append(Encode($"{value}"));

        public void AppendFormatted<T>(T value, string format)
            where T : IFormattable => text.Append(Encode(value.ToString(format, CultureInfo.InvariantCulture)));

        public string ToMarkup() => text.ToString();
    }
}
