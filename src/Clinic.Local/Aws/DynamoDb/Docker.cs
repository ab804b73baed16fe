namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Docker, where there is not only the client but an engine that answers.</summary>
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

    /// <summary>Fetches the image unless it is there, because a start that pulls would look like one that hangs.</summary>
    public static async Task PullAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (await Tool.RunAsync("docker", ["image", "inspect", Image], null, cancellationToken) is { ExitCode: 0 })
            return;
        progress($"Pulling {Image} ...");
        var pull = await Tool.RunAsync("docker", ["pull", "--quiet", Image], null, cancellationToken);
        if (pull is not { ExitCode: 0 })
            throw new SetupException($"'docker pull {Image}' failed: {pull?.Output.ReplaceLineEndings(" ").Trim()}");
    }

    /// <summary>Attached and removed at its end: the client passes the signal that ends it on to the container.</summary>
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
