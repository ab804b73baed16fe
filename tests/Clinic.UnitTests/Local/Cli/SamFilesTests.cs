using System.Text.Json.Nodes;
using Clinic.Local.Cli;
using Xunit;

namespace Clinic.UnitTests.Local.Cli;

public sealed class SamFilesTests : IDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("clinic-sam-").FullName;
    private readonly JsonNode template;
    private readonly JsonNode environments;

    public SamFilesTests()
    {
        var endpoints = new SamEndpoints("host.docker.internal", new Uri("http://127.0.0.1:3001"), new Uri("http://127.0.0.1:3002"));
        SamFiles.Write(Contract.Contract.Template, endpoints, Contract.Contract.Root, state);
        template = Read("sam-template.json");
        environments = Read("env.json");
    }

    public void Dispose() => Directory.Delete(state, recursive: true);

    [Fact]
    public void Every_function_is_there_with_its_variables_declared_and_given()
    {
        Assert.Equal(Contract.Contract.Template.Functions.Select(function => function.LogicalId), environments.AsObject().Select(function => function.Key));
        Assert.All(Contract.Contract.Template.Functions, function =>
        {
            var declared = template["Resources"]![function.LogicalId]!["Properties"]!["Environment"]!["Variables"]!;
            Assert.True(JsonNode.DeepEquals(declared, environments[function.LogicalId]));
            Assert.All(function.Environment, variable => Assert.Equal(variable.Value, declared[variable.Key]!.GetValue<string>()));
            Assert.Equal("http://host.docker.internal:3002", declared["AWS_ENDPOINT_URL_DYNAMODB"]!.GetValue<string>());
        });
    }

    [Fact]
    public void Every_route_leads_to_its_function()
    {
        var written = template["Resources"]!.AsObject().SelectMany(function => function.Value!["Properties"]!["Events"]!.AsObject()
            .Select(source => $"{source.Value!["Properties"]!["Method"]} {source.Value["Properties"]!["Path"]} {function.Key}"));

        Assert.Equal(
            Contract.Contract.Template.Api!.Routes.Select(route => $"{route.Method} {route.Path} {route.Function}").Order(StringComparer.Ordinal),
            written.Order(StringComparer.Ordinal));
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(state, file)))!;
}
