using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Lambda's rules for what a function did not take. A batch whose first records were taken goes on behind them. One of which
/// nothing was taken is split in two, where the trigger says so, which costs no retry; otherwise it is tried again as it is, as
/// often as the trigger allows.
/// </summary>
internal sealed class RetryRules(StreamTrigger trigger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>DynamoDB Local cuts the times of its records to the minute: they must not look older than they are.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before a batch is handed over again.</summary>
    public static TimeSpan Pause(StreamBatch batch)
    {
        var doublings = Math.Clamp(batch.Failures - 1, 0, 10);
        var pause = FirstPause * (1 << doublings);
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary><paramref name="taken"/> is how many of the first records the function took.</summary>
    public BatchVerdict After(StreamBatch batch, int taken)
    {
        var rest = new StreamBatch([.. batch.Records.Skip(taken)], taken > 0 ? 0 : batch.Failures, batch.Invocations + 1);
        if (rest.Records.Count == 0)
            return new BatchVerdict([]);
        if (trigger.Bisects && taken > 0)
            return new BatchVerdict([rest]);
        if (trigger.Bisects && rest.Records.Count > 1)
            return new BatchVerdict(Halves(rest));
        rest = rest with { Failures = rest.Failures + 1 };
        return rest.Failures > trigger.RetryAttempts ? new BatchVerdict([], GivenUp: rest) : new BatchVerdict([rest]);
    }

    /// <summary>How many of the first records are too old to be handed over (again).</summary>
    public int TooOld(IReadOnlyList<StreamRecord> records, DateTimeOffset now) => trigger.RecordAge is { } age
        ? records.TakeWhile(record => now - record.CreatedAt > age + Rounding).Count()
        : 0;

    private static StreamBatch[] Halves(StreamBatch batch)
    {
        var middle = batch.Records.Count / 2;
        return [batch with { Records = [.. batch.Records.Take(middle)] }, batch with { Records = [.. batch.Records.Skip(middle)] }];
    }
}
