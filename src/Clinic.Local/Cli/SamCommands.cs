using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Writes what <c>sam local</c> needs to run a function against this host.</summary>
internal static class EnvCommand
{
    public static int Run(Arguments arguments)
    {
        var root = RepositoryRoot.Find();
        var folder = Path.Combine(root, ".local"); // samconfig.toml names it
        Directory.CreateDirectory(folder);
        var template = ClinicTemplate.Load(Path.Combine(root, "template.yaml"), arguments.Parameters);
        var host = RunningHost.Find(LocalHostOptions.DefaultStateDirectory);
        var endpoints = new SamEndpoints(
            arguments.ContainerAddress ?? "host.docker.internal",
            host?.ServicesAddress ?? new Uri($"http://127.0.0.1:{arguments.Port + 1}"),
            new Uri(host?.DynamoDbUrl ?? $"http://127.0.0.1:{arguments.Port + 2}"));
        SamFiles.Write(template, endpoints, root, folder);
        Console.WriteLine(Path.Combine(folder, "env.json"));
        return 0;
    }
}

/// <summary>The addresses of this host's services as a container that sam started sees them.</summary>
internal sealed record SamEndpoints(string ContainerAddress, Uri Services, Uri DynamoDb)
{
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_DYNAMODB"] = FromContainer(DynamoDb),
        ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_SES"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_S3"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = FromContainer(Services),
    };

    /// <summary>Inside a container, a loopback address means the container itself.</summary>
    private string FromContainer(Uri address)
    {
        var isLoopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        var url = isLoopback ? new UriBuilder(address) { Host = ContainerAddress }.Uri : address;
        return url.GetLeftPart(UriPartial.Authority);
    }
}

/// <summary>
/// Two files for <c>sam local</c>. It passes only those variables to a function that its template declares, and the endpoint variables
/// have no place in the deployed template. So there is a separate template with every reference resolved, and env.json with the
/// values.
/// </summary>
internal static class SamFiles
{
    public static void Write(ClinicTemplate template, SamEndpoints endpoints, string root, string state)
    {
        var environments = new JsonObject();
        var resources = new JsonObject();
        foreach (var function in template.Functions)
        {
            var variables = Variables(function, endpoints);
            environments[function.LogicalId] = variables;
            resources[function.LogicalId] = Function(function, (JsonObject)variables.DeepClone(), Events(template, function), root);
        }
        Save(Path.Combine(state, "env.json"), environments);
        Save(Path.Combine(state, "sam-template.json"), new JsonObject
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Transform"] = "AWS::Serverless-2016-10-31",
            ["Resources"] = resources,
        });
    }

    private static JsonObject Variables(FunctionDefinition function, SamEndpoints endpoints) =>
        new(endpoints.Variables.Concat(function.Environment).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    private static JsonObject Function(FunctionDefinition function, JsonObject variables, JsonObject events, string root) => new()
    {
        ["Type"] = "AWS::Serverless::Function",
        ["Properties"] = new JsonObject
        {
            ["FunctionName"] = function.Name,
            ["Runtime"] = "provided.al2023",
            ["Handler"] = function.Handler,
            ["Architectures"] = new JsonArray(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64"),
            ["CodeUri"] = Path.Combine(root, ".aws-sam", "build", function.LogicalId), // 'sam build' makes it
            ["MemorySize"] = function.MemorySize,
            ["Timeout"] = (int)function.Timeout.TotalSeconds,
            ["Environment"] = new JsonObject { ["Variables"] = variables },
            ["Events"] = events,
        },
    };

    /// <summary>Path and method alone: sam local start-api has no Cognito authorizer.</summary>
    private static JsonObject Events(ClinicTemplate template, FunctionDefinition function) => new(
        (template.Api?.Routes ?? []).Where(route => route.Function == function.LogicalId).Select((route, index) => KeyValuePair.Create(
            $"Route{index}",
            (JsonNode?)new JsonObject
            {
                ["Type"] = "Api",
                ["Properties"] = new JsonObject { ["Path"] = route.Path, ["Method"] = route.Method },
            })));

    private static void Save(string path, JsonObject document)
    {
        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        document.WriteTo(json);
    }
}
