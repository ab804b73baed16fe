namespace Clinic.Local.Database;

/// <summary>
/// How DynamoDB Local is found or started. Port 0 takes any free port; an endpoint, which by default comes from
/// AWS_ENDPOINT_URL_DYNAMODB, is used as it is and nothing is started.
/// </summary>
public sealed record DynamoDbLocalOptions
{
    public string? Endpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB");

    public int Port { get; init; }

    /// <summary>Keep nothing on disk; otherwise the data is in a folder of <see cref="StateDirectory"/>.</summary>
    public bool InMemory { get; init; }

    /// <summary>The directory for the installation and the data; by default .local beside the template.</summary>
    public string StateDirectory { get; init; } = Path.Combine(RepositoryRoot.Find(), ".local");

    /// <summary>Receives a line for everything that takes a while.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}
