using System.Diagnostics;
using Clinic.Local;

namespace Clinic.UnitTests.Deployment.Scripts;

/// <summary>Runs scripts of .github/scripts with tools that stand in for those of AWS and keep what they were asked.</summary>
internal sealed class ShellScript : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-script-");

    private string Log => Path.Combine(folder.FullName, "calls");

    /// <summary>The calls of the tools in their order, each with its arguments.</summary>
    public IReadOnlyList<string[]> Calls => File.Exists(Log) ? [.. File.ReadAllLines(Log).Select(call => call.TrimEnd('\x1f').Split('\x1f'))] : [];

    /// <summary>Puts a tool before all others: the text of a bash script, with a folder to keep things in.</summary>
    public ShellScript With(string tool, string text = "")
    {
        var path = Path.Combine(folder.FullName, tool);
        File.WriteAllText(path, $"#!/usr/bin/env bash\n{{ printf '%s\\x1f' {tool} \"$@\"; echo; }} >>'{Log}'\nkept='{folder.FullName}'\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return this;
    }

    /// <summary>Puts a file into the folder that the script runs in.</summary>
    public ShellScript Having(string path, string text)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public async Task<(int Status, string Output, string Errors)> RunAsync(string script, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(RepositoryRoot.Find(), ".github", "scripts", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        start.Environment["PATH"] = folder.FullName + Path.PathSeparator + start.Environment["PATH"];
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).TrimEnd('\n'), (await errors).TrimEnd('\n'));
    }

    public void Dispose() => folder.Delete(recursive: true);
}
