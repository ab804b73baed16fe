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
    /// <param name="only">The functions to compile; null for all.</param>
    public static async Task<FunctionKind> NativeAsync(IReadOnlyCollection<string>? only = null)
    {
        var target = Folders("native", "functions");
        foreach (var project in Projects(only))
        {
            Console.WriteLine($"Compiling {Path.GetFileName(project)} natively ...");
            await RunAsync(Path.Combine(Root, "src", "publish.sh"), "--here", project, Path.Combine(target, Path.GetFileName(project)));
        }
        return new FunctionKind("native", target);
    }

    /// <summary>As they were deployed before: compiled ahead of time in part, for the managed runtime.</summary>
    public static async Task<FunctionKind> ReadyToRunAsync(IReadOnlyCollection<string> only)
    {
        var target = Folders("readytorun", "functions");
        foreach (var project in Projects(only))
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
        Folder is null ? Path.Combine(Projects([project]).Single(), "bin", "Release", "net10.0") : Path.Combine(Folder, project);

    private static string Root => RepositoryRoot.Find();

    private static IEnumerable<string> Projects(IReadOnlyCollection<string>? only) => new[] { "Functions", "Workers" }
        .SelectMany(folder => Directory.GetDirectories(Path.Combine(Root, "src", folder)).Order(StringComparer.Ordinal))
        .Where(project => only?.Contains(Path.GetFileName(project)) is not false);

    private static string Folders(params string[] names) => Path.Combine([Root, ".local", .. names]);

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(command, arguments))!;
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed.");
    }
}
