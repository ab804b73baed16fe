namespace Clinic.Rollups;

/// <summary>An attribute of a rollup that is not what the sessions and records themselves say. It names no patient.</summary>
internal sealed record RollupDifference(string Period, string Entry, string Attribute, string Stored, string Computed);

/// <summary>What a repair was asked to do.</summary>
/// <param name="Mode"><c>verify</c> or <c>rebuild</c>.</param>
internal sealed record RollupRequest(string? Mode);

/// <summary>One time that everything was read.</summary>
/// <param name="Different">How many rollups looked wrong.</param>
/// <param name="Moving">How many were written in the meantime.</param>
internal sealed record RollupPass(int Number, int Sessions, int Patients, int Rollups, int Different, int Moving);

/// <summary>What a verification or a rebuild has found.</summary>
/// <param name="Sessions">How many were counted, the last time.</param>
/// <param name="Patients">How many records were counted, the last time.</param>
/// <param name="Rollups">How many there are.</param>
/// <param name="Passes">How often everything was read: again, as long as somebody writes.</param>
/// <param name="DifferenceCount">How many attributes differed.</param>
/// <param name="Differences">The first ones of them, as many as an answer holds.</param>
/// <param name="Repaired">How many rollups were put right.</param>
/// <param name="Unsettled">How many rollups were being written every time they were looked at: nothing is known of them.</param>
internal sealed record RollupOutcome(
    string Mode, int Sessions, int Patients, int Rollups, int Passes, int DifferenceCount, IReadOnlyList<RollupDifference> Differences, int Repaired, int Unsettled);
