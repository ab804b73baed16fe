using System.Text.Json;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sqs;

namespace Clinic.Local.Pages;

/// <summary>The pages for people, on the gateway's address: no route of the API begins like theirs.</summary>
internal static class PageEndpoints
{
    /// <summary>
    /// Maps them. <paramref name="overview"/> is asked at each view and answers null as long as the host starts;
    /// <paramref name="root"/> is the project's directory.
    /// </summary>
    public static void MapPages(
        this IEndpointRouteBuilder routes, Func<CancellationToken, Task<HostOverview?>> overview, Mailbox mailbox, QueueService queues, string root)
    {
        routes.Map("/", PageHeaders.Strict, async context => await overview(context.RequestAborted) is { } host
            ? Page(FirstPage.Render(host))
            : Page(StartingPage.Render(), StatusCodes.Status503ServiceUnavailable));
        routes.Map("/mailbox", PageHeaders.InlineStyles, _ => Page(MailboxPage.Render()));
        routes.Map("/dashboard", PageHeaders.Strict, _ => Page(DashboardPage.Render()));
        routes.Map("/readme", PageHeaders.Strict, _ => ProjectFile(root, "README.md", "text/plain; charset=utf-8"));
        routes.Map("/_local/assets/{name}", PageHeaders.Strict, context => PageAssets.Answer($"{context.Request.RouteValues["name"]}"));
        routes.Map("/_local/mailbox", PageHeaders.Strict, context => Json(JsonSerializer.Serialize(
            mailbox.List(context.Request.Query["to"].FirstOrDefault()), MailJson.Default.IReadOnlyListSentMail)));
        routes.Map("/_local/queues", PageHeaders.Strict, _ => Json(JsonSerializer.Serialize(
            queues.List(), QueueJson.Default.IReadOnlyDictionaryStringIReadOnlyListQueuedMessage)));
        routes.Map("/_local/health", PageHeaders.Strict, async context => await overview(context.RequestAborted) is { } host
            ? Json(HealthDocument.Of(host).ToJsonString())
            : Json(HealthDocument.Starting.ToJsonString(), StatusCodes.Status503ServiceUnavailable));
        routes.MapDocs(root);
    }

    private static void MapDocs(this IEndpointRouteBuilder routes, string root)
    {
        routes.Map(
            "/docs/openapi.json", PageHeaders.Strict, _ => ProjectFile(root, Path.Combine("docs", "openapi.json"), "application/json"));
        routes.Map("/docs", PageHeaders.InlineStyles, _ => Results.Stream(PageAssets.Open("docs.html"), "text/html; charset=utf-8"));
        routes.MapSwaggerUI("docs", options =>
        {
            options.IndexStream = () => PageAssets.Open("docs.html");
            options.SwaggerEndpoint("/docs/openapi.json", "Clinic");
            // The token outlives a reload of the page, but it is a local one.
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
