using System.Text.Json;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Clinic.Local.Aws.Sqs;
using MediaTypes = Clinic.Core.Http.MediaTypes;

namespace Clinic.Local.Pages;

/// <summary>The pages for people, on the gateway's address. Of the API's routes only the root has a path of theirs.</summary>
internal static class PageEndpoints
{
    /// <summary>
    /// Maps them. <paramref name="overview"/> is called at each view and returns null as long as the host starts;
    /// <paramref name="root"/> is the project's directory, <paramref name="timeZone"/> the clinic's.
    /// </summary>
    public static void MapPages(
        this IEndpointRouteBuilder routes, Func<CancellationToken, Task<HostOverview?>> overview, Mailbox mailbox, Phone phone, QueueService queues, string root, string timeZone)
    {
        routes.Map("/", PageHeaders.Strict, async context => await overview(context.RequestAborted) is { } host
            ? Page(FirstPage.Render(host))
            : Page(StartingPage.Render(), StatusCodes.Status503ServiceUnavailable));
        routes.Map("/mailbox", PageHeaders.InlineStyles, _ => Page(MailboxPage.Render()));
        routes.Map("/phone", PageHeaders.Strict, _ => Page(PhonePage.Render()));
        routes.Map("/dashboard", PageHeaders.Strict, _ => Page(DashboardPage.Render(timeZone)));
        routes.Map("/readme", PageHeaders.Strict, _ => ProjectFile(root, "README.md", "text/plain; charset=utf-8"));
        routes.Map("/_local/assets/{name}", PageHeaders.Strict, context => PageAssets.Answer($"{context.Request.RouteValues["name"]}"));
        routes.Map("/_local/mailbox", PageHeaders.Strict, context => Json(JsonSerializer.Serialize(
            mailbox.List(context.Request.Query["to"].FirstOrDefault()), MailJson.Default.IReadOnlyListSentMail)));
        routes.Map("/_local/phone", PageHeaders.Strict, context => Json(JsonSerializer.Serialize(
            phone.List(context.Request.Query["to"].FirstOrDefault()), SmsJson.Default.IReadOnlyListSentSms)));
        routes.Map("/_local/queues", PageHeaders.Strict, _ => Json(JsonSerializer.Serialize(
            queues.List(), QueueJson.Default.IReadOnlyDictionaryStringIReadOnlyListQueuedMessage)));
        routes.Map("/_local/health", PageHeaders.Strict, async context => await overview(context.RequestAborted) is { } host
            ? Json(HealthDocument.Of(host).ToJsonString())
            : Json(HealthDocument.Starting.ToJsonString(), StatusCodes.Status503ServiceUnavailable));
        routes.MapDocs(root);
    }

    /// <summary>Whether it is the root's JSON that is asked for, or a method that the API has to refuse.</summary>
    public static bool LeavesToApi(HttpRequest request) =>
        request.Path == "/" && !(HttpMethods.IsGet(request.Method) && MediaTypes.Choose(request.Headers.Accept, [MediaTypes.Json, "text/html"]) == "text/html");

    private static void MapDocs(this IEndpointRouteBuilder routes, string root)
    {
        routes.Map(
            "/docs/openapi.json", PageHeaders.Strict, _ => ProjectFile(root, Path.Combine("docs", "openapi.json"), "application/json"));
        routes.Map("/docs", PageHeaders.InlineStyles, _ => Results.Stream(PageAssets.Open("docs.html"), "text/html; charset=utf-8"));
        routes.MapSwaggerUI("docs", options =>
        {
            options.IndexStream = () => PageAssets.Open("docs.html");
            options.SwaggerEndpoint("/docs/openapi.json", "Clinic");
            // The token survives a reload of the page, but it is a local one.
            options.EnablePersistAuthorization();
            options.EnableTryItOutByDefault();
            options.EnableDeepLinking();
            options.DisplayRequestDuration();
            options.DefaultModelsExpandDepth(-1);
        }).WithPageHeaders(PageHeaders.InlineStyles);
    }

