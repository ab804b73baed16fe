namespace Clinic.Local.Aws.EventSources;

/// <summary>What is to be done after an invocation: hand over these batches in turn, and give one up.</summary>
internal sealed record BatchVerdict(IReadOnlyList<StreamBatch> Next, StreamBatch? GivenUp = null);
