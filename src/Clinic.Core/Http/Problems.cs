using System.Globalization;
using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Storage;

namespace Clinic.Core.Http;

/// <summary>The one place where a refusal becomes an answer.</summary>
public static class Problems
{
    /// <summary>Whatever is no refusal of ours is a 500 that says nothing but its trace id, or a 503 when a service was short of breath.</summary>
    public static Response Of(Exception error, string traceId) => error switch
    {
        InvalidInputException invalid => Problem(400, invalid.Message, traceId, invalid.Errors),
        UnauthorizedException => Problem(401, error.Message, traceId).With("WWW-Authenticate", "Bearer"),
        ForbiddenException => Problem(403, error.Message, traceId),
        NotFoundException => Problem(404, error.Message, traceId),
        ConflictException => Problem(409, error.Message, traceId),
        StaleVersionException => Problem(412, error.Message, traceId),
        TooManyRequestsException busy => Problem(429, busy.Message, traceId).With("Retry-After", Seconds(busy.RetryAfter)),
        ProtocolException { Header: { } header } protocol => Problem(protocol.Status, protocol.Message, traceId).With(header, protocol.HeaderValue!),
        ProtocolException protocol => Problem(protocol.Status, protocol.Message, traceId),
        BusyException or ContentionException or TransactionConflictException or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } or AmazonServiceException { Retryable.Throttling: true } =>
            Problem(503, new BusyException().Message, traceId).With("Retry-After", "1"),
        _ => Problem(500, null, traceId),
    };

    private static Response Problem(int status, string? detail, string traceId, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails("about:blank", Title(status), status, detail, traceId, errors);
        return Response.Json(status, problem) with { ContentType = ProblemDetails.MediaType };
    }

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The reason phrases of RFC 9110, section 15, as RFC 9457 asks for problems of type about:blank.</summary>
    public static string Title(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    };
}
