using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Template;

namespace Clinic.UnitTests.Deployment;

/// <summary>template.yaml as it is written, with nothing evaluated.</summary>
internal static class TemplateFile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "template.yaml"));

    public static JsonObject Tree { get; } = YamlTree.Parse(Text, "template.yaml");

    public static JsonObject Parameter(string name) => Tree["Parameters"]![name]!.AsObject();

    public static IEnumerable<(string Id, JsonObject Resource)> Resources(this JsonObject template, string type) =>
        template["Resources"]!.AsObject().Where(resource => resource.Value!["Type"]!.GetValue<string>() == type)
            .Select(resource => (resource.Key, resource.Value!.AsObject()));

    public static IEnumerable<(string Id, JsonObject Properties)> OfType(this JsonObject template, string type) =>
        template.Resources(type).Select(resource => (resource.Id, resource.Resource["Properties"]!.AsObject()));

    public static bool IsReference(this JsonNode? node, string to) => node.Reference() == to;

    /// <summary>What a node refers to; null where it is something else.</summary>
    public static string? Reference(this JsonNode? node) => (node as JsonObject)?["Ref"]?.GetValue<string>();
}
