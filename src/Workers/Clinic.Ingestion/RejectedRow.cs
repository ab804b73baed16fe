namespace Clinic.Ingestion;

/// <summary>Why a row was not taken. The reason tells the rule and never the value.</summary>
internal sealed record RejectedRow(long Line, string Column, string Reason);

/// <summary>What was made of a value that could not be taken as it was written. It never tells the value.</summary>
internal sealed record RepairedRow(long Line, string Column, string Repair);
