using Clinic.Contract.OpenApi;
using Clinic.Contract.Postman;
using Clinic.Local;
using Clinic.Local.Template;

namespace Clinic.Contract;

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
