using System.Text.Json.Nodes;

namespace Clinic.Contract.Postman;

/// <summary>What one request of the collection says beyond its operation.</summary>
/// <param name="As">The variable with the caller's token, or null for nobody.</param>
/// <param name="Id">The value of the path's parameter.</param>
/// <param name="Tests">JavaScript after the answer, beside the check of the status.</param>
internal sealed record PostmanCall(
    string Name, string? As, string? Id, JsonNode? Body, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers,
    int Status, IReadOnlyList<string> Tests);
