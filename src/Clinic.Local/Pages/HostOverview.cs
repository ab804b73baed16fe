using Clinic.Local.Template;

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
    /// <summary>The app client of the client credentials grant.</summary>
    public MachineClient? MachineClient { get; init; }

    /// <summary>The demo data is still being written.</summary>
    public bool IsSeeding { get; init; }
}
