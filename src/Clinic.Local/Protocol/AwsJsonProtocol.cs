using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Protocol;

/// <summary>AWS's JSON protocol, 1.1: the operation is named in X-Amz-Target, errors are <c>__type</c> and <c>message</c>.</summary>
internal static partial class AwsJsonProtocol
{
    private const string MediaType = "application/x-amz-json-1.1";

    /// <summary>Answers one request with what <paramref name="operation"/> returns for the operation's name and body.</summary>
    public static async Task AnswerAsync(
        HttpContext context, TimeProvider time, ILogger logger, Func<string, JsonObject, CancellationToken, Task<JsonObject>> operation)
    {
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        context.Response.ContentType = MediaType;
        context.Response.Headers["x-amzn-RequestId"] = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        try
        {
            var request = await ReadAsync(context);
            var answer = await operation(target[(target.LastIndexOf('.') + 1)..], request, context.RequestAborted);
            await WriteAsync(context, HttpStatusCode.OK, answer);
        }
        catch (ServiceException error)
        {
            await WriteErrorAsync(context, error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Unexpected(logger, target, error);
            await WriteErrorAsync(context, new("InternalErrorException", "Internal error", HttpStatusCode.InternalServerError));
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body as JsonObject ?? throw new ServiceException("SerializationException", "The body is not a JSON object.");
        }
        catch (JsonException)
        {
            throw new ServiceException("SerializationException", "The body is not JSON.");
        }
    }

    private static Task WriteErrorAsync(HttpContext context, ServiceException error)
    {
        // Cognito ends the header's value with a colon; clients cut it off.
        context.Response.Headers["x-amzn-ErrorType"] = error.Code + ":";
        return WriteAsync(context, error.Status, new JsonObject { ["__type"] = error.Code, ["message"] = error.Message });
    }

    private static async Task WriteAsync(HttpContext context, HttpStatusCode status, JsonObject body)
    {
        context.Response.StatusCode = (int)status;
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        body.WriteTo(writer);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Target} failed")]
    private static partial void Unexpected(ILogger logger, string target, Exception error);
}
