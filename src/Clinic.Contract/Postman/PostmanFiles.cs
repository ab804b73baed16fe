using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Clinic.Local;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Contract.Postman;

/// <summary>The Postman collection (format 2.1) and its environments, made from the OpenAPI document.</summary>
internal static class PostmanFiles
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonNodeContext.Default,
    };

    /// <summary>Each file's path in the repository and its text, as committed.</summary>
    public static IReadOnlyDictionary<string, string> Write(string openApi)
    {
        var document = JsonNode.Parse(openApi)!;
        return new Dictionary<string, JsonObject>
        {
            ["docs/postman_collection.json"] = Collection(document),
            ["docs/postman/local.postman_environment.json"] = Environment("Clinic, local host", "0b7c1f0e-5b1d-4c57-9d0a-6f1f3a8e2c01", new()
            {
                ["baseUrl"] = $"http://127.0.0.1:{LocalHostOptions.DefaultPort}",
                ["adminEmail"] = DemoAccounts.Admin.Email,
                ["adminPassword"] = DemoAccounts.Password,
                ["recipient"] = DemoAccounts.Patient.Email,
                ["mailUser"] = "postman",
                ["mailDomain"] = "clinic.test",
            }),
            // The mailbox simulator accepts mails in the sandbox too, and no mail goes to a made-up address.
            ["docs/postman/stack.postman_environment.json"] = Environment("Clinic, a stack", "0b7c1f0e-5b1d-4c57-9d0a-6f1f3a8e2c02", new()
            {
                ["baseUrl"] = "",
                ["adminEmail"] = "",
                ["adminPassword"] = "",
                ["recipient"] = "success@simulator.amazonses.com",
                ["mailUser"] = "success",
                ["mailDomain"] = "simulator.amazonses.com",
            }),
        }.ToDictionary(file => file.Key, file => file.Value.ToJsonString(Pretty) + "\n");
    }

    private static JsonObject Collection(JsonNode document)
    {
        var operations = ApiOperation.AllOf(document);
        return new JsonObject
        {
            ["info"] = new JsonObject
            {
                ["_postman_id"] = "0b7c1f0e-5b1d-4c57-9d0a-6f1f3a8e2c00",
                ["name"] = "Clinic",
                ["description"] = "Made from docs/openapi.json by ./run_local.sh postman. Choose an environment; the scripts sign in and make what a request needs.",
                ["version"] = document["info"]!["version"]!.DeepClone(),
                ["schema"] = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
            },
            ["event"] = new JsonArray(
                PostmanItem.Script("prerequest", PostmanAssets.Lines("prerequest.js")),
                PostmanItem.Script("test", PostmanAssets.Lines("test.js"))),
            ["item"] = new JsonArray(
                Folder("A patient's story", Story(operations)),
                Folder("Routes", operations.GroupBy(operation => operation.Tag).Select(group =>
                    Folder(group.Key, group.Select(operation => PostmanItem.Write(operation, RouteCalls.Of(operation))))))),
        };
    }

    private static IEnumerable<JsonNode> Story(IReadOnlyList<ApiOperation> operations) =>
        StoryCalls.Read().Select(step => PostmanItem.Write(operations.Single(operation => operation.Id == step.Operation), step.Call));

    private static JsonObject Folder(string name, IEnumerable<JsonNode> items) => new() { ["name"] = name, ["item"] = new JsonArray([.. items]) };

    private static JsonObject Environment(string name, string id, Dictionary<string, string> values) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["values"] = new JsonArray([.. values.Select(value => new JsonObject
        {
            ["key"] = value.Key,
            ["value"] = value.Value,
            ["type"] = value.Key.EndsWith("Password", StringComparison.Ordinal) ? "secret" : "default",
            ["enabled"] = true,
        })]),
        ["_postman_variable_scope"] = "environment",
    };
}

/// <summary>The collection's scripts and its story, which are part of the assembly.</summary>
internal static class PostmanAssets
{
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PostmanAssets).Assembly.GetManifestResourceStream($"{typeof(PostmanAssets).Namespace}.Assets.{name}")!);
        return reader.ReadToEnd();
    }

    public static IEnumerable<string> Lines(string name) => Read(name).TrimEnd('\n').Split('\n');
}
