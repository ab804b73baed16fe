namespace Clinic.Local.Aws.EventSources;

/// <summary>Some records of a shard and where to read on; Next is null behind the last of a closed shard.</summary>
internal sealed record StreamPage(IReadOnlyList<StreamRecord> Records, string? Next);
