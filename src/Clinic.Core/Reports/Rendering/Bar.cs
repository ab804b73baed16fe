namespace Clinic.Core.Reports.Rendering;

/// <summary>A bar of a chart.</summary>
/// <param name="Value">Zero or more: the length of the bar.</param>
/// <param name="ValueText">The value as people read it, with its unit.</param>
public sealed record Bar(string Label, decimal Value, string ValueText);
