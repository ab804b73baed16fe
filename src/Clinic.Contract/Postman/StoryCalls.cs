using System.Text.Json.Nodes;

namespace Clinic.Contract.Postman;

/// <summary>The steps of the patient's story, which is written down in <c>Assets/story.json</c>, as calls of the document's operations.</summary>
internal static class StoryCalls
{
    public static IEnumerable<(string Operation, PostmanCall Call)> Read() =>
        JsonNode.Parse(PostmanAssets.Read("story.json"))!.AsArray().Select(step => (Text(step!["call"])!, Call(step!)));

    private static PostmanCall Call(JsonNode step) => new(
        Text(step["name"])!,
        Text(step["as"]),
        Text(step["id"]),
        step["body"]?.DeepClone(),
        Map(step["query"]),
        Map(step["headers"]),
        step["status"]!.GetValue<int>(),
        [.. Tests(step), .. Kept(step), .. Forgotten(step)]);

    private static IEnumerable<string> Tests(JsonNode step) =>
        Map(step["tests"]).Select(test => $"pm.test('{test.Key}', () => {test.Value});");

    /// <summary>What later steps use: a member of the answer or, after a colon, a header.</summary>
    private static IEnumerable<string> Kept(JsonNode step) => Map(step["keep"]).Select(kept => kept.Value.StartsWith(':')
        ? $"pm.collectionVariables.set('{kept.Key}', pm.response.headers.get('{kept.Value[1..]}'));"
        : $"pm.collectionVariables.set('{kept.Key}', pm.response.json().{kept.Value});");

    /// <summary>The last step lets the next run make its own.</summary>
    private static IEnumerable<string> Forgotten(JsonNode step) =>
        step["forget"] is { } names ? [RouteCalls.Forget([.. names.AsArray().Select(name => Text(name)!)])] : [];

    private static Dictionary<string, string> Map(JsonNode? node) => node is null ? [] : node.AsObject().ToDictionary(member => member.Key, member => Text(member.Value)!);

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
