using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Errors;
using Xunit;

namespace Clinic.EndToEndTests.Contract;

/// <summary>
/// Holds an answer to what the OpenAPI document says of its operation: the status, the media type, the body by its schema, and the
/// headers. <see cref="ApiClient.Connect"/> lets every answer through here.
/// </summary>
internal static class ContractCheck
{
    /// <summary>Pages of the local host, which no stack has.</summary>
    private static readonly string[] LocalPages = ["/docs", "/mailbox", "/dashboard", "/_local"];

    /// <summary>What is refused before an operation is looked for: it was unreadable, too long, or for none.</summary>
    private static readonly int[] BeforeOperations = [400, 404, 405, 413, 414, 431];

    public static void Check(Answer answer)
    {
        var fault = FaultOf(DocumentedApi.Current, answer);
        Assert.True(fault is null, $"{answer.Request} answered {answer.Status}, and not as docs/openapi.json says: {fault}");
    }

    /// <summary>A refusal of an operation has one of the codes that are documented for it.</summary>
    public static void CheckCode(Answer answer, ProblemCode code)
    {
        if (OperationOf(DocumentedApi.Current.At(answer.Path), answer)?.Response(answer.Status) is { } response)
            Assert.True(response["x-problem-codes"]!.AsArray().Any(name => name!.GetValue<string>() == code.Name), $"{answer.Request} answered {code}, which the document does not name for it.");
    }

    /// <summary>What the document does not say of the answer, or null.</summary>
    public static string? FaultOf(DocumentedApi api, Answer answer)
    {
        var operations = api.At(answer.Path);
        if (answer.IsPreflight || (operations.Count == 0 && IsLocalPage(answer.Path)))
            return null;
        var operation = OperationOf(operations, answer);
        if (operation?.Response(answer.Status) is { } response)
            return HeadersOf(api, response, answer) ?? BodyOf(api, response, answer);
        if (operation is not null && answer.Status is not (414 or 431))
            return "the operation has no such status";
        return Refusal(api, operations, answer);
    }

    private static DocumentedOperation? OperationOf(IReadOnlyList<DocumentedOperation> operations, Answer answer) =>
        operations.FirstOrDefault(operation => operation.Method == answer.Method);

    private static bool IsLocalPage(string path) => LocalPages.Any(page => path == page || path.StartsWith(page + "/", StringComparison.Ordinal));

    private static string? Refusal(DocumentedApi api, IReadOnlyList<DocumentedOperation> operations, Answer answer)
    {
        if (!BeforeOperations.Contains(answer.Status))
            return "there is no such operation";
        if (answer.Status == 404 && operations.Count > 0)
            return $"the path is known for {string.Join(", ", operations.Select(operation => operation.Method))}";
        if (answer.Status == 405 && answer.Header("Allow") is null)
            return "it has no Allow";
        if (answer.Method == "HEAD")
            return null;
        return MediaOf(answer) == DocumentedApi.ProblemType ? api.FaultOf(api.Problem, JsonDocument.Parse(answer.Text).RootElement) : "it is no problem";
    }

    private static string? HeadersOf(DocumentedApi api, JsonNode response, Answer answer)
    {
        foreach (var (name, reference) in response["headers"]?.AsObject() ?? [])
        {
            var header = api.Follow(reference!);
            if (answer.Header(name) is not { } value)
            {
                if (header["required"]?.GetValue<bool>() is true)
                    return $"it has no {name}";
            }
            else if (api.FaultOf(header["schema"]!, DocumentedApi.Parse(header["schema"]!, value)) is { } fault)
            {
                return $"{name} is {value}: {fault}";
            }
        }
        // What browsers may read of an answer is what the contract speaks of.
        return (answer.Header("Access-Control-Expose-Headers") ?? "").Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(name => answer.Header(name) is not null && response["headers"]?[name] is null) is { } unknown ? $"{unknown} is not documented" : null;
    }

    private static string? BodyOf(DocumentedApi api, JsonNode response, Answer answer)
    {
        if (answer.Text.Length == 0)
            return response["content"] is null || answer.Method == "HEAD" || answer.Header("Preference-Applied") is not null ? null : "it has no body";
        if (response["content"]?[MediaOf(answer)]?["schema"] is not { } schema)
            return $"it is {MediaOf(answer)}";
        using var body = MediaOf(answer).EndsWith("json", StringComparison.Ordinal) ? JsonDocument.Parse(answer.Text) : null;
        return api.FaultOf(schema, body?.RootElement ?? DocumentedApi.Parse(schema, answer.Text)) is { } fault ? $"{fault}: {answer.Text}" : null;
    }

    private static string MediaOf(Answer answer) => answer.Header("Content-Type")?.Split(';')[0] ?? "without a media type";
}
