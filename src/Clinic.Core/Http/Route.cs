namespace Clinic.Core.Http;

/// <summary>What the contract says of a route: the one source for dispatch, input checks, the OpenAPI document and the template's tests.</summary>
/// <param name="Path">As in API Gateway, with parameters in braces.</param>
/// <param name="Scopes">The token needs one of them; none makes the route public.</param>
public abstract record Route(string Method, string Path, IReadOnlyList<string> Scopes)
{
    /// <summary>One line for the API's readers.</summary>
    public required string Summary { get; init; }

    /// <summary>What the reader has to know beyond the summary.</summary>
    public string? Remarks { get; init; }

    /// <summary>The contract type of the JSON body, or null when the route takes none.</summary>
    public Type? Body { get; init; }

    /// <summary>The media types that the body is taken in.</summary>
    public IReadOnlyList<string> Consumes => IsMergePatch ? [MediaTypes.Json, MediaTypes.MergePatch] : [MediaTypes.Json];

    /// <summary>A request without the body is one with all its defaults.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The contract type of the answer's JSON, or null when the answer has no body.</summary>
    public Type? Answer { get; init; }

    /// <summary>Answers that the route gives in place of the usual one, each with its status and contract type.</summary>
    public IReadOnlyList<(int Status, Type Answer)> OtherAnswers { get; init; } = [];

    /// <summary>The media types that the answer can be had in, for the client's <c>Accept</c> to choose from; the first is the one of <see cref="Answer"/>.</summary>
    public IReadOnlyList<string> Produces { get; init; } = [MediaTypes.Json];

    public int Status { get; init; } = 200;

    /// <summary>The query parameters that the route knows; any other is refused.</summary>
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <summary>A POST that creates something honours <c>Idempotency-Key</c>.</summary>
    public bool Creates { get; init; }

    /// <summary>The resource has versions: the answer carries <c>ETag</c> and a change honours <c>If-Match</c>.</summary>
    public bool Versioned { get; init; }

    /// <summary>The statuses beside the ones that the route's other properties imply.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    public bool IsPublic => Scopes.Count == 0;

    /// <summary>Only JSON Merge Patch (RFC 7396) has a body that is not the contract itself.</summary>
    public bool IsMergePatch => Method == "PATCH";
}

/// <summary>A route and the method of <typeparamref name="TApi"/> that answers it.</summary>
public sealed record Route<TApi>(string Method, string Path, IReadOnlyList<string> Scopes, Func<TApi, Request, Task<Response>> Handle)
    : Route(Method, Path, Scopes);
