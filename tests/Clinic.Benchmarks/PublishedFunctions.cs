using System.Diagnostics;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>The functions as they are deployed: Release, ReadyToRun.</summary>
internal static class PublishedFunctions
{
    private static readonly string[] Projects =
    [
        "src/Functions/Clinic.Auth", "src/Functions/Clinic.Users", "src/Functions/Clinic.Sessions", "src/Functions/Clinic.Messages", "src/Functions/Clinic.Reports",
        "src/Functions/Clinic.Exports", "src/Workers/Clinic.Anonymization",
        "src/Workers/Clinic.IdentityTriggers", "src/Workers/Clinic.MessageDelivery", "src/Workers/Clinic.Rollups",
    ];

    public static async Task<string> MakeAsync()
    {
        var root = RepositoryRoot.Find();
        var target = Path.Combine(root, ".local", "published");
        foreach (var project in Projects)
        {
            var name = Path.GetFileName(project);
            Console.WriteLine($"Publishing {name} (Release, ReadyToRun) ...");
            using var publish = Process.Start(new ProcessStartInfo(
                "dotnet", ["publish", Path.Combine(root, project), "-c", "Release", "-r", "linux-x64", "-o", Path.Combine(target, name), "-v", "quiet", "--nologo", "-p:PublishToMeasure=true"]))!;
            await publish.WaitForExitAsync();
            if (publish.ExitCode != 0)
                throw new InvalidOperationException($"{name} could not be published.");
        }
        return target;
    }
}
