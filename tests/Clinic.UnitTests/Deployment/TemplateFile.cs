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
}
