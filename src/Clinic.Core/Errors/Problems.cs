using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Http;
using Clinic.Core.Storage;

namespace Clinic.Core.Errors;

/// <summary>The one place where a refusal becomes a response.</summary>
/// <param name="preset">The language for those who ask for none.</param>
public sealed class Problems(Language preset)
{
    /// <summary>An error that is not one of our refusals is a 500 that shows only the trace id, or a 503 when a service is overloaded.</summary>
    public Response Of(Exception error, string traceId, string? acceptLanguage)
    {
        var language = Languages.Choose(acceptLanguage, preset);
        var refusal = error switch
        {
            ClinicException known => known,
            ContentionException or TransactionConflictException or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } or AmazonServiceException { Retryable.Throttling: true } =>
                new BusyException(error),
            _ => null,
        };
        var problem = refusal is null ? ProblemDetails.Of(ProblemCode.InternalError, language, traceId) : ProblemDetails.Of(refusal, language, traceId);
        var response = problem.AsResponse(language).With("Vary", "Accept-Language");
        return refusal?.Header is var (name, value) ? response.With(name, value) : response;
    }
}

/// <summary>An error answer (RFC 9457), sent as <c>application/problem+json</c>.</summary>
/// <param name="Type"><c>urn:clinic:problem:</c> and the code.</param>
/// <param name="Title">What kind of problem it is, in the language that was chosen.</param>
/// <param name="Code">What kind of problem it is, for programs; docs/problems.md says what to do. It never changes.</param>
/// <param name="Detail">What is wrong with this request, in the language that was chosen.</param>
/// <param name="Errors">For invalid input: field path to what is wrong with the field, in the language that was chosen.</param>
/// <param name="Fields">For invalid input: the same for programs, with the same paths.</param>
/// <param name="Conflicts">For times of the agenda: those that are in the way, or cannot be had.</param>
public sealed record ProblemDetails(
    string Type,
    string Title,
    int Status,
    ProblemCode Code,
    string? Detail,
    string TraceId,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    IReadOnlyList<FieldProblem>? Fields = null,
    IReadOnlyList<TimeConflict>? Conflicts = null)
{
    public const string MediaType = "application/problem+json";

    /// <summary>A problem of which nothing more is known than its kind.</summary>
    public static ProblemDetails Of(ProblemCode code, Language language, string traceId) =>
        new(code.Type, code.Title.In(language), code.Status, code, code == ProblemCode.InternalError ? null : code.Detail.In(language), traceId);

    public static ProblemDetails Of(ClinicException refusal, Language language, string traceId)
    {
        var problem = Of(refusal.Code, language, traceId) with { Status = refusal.Status, Detail = refusal.Detail.In(language) };
        return refusal switch
        {
            InvalidInputException { Errors: var errors } => problem with
            {
                Errors = errors.ToDictionary(field => field.Key, field => field.Value.Select(fault => fault.Text.In(language)).ToArray()),
                Fields = [.. errors.SelectMany(field => field.Value.Select(fault => new FieldProblem(field.Key, fault.Code, fault.Limit)))],
            },
            ConflictException { Conflicts: var conflicts } => problem with { Conflicts = conflicts },
            _ => problem,
        };
    }

    public Response AsResponse(Language language) =>
        (Response.Json(Status, this) with { ContentType = MediaType }).With("Content-Language", language.Tag());
}

/// <summary>What is wrong with a field of the input, for programs.</summary>
/// <param name="Path">The field, as in errors.</param>
/// <param name="Limit">The bound that was passed, where there is one.</param>
public sealed record FieldProblem(string Path, FieldCode Code, decimal? Limit);
