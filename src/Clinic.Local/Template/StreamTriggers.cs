using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clinic.Local.Template;

/// <summary>
/// A function that a table's stream invokes, or a pipe that it feeds: an event source mapping with its defaults. Function and Table are logical ids;
/// EventNames are those that the filter lets through; if empty, all of them. OnFailureQueue is a queue's name.
/// </summary>
public sealed record StreamTrigger(string Function, string Event, string Table)
{
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a batch may wait to be filled.</summary>
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>Whether a failed batch is retried in two halves.</summary>
    public bool Bisects { get; init; }

    /// <summary>Null for ever.</summary>
    public int? RetryAttempts { get; init; }

    /// <summary>Null for any age.</summary>
    public TimeSpan? RecordAge { get; init; }

    /// <summary>The function names the records that failed.</summary>
    public bool ReportsItemFailures { get; init; }

    public IReadOnlySet<string> EventNames { get; init; } = new HashSet<string>();

    public string? OnFailureQueue { get; init; }

    /// <summary>The ARN of the state machine that a pipe starts instead; the pipe itself stands for the function.</summary>
    public string? StateMachine { get; init; }

    /// <summary>The id that distinguishes this trigger from every other.</summary>
    public string Name => $"{Function}.{Event}";
}

/// <summary>A function's event of type DynamoDB, or a pipe from a table's stream to a state machine → the trigger, with the limits on its numbers.</summary>
internal static class StreamTriggerReader
{
    public static StreamTrigger Read(Properties function, string id, Properties source, TemplateDocument document)
    {
        source.AllowOnly(
            "Stream", "StartingPosition", "BatchSize", "MaximumBatchingWindowInSeconds", "BisectBatchOnFunctionError",
            "MaximumRetryAttempts", "MaximumRecordAgeInSeconds", "ParallelizationFactor", "FunctionResponseTypes", "FilterCriteria",
            "DestinationConfig");
        CheckStart(source);
        if (source.Number("ParallelizationFactor") is not (null or 1))
            throw source.Error("the local host runs a ParallelizationFactor of 1 only");
        return new StreamTrigger(function.Resource, id, Table(source.RequiredText("Stream"), source, document))
        {
            BatchSize = source.Within("BatchSize", 1, 10_000) ?? 100,
            BatchingWindow = TimeSpan.FromSeconds(source.Within("MaximumBatchingWindowInSeconds", 0, 300) ?? 0),
            Bisects = source.Flag("BisectBatchOnFunctionError"),
            RetryAttempts = Limit(source, "MaximumRetryAttempts", 0, 10_000),
            RecordAge = Limit(source, "MaximumRecordAgeInSeconds", 60, 604_800) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ReportsItemFailures = ReportsItemFailures(source),
            EventNames = StreamFilterReader.Read(source),
            OnFailureQueue = FailureQueueReader.Read(source, document),
        };
    }

    /// <summary>A batch starts one execution, whose input is the list of its records.</summary>
    public static StreamTrigger ReadPipe(Properties pipe, TemplateDocument document)
    {
        pipe.AllowOnly("Name", "Description", "RoleArn", "Source", "SourceParameters", "Target", "TargetParameters");
        var source = pipe.RequiredSection("SourceParameters");
        source.AllowOnly("FilterCriteria", "DynamoDBStreamParameters");
        var stream = source.RequiredSection("DynamoDBStreamParameters");
        stream.AllowOnly("StartingPosition", "BatchSize", "MaximumBatchingWindowInSeconds", "OnPartialBatchItemFailure", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds");
        CheckStart(stream);
        var target = pipe.RequiredSection("TargetParameters");
        target.AllowOnly("StepFunctionStateMachineParameters");
        if (target.Section("StepFunctionStateMachineParameters")?.Text("InvocationType") != "FIRE_AND_FORGET")
            throw target.Error("the local host runs pipes with StepFunctionStateMachineParameters of InvocationType FIRE_AND_FORGET");
        var machine = pipe.RequiredText("Target");
        return new StreamTrigger(pipe.Resource, "Pipe", Table(pipe.RequiredText("Source"), pipe, document))
        {
            StateMachine = document.OfType("AWS::Serverless::StateMachine").Any(id => document.Ids.Attribute(id, "Arn") == machine) ? machine
                : throw pipe.Error($"Target {machine} is not a state machine of the template"),
            BatchSize = stream.Within("BatchSize", 1, 10_000) ?? 100,
            BatchingWindow = TimeSpan.FromSeconds(stream.Within("MaximumBatchingWindowInSeconds", 0, 300) ?? 0),
            Bisects = stream.Text("OnPartialBatchItemFailure") == "AUTOMATIC_BISECT",
            RetryAttempts = Limit(stream, "MaximumRetryAttempts", 0, 10_000),
            RecordAge = Limit(stream, "MaximumRecordAgeInSeconds", 60, 604_800) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            EventNames = StreamFilterReader.Read(source),
        };
    }

    // The host's poller is as old as the stream, so both of the positions at which reading can start are its beginning.
    private static void CheckStart(Properties source)
    {
        if (source.RequiredText("StartingPosition") is not ("TRIM_HORIZON" or "LATEST"))
            throw source.Error("StartingPosition must be TRIM_HORIZON or LATEST");
    }

    private static string Table(string arn, Properties source, TemplateDocument document)
    {
        var table = document.OfType("AWS::DynamoDB::Table").FirstOrDefault(id => document.Ids.Attribute(id, "StreamArn") == arn)
            ?? throw source.Error($"{arn} is not the StreamArn of a table of the template");
        return document.Properties(table).Section("StreamSpecification") is not null
            ? table
            : throw source.Error($"the table {table} has no StreamSpecification");
    }

    private static bool ReportsItemFailures(Properties source) => source.Texts("FunctionResponseTypes") switch
    {
        [] => false,
        ["ReportBatchItemFailures"] => true,
        _ => throw source.Error("FunctionResponseTypes must be ReportBatchItemFailures"),
    };

    private static int? Limit(Properties source, string name, int least, int most) =>
        source.Number(name) is null or -1 ? null : source.Within(name, least, most);
}

/// <summary>
/// FilterCriteria → the event names that reach the function; none when every record does. A record passes when any of the
/// filters matches; a filter is a pattern that lists event names and nothing else.
/// </summary>
internal static class StreamFilterReader
{
    private static readonly HashSet<string> EventNames = ["INSERT", "MODIFY", "REMOVE"];

    public static HashSet<string> Read(Properties source)
    {
        if (source.Section("FilterCriteria") is not { } criteria)
            return [];
        criteria.AllowOnly("Filters");
        return [.. criteria.Items("Filters").SelectMany(Names)];
    }

    private static IEnumerable<string> Names(Properties filter)
    {
        filter.AllowOnly("Pattern");
        var pattern = filter.RequiredText("Pattern");
        return Parse(pattern) is JsonObject { Count: 1 } rule && rule["eventName"] is JsonArray { Count: > 0 } names && names.All(IsEventName)
            ? names.Select(name => name!.GetValue<string>())
            : throw filter.Error($"the local host knows patterns such as {{\"eventName\":[\"INSERT\"]}}, not {pattern}");
    }

    private static bool IsEventName(JsonNode? name) =>
        name is JsonValue value && value.TryGetValue<string>(out var text) && EventNames.Contains(text);

    private static JsonNode? Parse(string pattern)
    {
        try
        {
            return JsonNode.Parse(pattern);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
