using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// The Lambda Runtime API (2018-06-01). Which process is asking is in the first segment of the path, FUNCTION.INSTANCE, because
/// AWS_LAMBDA_RUNTIME_API may hold a path after the host. Statuses, types and messages are those of AWS's own emulator.
/// </summary>
internal sealed class RuntimeApi(LambdaService lambda)
{
    /// <summary>Six megabytes, and a little for what wraps them.</summary>
    public const int LargestResponse = 6 * 1024 * 1024 + 100;

    /// <summary>True when the path is one of the Runtime API's.</summary>
    public static bool Owns(PathString path) => path.Value?.Contains("/2018-06-01/runtime/", StringComparison.Ordinal) == true;

    /// <summary>Takes what was posted. The runtime client reads this body: without it a report of an error ends the process.</summary>
    public static Task AcceptAsync(HttpResponse response) =>
        WriteAsync(response, StatusCodes.Status202Accepted, """{"status":"OK"}"""u8.ToArray());

    public static Task RefuseAsync(HttpResponse response, int status, string type, string message) =>
        WriteAsync(response, status, LambdaError.Json(type, message));

    public Task HandleAsync(HttpContext context)
    {
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments is not [var process, _, _, .. var rest]
            || process.Split('.', 2) is not [var function, var instance]
            || lambda.Pool(function) is not { } pool)
            return NotFoundAsync(context);
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
            await RefuseStateAsync(context, "There is no such process.");
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
        await WriteAsync(context.Response, StatusCodes.Status200OK, invocation.Payload);
    }

    private static async Task AnswerAsync(HttpContext context, FunctionPool pool, string instance, string requestId, string? error)
    {
        var payload = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var isTooLarge = payload.Length > LargestResponse;
        if (isTooLarge)
            (payload, error) = LambdaError.ResponseTooLarge(payload.Length, LargestResponse);
        if (!pool.Answer(instance, requestId, payload, error))
            await RefuseAsync(context.Response, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID");
        else if (isTooLarge)
            await RefuseAsync(context.Response, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge",
                $"Exceeded maximum allowed payload size ({LargestResponse} bytes).");
        else
            await AcceptAsync(context.Response);
    }

    private static async Task InitErrorAsync(HttpContext context, FunctionPool pool, string instance)
    {
        if (pool.FailInit(instance, await RequestBody.ReadAsync(context.Request, context.RequestAborted)))
            await AcceptAsync(context.Response);
        else
            await RefuseStateAsync(context, "The process is not in its init phase.");
    }

    private static Task RefuseStateAsync(HttpContext context, string message) =>
        RefuseAsync(context.Response, StatusCodes.Status403Forbidden, "InvalidStateTransition", message);

    private static Task NotFoundAsync(HttpContext context) =>
        RefuseAsync(context.Response, StatusCodes.Status404NotFound, "NotFound", "There is no such operation here.");

    private static async Task WriteAsync(HttpResponse response, int status, ReadOnlyMemory<byte> json)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json);
    }
}

/// <summary>
/// A function's answer. FunctionError is null for a success; otherwise it is Lambda's X-Amz-Function-Error and the payload is the
/// error's JSON (errorType, errorMessage).
/// </summary>
public sealed record Invocation(ReadOnlyMemory<byte> Payload, string? FunctionError);

/// <summary>An invocation on its way: waiting for a process, or with one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The timer is disposed when the invocation is completed.")]
internal sealed class PendingInvocation(string requestId, ReadOnlyMemory<byte> payload)
{
    private readonly TaskCompletionSource<Invocation> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? timeout;

    public string RequestId => requestId;

    public ReadOnlyMemory<byte> Payload => payload;

    public Task<Invocation> Answer => answer.Task;

    public DateTimeOffset Deadline { get; private set; }

    /// <summary>The caller went away or has its answer already.</summary>
    public bool IsOver => answer.Task.IsCompleted;

    public void StartClock(TimeProvider time, TimeSpan limit, Action onTimeout)
    {
        Deadline = time.GetUtcNow() + limit;
        timeout = time.CreateTimer(static action => ((Action)action!)(), onTimeout, limit, Timeout.InfiniteTimeSpan);
    }

    public void Complete(Invocation invocation)
    {
        timeout?.Dispose();
        answer.TrySetResult(invocation);
    }

    public void Abandon() => answer.TrySetCanceled();
}
