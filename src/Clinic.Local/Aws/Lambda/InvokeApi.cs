using System.Text.Json;

namespace Clinic.Local.Aws.Lambda;

/// <summary>Lambda's Invoke operation, so that <c>aws lambda invoke --endpoint-url</c> and the command line reach the functions.</summary>
internal sealed class InvokeApi(LambdaService lambda)
{
    private const long Limit = 6 * 1024 * 1024;

    public static bool Owns(PathString path) => path.StartsWithSegments("/2015-03-31/functions", StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is not [_, _, var name, "invocations"])
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "ResourceNotFoundException", "There is no such operation here.");
            return;
        }
        if (lambda.Find(Uri.UnescapeDataString(name)) is not { } function)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "ResourceNotFoundException", $"Function not found: {name}");
            return;
        }
        if (await RequestBody.ReadAsync(context.Request, Limit, context.RequestAborted) is not { } payload)
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestTooLargeException", $"Request must be smaller than {Limit} bytes");
        else if (!IsJson(payload.Span))
            await FailAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestContentException", "Could not parse request body into json");
        else
            await InvokeAsync(context, function.LogicalId, payload.IsEmpty ? "{}"u8.ToArray() : payload);
    }

    private async Task InvokeAsync(HttpContext context, string function, ReadOnlyMemory<byte> payload)
    {
        var response = context.Response;
        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "DryRun":
                response.StatusCode = StatusCodes.Status204NoContent;
                return;
            case "Event":
                _ = lambda.InvokeAsync(function, payload, CancellationToken.None);
                response.StatusCode = StatusCodes.Status202Accepted;
                return;
        }
        var answer = await lambda.InvokeAsync(function, payload, context.RequestAborted);
        response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (answer.FunctionError is { } error)
            response.Headers["X-Amz-Function-Error"] = error;
        response.ContentType = "application/json";
        response.ContentLength = answer.Payload.Length;
        await response.Body.WriteAsync(answer.Payload, context.RequestAborted);
    }

    private static bool IsJson(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
            return true;
        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                // Only whether it can be read to its end matters.
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task FailAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-ErrorType"] = type;
        await using var json = new Utf8JsonWriter(context.Response.Body);
        json.WriteStartObject();
        json.WriteString("Type", "User");
        json.WriteString("Message", message);
        json.WriteEndObject();
        await json.FlushAsync();
    }
}

/// <summary>Reads request bodies into memory, in one piece when their length is announced.</summary>
internal static class RequestBody
{
    /// <summary>The body, or null as soon as it is longer than the limit.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length)
        {
            if (length > limit)
                return null;
            if (length == 0)
                return ReadOnlyMemory<byte>.Empty;
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, cancellationToken);
            return body;
        }
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > limit)
                return null;
        }
        return buffer.ToArray();
    }

    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await ReadAsync(request, int.MaxValue, cancellationToken) ?? default;
}
