using System.Globalization;
using Clinic.Local.Template;

namespace Clinic.Local.Lambda;

/// <summary>
/// The Lambda Runtime API (2018-06-01). Which process is asking is in the first segment of the path, FUNCTION.INSTANCE, because
/// AWS_LAMBDA_RUNTIME_API may hold a path after the host.
/// </summary>
internal sealed class RuntimeApi(LambdaService lambda)
{
    /// <summary>True when the path is one of the Runtime API's.</summary>
    public static bool Owns(PathString path) => path.Value?.Contains("/2018-06-01/runtime/", StringComparison.Ordinal) == true;

    public Task HandleAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is not [var process, _, _, .. var rest]
            || process.Split('.', 2) is not [var function, var instance]
            || lambda.Pool(function) is not { } pool)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        return (context.Request.Method, rest) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context, pool, function, instance),
            ("POST", ["invocation", var id, "response"]) => AnswerAsync(context, pool, instance, id, null),
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, pool, instance, id, LambdaError.Unhandled),
            ("POST", ["init", "error"]) => InitErrorAsync(context, pool, instance),
            _ => NotFoundAsync(context),
        };
    }

    private async Task NextAsync(HttpContext context, FunctionPool pool, string function, string instance)
    {
        if (pool.Next(instance) is not { } next)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        PendingInvocation invocation;
        try
        {
            invocation = await next.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            pool.Unpark(instance);
            return;
        }
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] =
            $"arn:aws:lambda:{PhysicalIds.Region}:{PhysicalIds.AccountId}:function:{lambda.Find(function)!.Name}";
        headers["Lambda-Runtime-Trace-Id"] = "Root=1-" + invocation.RequestId.Replace("-", "", StringComparison.Ordinal).Insert(8, "-") + ";Sampled=0";
        headers.ContentType = "application/json";
        headers.ContentLength = invocation.Payload.Length;
        await context.Response.Body.WriteAsync(invocation.Payload);
    }

    private static async Task AnswerAsync(HttpContext context, FunctionPool pool, string instance, string requestId, string? error)
    {
        var payload = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        context.Response.StatusCode = pool.Answer(instance, requestId, payload, error)
            ? StatusCodes.Status202Accepted
            : StatusCodes.Status400BadRequest;
    }

    private static async Task InitErrorAsync(HttpContext context, FunctionPool pool, string instance)
    {
        pool.FailInit(instance, await RequestBody.ReadAsync(context.Request, context.RequestAborted));
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
