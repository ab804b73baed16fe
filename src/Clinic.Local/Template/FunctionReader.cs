namespace Clinic.Local.Template;

/// <summary>AWS::Serverless::Function, already merged with Globals. Its events are read by the readers of each kind.</summary>
internal static class FunctionReader
{
    private static readonly HashSet<string> SupportedEvents = ["Api", "DynamoDB", "S3", "Schedule"];

    public static FunctionDefinition Read(Properties function, string name)
    {
        if (function.Text("Runtime") != "provided.al2023")
            throw function.Error($"the local host runs functions of provided.al2023, not {function.Text("Runtime") ?? "functions without a Runtime"}");
        foreach (var (id, source) in function.Section("Events")?.Sections() ?? [])
        {
            if (!SupportedEvents.Contains(source.RequiredText("Type")))
                throw function.Error($"the local host does not know the event type {source.Text("Type")} of {id}");
        }
        return new FunctionDefinition(
            function.Resource,
            name,
            function.RequiredText("CodeUri"),
            function.RequiredText("Handler"),
            function.Number("MemorySize") ?? 128,
            TimeSpan.FromSeconds(function.Number("Timeout") ?? 3),
            function.Section("Environment")?.Section("Variables")?.Pairs() ?? new Dictionary<string, string>());
    }
}

/// <summary>A Lambda function of the template, with its environment already resolved to this machine's names.</summary>
public sealed record FunctionDefinition(
    string LogicalId,
    string Name,
    string CodeUri,
    string Handler,
    int MemorySize,
    TimeSpan Timeout,
    IReadOnlyDictionary<string, string> Environment)
{
    public AsyncRules Async { get; init; } = AsyncRules.Default;

    /// <summary>The name of the function's project, which is its folder's.</summary>
    public string Project => Path.GetFileName(CodeUri);
}

/// <summary>How a function's asynchronous invocations are retried, and where an abandoned one is reported.</summary>
public sealed record AsyncRules(int RetryAttempts, TimeSpan EventAge, string? OnFailureQueue)
{
    /// <summary>Lambda's own: two retries within six hours.</summary>
    public static AsyncRules Default { get; } = new(2, TimeSpan.FromHours(6), null);
}

/// <summary>A function's EventInvokeConfig, with Lambda's limits on its numbers.</summary>
internal static class AsyncRulesReader
{
    public static AsyncRules Read(Properties function, TemplateDocument document)
    {
        if (function.Section("EventInvokeConfig") is not { } config)
            return AsyncRules.Default;
        config.AllowOnly("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig");
        return new AsyncRules(
            config.Within("MaximumRetryAttempts", 0, 2) ?? AsyncRules.Default.RetryAttempts,
            config.Within("MaximumEventAgeInSeconds", 60, 21_600) is { } seconds ? TimeSpan.FromSeconds(seconds) : AsyncRules.Default.EventAge,
            FailureQueueReader.Read(config, document));
    }
}

/// <summary>The queue of a DestinationConfig for what was given up; null where there is none.</summary>
internal static class FailureQueueReader
{
    public static string? Read(Properties owner, TemplateDocument document)
    {
        if (owner.Section("DestinationConfig") is not { } config)
            return null;
        config.AllowOnly("OnFailure");
        if (config.Section("OnFailure") is not { } destination)
            return null;
        destination.AllowOnly("Type", "Destination");
        if (destination.Text("Type") is not (null or "SQS"))
            throw destination.Error("the local host knows destinations of Type SQS only");
        var arn = destination.RequiredText("Destination");
        var queue = document.OfType("AWS::SQS::Queue").FirstOrDefault(id => document.Ids.Attribute(id, "Arn") == arn)
            ?? throw destination.Error($"{arn} is not the Arn of a queue of the template");
        return document.Ids.Attribute(queue, "QueueName");
    }
}
