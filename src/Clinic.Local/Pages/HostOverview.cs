using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;
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

/// <summary>A function, the processes it has at the moment and the requests that wait for one.</summary>
internal sealed record FunctionOverview(string Name, int Processes, int Waiting);

/// <summary>A table; the number of items where it is known.</summary>
internal sealed record TableOverview(string Name, long? Items = null);

/// <summary>The host's state as JSON: what the first page shows, for scripts.</summary>
internal static class HealthDocument
{
    public static JsonObject Starting => new() { ["status"] = "starting" };

    public static JsonObject Of(HostOverview overview) => new()
    {
        ["status"] = "ok",
        ["api"] = overview.BaseAddress.ToString(),
        ["services"] = overview.ServicesAddress.ToString(),
        ["dynamoDb"] = overview.DynamoDbAddress,
        ["tokenEndpoint"] = new Uri(overview.ServicesAddress, ClientCredentials.Path).ToString(),
        ["machineClientId"] = overview.MachineClient?.Id,
        ["machineClientSecret"] = overview.MachineClient?.Secret,
        ["functions"] = new JsonArray([.. overview.Functions.Select(Function)]),
        ["tables"] = new JsonArray([.. overview.Tables.Select(Table)]),
        ["seeding"] = overview.IsSeeding,
    };

    private static JsonObject Function(FunctionOverview function) => new()
    {
        ["name"] = function.Name,
        ["processes"] = function.Processes,
        ["waiting"] = function.Waiting,
    };

    private static JsonObject Table(TableOverview table)
    {
        var json = new JsonObject { ["name"] = table.Name };
        if (table.Items is { } items)
            json["items"] = items;
        return json;
    }
}
