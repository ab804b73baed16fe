namespace Clinic.Anonymization.Tasks;

/// <summary>What the state machine asks for: one step of one part of an export. The work itself is in the export bucket.</summary>
/// <param name="Year">The year in which the export was asked for: none of its steps goes by the year in which it runs.</param>
/// <param name="Execution">The name of the execution, which claims the export with its first task.</param>
internal sealed record TaskRequest(string Task, string ExportId, int Part = 1, int Parts = 1, int Year = 0, string Execution = "");

/// <summary>The next part, and whether there is one.</summary>
/// <param name="Claimed">False when the export is another execution's, has ended or is not there: then the execution ends without a word.</param>
internal sealed record TaskAnswer(string ExportId, int Part, int Parts, bool More, int Year = 0, bool Claimed = true);
