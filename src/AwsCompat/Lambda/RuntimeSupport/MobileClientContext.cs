#nullable enable
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The <c>Lambda-Runtime-Client-Context</c> header.</summary>
internal sealed record MobileClientContext(
    IDictionary<string, string?> Environment, IClientApplication? Client, IDictionary<string, string?> Custom) : IClientContext
{
    public static MobileClientContext? Parse(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return null;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new MobileClientContext(Map(root, "env"), Application(root), Map(root, "custom"));
    }

    internal static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static MobileClientApplication? Application(JsonElement root) =>
        root.TryGetProperty("client", out var client)
            ? new MobileClientApplication(
                Text(client, "app_package_name"),
                Text(client, "app_title"),
                Text(client, "app_version_code"),
                Text(client, "app_version_name"),
                Text(client, "installation_id"))
            : null;

    private static Dictionary<string, string?> Map(JsonElement root, string name) =>
        root.TryGetProperty(name, out var map)
            ? map.EnumerateObject().ToDictionary(entry => entry.Name, entry => (string?)entry.Value.ToString())
            : [];

    private sealed record MobileClientApplication(
        string? AppPackageName, string? AppTitle, string? AppVersionCode, string? AppVersionName, string? InstallationId)
        : IClientApplication;
}
