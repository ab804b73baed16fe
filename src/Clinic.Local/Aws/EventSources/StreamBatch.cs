namespace Clinic.Local.Aws.EventSources;

/// <summary>
/// Records of one shard on their way to a function together. Invocations counts every time that they were handed over, Failures
/// only those that the quota of retries counts.
/// </summary>
internal sealed record StreamBatch(IReadOnlyList<StreamRecord> Records, int Failures = 0, int Invocations = 0);
