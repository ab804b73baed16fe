namespace Clinic.Local.Aws.Lambda;

/// <summary>Where the function processes come from and how many there may be.</summary>
public sealed record LambdaOptions
{
    /// <summary>The directory that a function's CodeUri is relative to.</summary>
    public required string CodeRoot { get; init; }

    /// <summary>A directory of published functions, HANDLER/HANDLER.dll each, that is used instead of the build output.</summary>
    public string? FunctionsRoot { get; init; }

    /// <summary>The build configuration whose output is run.</summary>
    public string Configuration { get; init; } = BuildConfiguration.OfThisHost;

    public required string LogDirectory { get; init; }

    public int ProcessesPerFunction { get; init; } = 4;

    /// <summary>How many invocations of one function may wait before further ones are throttled.</summary>
    public int WaitingPerFunction { get; init; } = 1000;

    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the services listener (Runtime API, Cognito, Secrets Manager, SES) is, once it listens.</summary>
    public required Func<Uri> ServicesAddress { get; init; }

    public required Func<string> DynamoDbUrl { get; init; }

    public string? ComprehendUrl { get; init; }
}
