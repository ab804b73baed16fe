namespace Clinic.Local.Pages;

/// <summary>What every page has around its content.</summary>
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
