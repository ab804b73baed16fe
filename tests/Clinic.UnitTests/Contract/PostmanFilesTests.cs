using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Contract.OpenApi;
using Clinic.Contract.Postman;
using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed partial class PostmanFilesTests
{
    private const string CollectionPath = "docs/postman_collection.json";

    private static readonly string OpenApi = OpenApiDocument.Write(Contract.Template);
    private static readonly IReadOnlyDictionary<string, string> Written = PostmanFiles.Write(OpenApi);
    private static readonly JsonNode Collection = JsonNode.Parse(Written[CollectionPath])!;

    [Fact]
    public void The_committed_files_are_what_the_document_says()
    {
        Assert.Equal(3, Written.Count);
        Assert.All(Written, file => Assert.True(
            File.ReadAllText(Contract.PathOf(file.Key)) == file.Value, $"{file.Key} is stale: './run_local.sh postman' refreshes it."));
    }

    [Fact]
    public void Every_route_is_a_request_that_tests_its_status()
    {
        var requests = Requests(Folder("Routes")).ToList();

        Assert.Equal(
            Contract.Routes.Select(known => $"{known.Route.Method} {known.Route.Path}").Order(StringComparer.Ordinal),
            requests.Select(request => Text(request["name"])).Order(StringComparer.Ordinal));
        Assert.All(requests, request => Assert.Contains("answers ", request["event"]![0]!["script"]!["exec"]![0]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public void Every_body_and_every_path_is_filled()
    {
        Assert.All(Requests(Collection), request =>
        {
            var method = Text(request["request"]!["method"]);
            var operation = ApiOperation.AllOf(JsonNode.Parse(OpenApi)!).Single(known => known.Method == method && known.Path == PathOf(request));
            Assert.Equal(operation.TakesBody, request["request"]!["body"] is not null);
            Assert.All(request["request"]!["url"]!["variable"]?.AsArray() ?? [], variable => Assert.NotEqual("", Text(variable!["value"])));
        });
    }

    [Fact]
    public void Every_variable_is_in_the_environments_or_made_by_a_script()
    {
        var script = string.Join('\n', PostmanAssets.Lines("prerequest.js"));
        var made = Made().Matches(script + Written[CollectionPath]).Select(match => match.Groups["name"].Value);
        var known = Recipe().Matches(script).Select(match => match.Groups["name"].Value).Concat(made).Concat(Settings("local")).ToHashSet();

        var used = Use().Matches(string.Concat(Requests(Collection).Select(request => request["request"]!.ToJsonString()))).Select(match => match.Groups["name"].Value).ToHashSet();

        Assert.Contains("adminToken", used);
        Assert.Empty(used.Except(known));
    }

    [Fact]
    public void Both_environments_have_the_same_settings_and_the_stacks_has_no_secret()
    {
        Assert.Equal(Settings("local"), Settings("stack"));
        Assert.DoesNotContain("duelo-y-esperanza", Written["docs/postman/stack.postman_environment.json"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Settings(string environment) =>
        JsonNode.Parse(Written[$"docs/postman/{environment}.postman_environment.json"])!["values"]!.AsArray().Select(setting => Text(setting!["key"]));

    private static JsonNode Folder(string name) => Collection["item"]!.AsArray().Single(folder => Text(folder!["name"]) == name)!;

    private static IEnumerable<JsonNode> Requests(JsonNode folder) =>
        folder["item"]!.AsArray().SelectMany(item => item!["request"] is null ? Requests(item) : [item]);

    private static string PathOf(JsonNode request) =>
        "/" + string.Join('/', request["request"]!["url"]!["path"]!.AsArray().Select(segment => Text(segment)).Select(segment => segment.StartsWith(':') ? $"{{{segment[1..]}}}" : segment));

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    [GeneratedRegex(@"collectionVariables\.set\('(?<name>\w+)'")]
    private static partial Regex Made();

    [GeneratedRegex(@"^  (?<name>\w+): ", RegexOptions.Multiline)]
    private static partial Regex Recipe();

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}")]
    private static partial Regex Use();
}
