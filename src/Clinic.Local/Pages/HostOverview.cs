namespace Clinic.Local.Pages;

/// <summary>What the first page and the health document tell about the running host.</summary>
internal sealed record HostOverview(
    Uri BaseAddress,
    Uri ServicesAddress,
    string DynamoDbAddress,
    IReadOnlyList<FunctionOverview> Functions,
    IReadOnlyList<TableOverview> Tables,
    DateOnly Today)
{
    /// <summary>Null when it is not known how much demo data there is.</summary>
    public DemoDataOverview? DemoData { get; init; }
}