    private static void Map(this IEndpointRouteBuilder routes, string pattern, string policy, Func<HttpContext, IResult> answer) =>
        routes.Map(pattern, policy, context => Task.FromResult(answer(context)));

    // Plain request delegates: nothing has to be compiled while the host starts.
    private static void Map(this IEndpointRouteBuilder routes, string pattern, string policy, Func<HttpContext, Task<IResult>> answer) =>
        routes.MapGet(pattern, async context => await (await answer(context)).ExecuteAsync(context)).WithPageHeaders(policy);

    private static IResult Json(string document, int status = StatusCodes.Status200OK) =>
        Results.Text(document, "application/json", statusCode: status);

    private static IResult Page(Html html, int status = StatusCodes.Status200OK) =>
        Results.Text(html.ToString(), "text/html; charset=utf-8", statusCode: status);

    private static IResult ProjectFile(string root, string name, string type) =>
        File.Exists(Path.Combine(root, name)) ? Results.File(Path.GetFullPath(Path.Combine(root, name)), type) : Results.NotFound();
}

/// <summary>The mails that SES would have sent. The page itself is static; its script fetches them.</summary>
internal static class MailboxPage
{
    public static Html Render() => PageLayout.Render("Mailbox – Clinic", "/mailbox", Html.Of($"""
        <div class="mailbox">
          <section class="list" aria-labelledby="mails">
            <h1 id="mails">Mailbox</h1>
            <p class="hint">What SES would have sent. Nothing leaves this machine, and a restart forgets it.</p>
            <label class="search">Recipient <input id="to" type="search" autocomplete="off" placeholder="all addresses"></label>
            <p id="count" role="status"></p>
            <ul id="list"></ul>
            <noscript><p>This page needs JavaScript. The same as JSON: <a href="/_local/mailbox">/_local/mailbox</a></p></noscript>
          </section>
          <article class="mail" id="mail" tabindex="-1" aria-live="polite" hidden>
            <h2 id="subject"></h2>
            <dl class="head"><dt>From</dt><dd id="from"></dd><dt>To</dt><dd id="recipients"></dd><dt>At</dt><dd id="at"></dd></dl>
            <div class="tabs" role="group" aria-label="Show as">
              <button type="button" id="show-text" aria-pressed="true">Text</button>
              <button type="button" id="show-html" aria-pressed="false">HTML</button>
            </div>
            <pre id="text" tabindex="0"></pre>
            <iframe id="html" title="The mail’s HTML" sandbox="" hidden></iframe>
          </article>
          <div class="empty" id="empty" hidden>
            <h2>No mail yet</h2>
            <p>Ask for a password code, and it arrives here:</p>
            <pre class="copy" tabindex="0"><code id="ask"></code></pre>
          </div>
        </div>
        """), "mailbox.js");
}

/// <summary>The SMS that would have gone out, by their numbers. The page itself is static; its script fetches them.</summary>
internal static class PhonePage
{
    public static Html Render() => PageLayout.Render("Phone – Clinic", "/phone", Html.Of($"""
        <div class="mailbox">
          <section class="list" aria-labelledby="phones">
            <h1 id="phones">Phone</h1>
            <p class="hint">The SMS that would have gone out. Nothing leaves this machine, and a restart forgets it.</p>
            <p id="count" role="status"></p>
            <ul id="list"></ul>
            <noscript><p>This page needs JavaScript. The same as JSON: <a href="/_local/phone">/_local/phone</a></p></noscript>
          </section>
          <article class="mail" id="phone" tabindex="-1" aria-live="polite" hidden>
            <h2 id="number"></h2>
            <ol class="texts" id="texts"></ol>
          </article>
          <div class="empty" id="empty" hidden>
            <h2>No SMS yet</h2>
            <p>The clinic sends them when the host is started with a sender, and a message has <code>"channel":"sms"</code>:</p>
            <pre class="copy" tabindex="0"><code>./run_local.sh --parameter SmsSender=CLINICA</code></pre>
          </div>
        </div>
        """), "phone.js");
}
