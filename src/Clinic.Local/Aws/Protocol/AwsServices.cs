using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.SecretsManager;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;

namespace Clinic.Local.Aws.Protocol;

/// <summary>
/// Cognito, Secrets Manager, SES and End User Messaging at one address: each request to <c>POST /</c> says which of them it is
/// for. The user pool's documents are below the pool's id, and its token endpoint is at <c>/oauth2/token</c>.
/// </summary>
internal sealed class AwsServices(
    UserPool pool, SecretVault secrets, MailService mails, SmsService texts, TimeProvider time, ILogger<AwsServices> logger)
{
    private readonly UserPoolDocuments documents = new(pool);

    public bool Owns(HttpRequest request) => request.Method switch
    {
        "POST" => request.Path == "/" || request.Path == ClientCredentials.Path,
        "GET" => documents.Owns(request.Path),
        _ => false,
    };

    public Task HandleAsync(HttpContext context) => context.Request.Headers["X-Amz-Target"].ToString() switch
    {
        _ when context.Request.Path == ClientCredentials.Path => pool.ClientCredentials.AnswerAsync(context),
        "" when documents.Owns(context.Request.Path) => documents.AnswerAsync(context),
        "" when context.Request.HasFormContentType => SesProtocol.AnswerAsync(context, mails, time),
        var target when target.StartsWith("AWSCognitoIdentityProviderService.", StringComparison.Ordinal) =>
            AwsJsonProtocol.AnswerAsync(context, time, logger, pool.ExecuteAsync),
        var target when target.StartsWith("secretsmanager.", StringComparison.Ordinal) =>
            AwsJsonProtocol.AnswerAsync(context, time, logger, (name, request, _) => Task.FromResult(secrets.Execute(name, request))),
        var target when target.StartsWith("PinpointSMSVoiceV2.", StringComparison.Ordinal) =>
            AwsJsonProtocol.AnswerAsync(context, time, logger, (name, request, _) => texts.ExecuteAsync(name, request, context)),
        _ => AwsJsonProtocol.AnswerAsync(context, time, logger, Unknown),
    };

    private static Task<JsonObject> Unknown(string operation, JsonObject request, CancellationToken cancellation) =>
        throw new ServiceException("UnknownOperationException", "No service here has this operation.");
}

/// <summary>AWS's JSON protocol, 1.1: the operation is named in X-Amz-Target, errors are <c>__type</c> and <c>message</c>.</summary>
internal static partial class AwsJsonProtocol
{
    private const string MediaType = "application/x-amz-json-1.1";

    /// <summary>Responds to one request with what <paramref name="operation"/> returns for the operation's name and body.</summary>
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

    [LoggerMessage(9001, LogLevel.Error, "{Target} failed")]
    private static partial void Unexpected(ILogger logger, string target, Exception error);
}

/// <summary>An error with which an AWS service responds: its code, the text that a client may see and the HTTP status.</summary>
internal sealed class ServiceException(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest)
    : Exception(message)
{
    public string Code { get; } = code;

    public HttpStatusCode Status { get; } = status;
}

/// <summary>The credentials that every function process gets here, and with which links to objects are signed.</summary>
internal static class LocalCredentials
{
    public const string AccessKeyId = "local";
    public const string SecretAccessKey = "local";
}
