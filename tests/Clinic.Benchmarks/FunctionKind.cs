using System.Diagnostics;
using System.Runtime.InteropServices;
using Clinic.Local;

namespace Clinic.Benchmarks;

/// <summary>All functions in one of the ways in which .NET runs them.</summary>
/// <param name="Folder">PROJECT/bootstrap or PROJECT/PROJECT.dll each; null for the build output.</param>
internal sealed record FunctionKind(string Name, string? Folder)
{
    public static FunctionKind Jit { get; } = new("JIT", null);

    /// <summary>As they are deployed.</summary>
    public static async Task<FunctionKind> NativeAsync()
    {
        var target = Folders("native", "functions");
        foreach (var project in Projects())
        {
            Console.WriteLine($"Compiling {Path.GetFileName(project)} natively ...");
            await RunAsync(Path.Combine(Root, "src", "publish.sh"), "--here", project, Path.Combine(target, Path.GetFileName(project)));
        }
        return new FunctionKind("native", target);
    }

    /// <summary>As they were deployed before: compiled ahead of time in part, for the managed runtime.</summary>
    public static async Task<FunctionKind> ReadyToRunAsync()
    {
        var target = Folders("readytorun", "functions");
        foreach (var project in Projects())
        {
            Console.WriteLine($"Publishing {Path.GetFileName(project)} (ReadyToRun) ...");
            await RunAsync(
                "dotnet", "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(target, Path.GetFileName(project)),
                "--artifacts-path", Folders("readytorun", "build"), "-v", "quiet", "--nologo", "-p:PublishForThisMachine=true", "-p:RunAnalyzers=false",
                "-p:PublishAot=false", "-p:SelfContained=false", "-p:PublishReadyToRun=true",
                "-p:PublishReadyToRunCrossgen2ExtraArgs=--opt-cross-module:*%3B--non-local-generics-module:*");
        }
        return new FunctionKind("ReadyToRun", target);
    }

    /// <summary>The folder that a function's program is in.</summary>
    public string FolderOf(string project) =>
        Folder is null ? Path.Combine(Projects().Single(path => Path.GetFileName(path) == project), "bin", "Release", "net10.0") : Path.Combine(Folder, project);

    private static string Root => RepositoryRoot.Find();

    private static IEnumerable<string> Projects() => new[] { "Functions", "Workers" }.SelectMany(folder => Directory.GetDirectories(Path.Combine(Root, "src", folder)).Order(StringComparer.Ordinal));

    private static string Folders(params string[] names) => Path.Combine([Root, ".local", .. names]);

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(command, arguments))!;
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed.");
    }
}
