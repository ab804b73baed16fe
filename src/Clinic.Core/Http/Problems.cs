using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Storage;

namespace Clinic.Core.Http;

/// <summary>The one place where a refusal becomes an answer.</summary>
public static class Problems
{
    /// <summary>Whatever is no refusal of ours is a 500 that says nothing but its trace id, or a 503 when a service is overloaded.</summary>
    public static Response Of(Exception error, string traceId) => error switch
    {
        ClinicException { Header: var (name, value) } refusal => Problem(refusal, traceId).With(name, value),
        ClinicException refusal => Problem(refusal, traceId),
        ContentionException or TransactionConflictException or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } or AmazonServiceException { Retryable.Throttling: true } =>
            Of(new BusyException(error), traceId),
        _ => Problem(500, null, traceId),
    };

    private static Response Problem(ClinicException refusal, string traceId) =>
        Problem(refusal.Status, refusal.Message, traceId, (refusal as InvalidInputException)?.Errors);

    private static Response Problem(int status, string? detail, string traceId, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails("about:blank", Title(status), status, detail, traceId, errors);
        return Response.Json(status, problem) with { ContentType = ProblemDetails.MediaType };
    }

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

/// <summary>An error answer (RFC 9457), sent as <c>application/problem+json</c>.</summary>
/// <param name="Errors">For invalid input: field path to what is wrong with the field.</param>
public sealed record ProblemDetails(
    string Type, string Title, int Status, string? Detail, string TraceId, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public const string MediaType = "application/problem+json";
}
