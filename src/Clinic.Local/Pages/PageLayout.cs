using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Clinic.Local.Pages;

/// <summary>The parts of every page around its content.</summary>
internal static class PageLayout
{
    public static Html Render(string title, string current, Html main, params string[] scripts) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title}</title>
          <link rel="icon" href="/_local/assets/icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/_local/assets/pages.css">
          <script src="/_local/assets/pages.js" defer></script>
          {Html.Each(scripts, Script)}
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="bar">
            <a class="brand" href="/"><img src="/_local/assets/icon.svg" alt="" width="28" height="28"> Clinic</a>
            <nav aria-label="Pages">
              {Link("/", "Start", current)}
              {Link("/docs", "API", current)}
              {Link("/mailbox", "Mailbox", current)}
              {Link("/phone", "Phone", current)}
              {Link("/dashboard", "Dashboard", current)}
            </nav>
            <span class="local">development host</span>
          </header>
          <main id="main" class="page">
        {main}
          </main>
        </body>
        </html>
        """);

    private static Html Link(string href, string text, string current) => href == current
        ? Html.Of($"""<a href="{href}" aria-current="page">{text}</a>""")
        : Html.Of($"""<a href="{href}">{text}</a>""");

    private static Html Script(string name) => Html.Of($"""<script src="/_local/assets/{name}" defer></script>""");
}

/// <summary>Markup. What is put into a template is encoded, unless it is markup itself.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string markup;

    private Html(string markup) => this.markup = markup;

    public static Html Of(Template template) => new(template.ToMarkup());

    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> part) => new(string.Concat(items.Select(part)));

    public override string ToString() => markup;

    // The encoder would also write every line break as a reference, which would make the page's source unreadable.
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

/// <summary>The pages' own styles, scripts and icon, which are part of the assembly.</summary>
internal static class PageAssets
{
    public static IResult Answer(string name)
    {
        var type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        return type is not null && TryOpen(name) is { } stream ? Results.Stream(stream, type) : Results.NotFound();
    }

    public static Stream Open(string name) => TryOpen(name) ?? throw new FileNotFoundException("Not embedded", name);

    private static Stream? TryOpen(string name) =>
        typeof(PageAssets).Assembly.GetManifestResourceStream($"{typeof(PageAssets).Namespace}.Assets.{name}");
}

/// <summary>Security headers of the pages: nothing from elsewhere, no inline script, no framing.</summary>
internal static class PageHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ";

    public const string Strict = Policy + "style-src 'self'";

    /// <summary>Swagger UI and the HTML of mails carry styles inline.</summary>
    public const string InlineStyles = Policy + "style-src 'self' 'unsafe-inline'";

    public static TBuilder WithPageHeaders<TBuilder>(this TBuilder endpoint, string policy)
        where TBuilder : IEndpointConventionBuilder
    {
        // Outermost, so that it also applies to the responses of the package's own endpoints.
        endpoint.Finally(builder =>
        {
            var next = builder.RequestDelegate!;
            builder.RequestDelegate = context =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers.CacheControl = "no-store";
                return next(context);
            };
        });
        return endpoint;
    }
}
