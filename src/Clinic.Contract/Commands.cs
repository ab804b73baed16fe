using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Contract.OpenApi;
using Clinic.Contract.OpenApi.Changes;
using Clinic.Contract.Postman;
using Clinic.Local;
using Clinic.Local.Template;

namespace Clinic.Contract;

/// <summary>Prints the OpenAPI document; <c>docs/openapi.json</c> is what it printed last.</summary>
internal static class OpenApiCommand
{
    public static int Run()
    {
        Console.Write(Written());
        return 0;
    }

    /// <summary>Compares the document with an earlier one.</summary>
    /// <returns>1 when a change breaks clients and the document's version has not risen.</returns>
    public static int Compare(string earlier)
    {
        var (before, after) = (Parse(earlier), JsonNode.Parse(Written())!);
        var breaks = BreakingChanges.Between(before, after);
        foreach (var change in breaks)
            Console.WriteLine(change);
        var (old, now) = (VersionOf(before), VersionOf(after));
        Console.WriteLine($"{breaks.Count} breaking changes from version {old} to {now}.");
        return breaks.Count > 0 && now <= old ? 1 : 0;
    }

    private static string Written() => OpenApiDocument.Write(ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml")));

    private static JsonNode Parse(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file))!;
        }
        catch (JsonException)
        {
            throw new SetupException($"{file} is not JSON.");
        }
    }

    private static Version VersionOf(JsonNode document) => Version.Parse(document["info"]!["version"]!.GetValue<string>());
}

/// <summary>Prints the explanation of the problem codes; <c>docs/problems.md</c> is what it printed last.</summary>
internal static class ProblemsCommand
{
    public static int Run()
    {
        Console.Write(ProblemsDocument.Write());
        return 0;
    }
}

/// <summary>Writes the Postman collection and its environments into <c>docs</c>.</summary>
internal static class PostmanCommand
{
    public static int Run()
    {
        var root = RepositoryRoot.Find();
        foreach (var (path, text) in PostmanFiles.Write(OpenApiDocument.Write(ClinicTemplate.Load(Path.Combine(root, "template.yaml")))))
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            Console.WriteLine(path);
        }
        return 0;
    }
}
