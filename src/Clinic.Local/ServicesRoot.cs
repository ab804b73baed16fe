using System.Text.Json.Nodes;
using Clinic.Local.Lambda;

namespace Clinic.Local;

/// <summary>What the services listener answers: the Runtime API first, as every request passes through it.</summary>
internal sealed class ServicesRoot(LambdaService lambda, Func<bool, CancellationToken, Task<string>> seed)
{
    public const string StatusPath = "/_local/status";
    public const string SeedPath = "/_local/seed";
    private readonly RuntimeApi runtime = new(lambda);
    private readonly InvokeApi invoke = new(lambda);

    public Task HandleAsync(HttpContext context)
    {
        if (RuntimeApi.Owns(context.Request.Path))
            return runtime.HandleAsync(context);
        if (InvokeApi.Owns(context.Request.Path))
            return invoke.HandleAsync(context);
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", StatusPath) => StatusAsync(context),
            ("POST", SeedPath) => SeedAsync(context),
            _ => NotFoundAsync(context),
        };
    }

    private Task StatusAsync(HttpContext context)
    {
        var status = new JsonObject(lambda.Status().Select(function => KeyValuePair.Create(
            function.Key,
            (JsonNode?)new JsonObject { ["processes"] = function.Value.Processes, ["waiting"] = function.Value.Waiting })));
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(status.ToJsonString());
    }

    private async Task SeedAsync(HttpContext context)
    {
        try
        {
            await context.Response.WriteAsync(await seed(context.Request.Query["empty"] == "true", context.RequestAborted));
        }
        catch (SetupException e)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await context.Response.WriteAsync(e.Message);
        }
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
