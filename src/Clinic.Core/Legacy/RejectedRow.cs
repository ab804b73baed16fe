namespace Clinic.Core.Legacy;

/// <summary>Why a row was not taken. The reason tells the rule and never the value.</summary>
public sealed record RejectedRow(long Line, string Column, string Reason);
