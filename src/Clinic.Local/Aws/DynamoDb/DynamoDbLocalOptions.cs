namespace Clinic.Local.Aws.DynamoDb;

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
