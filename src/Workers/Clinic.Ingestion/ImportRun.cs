namespace Clinic.Ingestion;

/// <summary>What rows are taken for.</summary>
/// <param name="Job">The import of one version of a file.</param>
/// <param name="IsRecount">They have been imported before: nothing of them is put, and only what has become of them is counted.</param>
internal sealed record ImportRun(string Job, bool IsRecount = false);
