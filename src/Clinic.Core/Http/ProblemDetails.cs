namespace Clinic.Core.Http;

/// <summary>An error answer (RFC 9457), sent as <c>application/problem+json</c>.</summary>
/// <param name="Errors">For invalid input: field path to what is wrong with the field.</param>
public sealed record ProblemDetails(
    string Type, string Title, int Status, string? Detail, string TraceId, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    public const string MediaType = "application/problem+json";
}
