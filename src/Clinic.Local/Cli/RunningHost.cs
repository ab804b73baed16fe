using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Clinic.Local.Cli;

/// <summary>What a running host tells the other commands about itself, in a file beside its data.</summary>
internal sealed record RunningHost(int ProcessId, Uri BaseAddress, Uri ServicesAddress, string DynamoDbUrl, string? ContainerAddress)
{
    /// <summary>The longest time that a worker may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private static string PathIn(string state) => Path.Combine(state, "host.json");

    /// <summary>Null when no host runs. A file left behind by a killed host does not count.</summary>
    public static RunningHost? Find(string state)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(PathIn(state)))!;
            var host = new RunningHost(
                json["pid"]!.GetValue<int>(),
                new Uri(json["baseAddress"]!.GetValue<string>()),
                new Uri(json["servicesAddress"]!.GetValue<string>()),
                json["dynamoDbUrl"]!.GetValue<string>(),
                json["containerAddress"]?.GetValue<string>());
            using var process = Process.GetProcessById(host.ProcessId);
            return host;
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException or NullReferenceException)
        {
            return null;
        }
    }

    public static RunningHost Get() =>
        Find(LocalHostOptions.DefaultStateDirectory) ?? throw new SetupException("The local host is not running: './run_local.sh start' starts it.");

    public static RunningHost Of(LocalHost host, string? containerAddress) =>
        new(Environment.ProcessId, host.BaseAddress, host.ServicesAddress, host.DynamoDbServiceUrl, containerAddress);

    /// <summary>Invokes a worker and waits for its response.</summary>
    /// <param name="worker">Such as <c>Rollups</c>.</param>
    public async Task<TResponse> InvokeAsync<TRequest, TResponse>(
        string worker, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Patience };
        using var content = JsonContent.Create(request, requestType);
        using var response = await http.PostAsync(new Uri(ServicesAddress, $"/2015-03-31/functions/{worker}Function/invocations"), content, cancellationToken);
        if (!response.IsSuccessStatusCode || response.Headers.Contains("X-Amz-Function-Error"))
            throw new SetupException($"The worker {worker} failed; './run_local.sh logs {worker}' shows its log.");
        return (await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancellationToken), responseType, cancellationToken))!;
    }

    /// <summary>Written to another file and renamed, so that whoever waits for the file never reads half of it.</summary>
    public void Announce(string state)
    {
        var json = new JsonObject
        {
            ["pid"] = ProcessId,
            ["baseAddress"] = BaseAddress.GetLeftPart(UriPartial.Authority),
            ["servicesAddress"] = ServicesAddress.GetLeftPart(UriPartial.Authority),
            ["dynamoDbUrl"] = DynamoDbUrl,
            ["containerAddress"] = ContainerAddress,
        };
        File.WriteAllText(PathIn(state) + ".new", json.ToJsonString() + "\n");
        File.Move(PathIn(state) + ".new", PathIn(state), overwrite: true);
    }

    public static void Withdraw(string state) => File.Delete(PathIn(state));
}
