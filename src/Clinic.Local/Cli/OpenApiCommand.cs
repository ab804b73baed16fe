using Clinic.Local.OpenApi;
using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Prints the OpenAPI document; <c>docs/openapi.json</c> is what it printed last.</summary>
internal static class OpenApiCommand
{
    public static int Run()
    {
        Console.Write(OpenApiDocument.Write(ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml"))));
        return 0;
    }
}
