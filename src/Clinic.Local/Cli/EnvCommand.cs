using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Writes what <c>sam local</c> needs to run a function against this host.</summary>
internal static class EnvCommand
{
    public static int Run(Arguments arguments)
    {
        var root = RepositoryRoot.Find();
        var state = Path.Combine(root, ".local");
        Directory.CreateDirectory(state);
        var template = ClinicTemplate.Load(Path.Combine(root, "template.yaml"), arguments.Parameters);
        var host = RunningHost.Find(state);
        var endpoints = new SamEndpoints(
            arguments.ContainerAddress ?? "host.docker.internal",
            host?.ServicesAddress ?? new Uri($"http://127.0.0.1:{arguments.Port + 1}"),
            new Uri(host?.DynamoDbUrl ?? $"http://127.0.0.1:{arguments.Port + 2}"));
        SamFiles.Write(template, endpoints, root, state);
        Console.WriteLine(Path.Combine(state, "env.json"));
        return 0;
    }
}
