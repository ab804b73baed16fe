using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;

namespace Clinic.Local.Pages;

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
