using Clinic.Demo;
using Clinic.Local.Aws.Lambda;

namespace Clinic.Local;

/// <summary>
/// How the development host runs. With port 0 every listener takes a free port; otherwise the services are on the next port and
/// DynamoDB Local on the one after.
/// </summary>
public sealed record LocalHostOptions
{
    public const int DefaultPort = 3000;

    /// <summary>The project's directory, where template.yaml is.</summary>
    public string Root { get; init; } = RepositoryRoot.Find();

    /// <summary>Where a host keeps data, keys and logs unless told otherwise: CLINIC_STATE, or .local in the project's directory.</summary>
    public static string DefaultStateDirectory { get; } =
        Environment.GetEnvironmentVariable("CLINIC_STATE") is { Length: > 0 } named ? Path.GetFullPath(named) : Path.Combine(RepositoryRoot.Find(), ".local");

    public string StateDirectory { get; init; } = DefaultStateDirectory;

    public int Port { get; init; } = DefaultPort;

    /// <summary>Overrides of the template's parameters, such as Branch for a set of tables of one's own.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Keep nothing: neither the tables nor the accounts of the user pool survive the host.</summary>
    public bool InMemory { get; init; }

    /// <summary>A DynamoDB that runs already; by default the one of AWS_ENDPOINT_URL_DYNAMODB, if that is set.</summary>
    public string? DynamoDbEndpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB");

    /// <summary>What answers as Comprehend, which this host has not; by default what AWS_ENDPOINT_URL_COMPREHEND names, if that is set.</summary>
    public string? ComprehendEndpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_COMPREHEND");

    public int ProcessesPerFunction { get; init; } = 4;

    /// <summary>Start a process of every function at once instead of at its first request.</summary>
    public bool Warm { get; init; } = true;

    /// <summary>Published functions to run instead of the build output; see <see cref="LambdaOptions.FunctionsRoot"/>.</summary>
    public string? FunctionsRoot { get; init; }

    /// <summary>An address besides the loopback one that the services answer on, for containers that sam starts.</summary>
    public string? ContainerAddress { get; init; }

    /// <summary>What to put into tables that have no users yet.</summary>
    public Seeding Seeding { get; init; }

    /// <summary>Receives a line for everything that takes a while.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal int ServicesPort => Port == 0 ? 0 : Port + 1;

    internal int DynamoDbPort => Port == 0 ? 0 : Port + 2;
}
