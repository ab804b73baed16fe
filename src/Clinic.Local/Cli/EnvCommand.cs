using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Writes what <c>sam local</c> needs to run a function against this host.</summary>
internal static class EnvCommand
{
    public static int Run(Arguments arguments)
    {
        var root = RepositoryRoot.Find();
        var folder = Path.Combine(root, ".local"); // samconfig.toml names it
        Directory.CreateDirectory(folder);
        var template = ClinicTemplate.Load(Path.Combine(root, "template.yaml"), arguments.Parameters);
        var host = RunningHost.Find(LocalHostOptions.DefaultStateDirectory);
        var endpoints = new SamEndpoints(
            arguments.ContainerAddress ?? "host.docker.internal",
            host?.ServicesAddress ?? new Uri($"http://127.0.0.1:{arguments.Port + 1}"),
            new Uri(host?.DynamoDbUrl ?? $"http://127.0.0.1:{arguments.Port + 2}"));
        SamFiles.Write(template, endpoints, root, folder);
        Console.WriteLine(Path.Combine(folder, "env.json"));
        return 0;
    }
}
