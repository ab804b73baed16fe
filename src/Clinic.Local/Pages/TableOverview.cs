namespace Clinic.Local.Pages;

/// <summary>A table; the number of items where it is known.</summary>
internal sealed record TableOverview(string Name, long? Items = null);
