namespace Clinic.Local.Template;

/// <summary>A function's event of type DynamoDB → the trigger, with Lambda's limits on its numbers.</summary>
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
        return new StreamTrigger(function.Resource, id, Table(source, document))
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

    // The host's poller is as old as the stream, so that both positions that a stream can start at are its beginning.
    private static void CheckStart(Properties source)
    {
        if (source.RequiredText("StartingPosition") is not ("TRIM_HORIZON" or "LATEST"))
            throw source.Error("StartingPosition must be TRIM_HORIZON or LATEST");
    }

    private static string Table(Properties source, TemplateDocument document)
    {
        var arn = source.RequiredText("Stream");
        var table = document.OfType("AWS::DynamoDB::Table").FirstOrDefault(id => document.Ids.Attribute(id, "StreamArn") == arn)
            ?? throw source.Error($"Stream {arn} is not the StreamArn of a table of the template");
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
