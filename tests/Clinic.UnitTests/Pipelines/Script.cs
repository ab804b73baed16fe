using System.Diagnostics;

namespace Clinic.UnitTests.Pipelines;

/// <summary>Runs a script of <c>.github/scripts</c> with commands of the tests' own in the place of the real ones; each writes its calls into a file.</summary>
internal sealed class Script : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-script-");

    /// <summary>What the stand-ins were called with, in order.</summary>
    public IReadOnlyList<string> Calls => File.Exists(CallsPath) ? File.ReadAllLines(CallsPath) : [];

    private string CallsPath => Path.Combine(folder.FullName, "calls");

    /// <param name="body">Bash that sees the arguments.</param>
    public void Replace(string command, string body)
    {
        var file = Path.Combine(folder.FullName, command);
        File.WriteAllText(file, $"#!/usr/bin/env bash\necho \"{command} $*\" >>'{CallsPath}'\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public async Task<(int ExitCode, string Output)> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Contract.Contract.PathOf(".github", "scripts", name), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = folder.FullName + Path.PathSeparator + start.Environment["PATH"];
        start.Environment["STATE"] = folder.FullName;
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
