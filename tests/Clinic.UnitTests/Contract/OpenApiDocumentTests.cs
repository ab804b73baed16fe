using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Json;
using Clinic.Core.Users;
using Clinic.Contract.OpenApi;
using FluentValidation;
using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed class OpenApiDocumentTests
{
    private static readonly string Written = OpenApiDocument.Write(Contract.Template);
    private static readonly JsonNode Document = JsonNode.Parse(Written)!;

    [Fact]
    public void The_committed_document_is_what_the_route_tables_say()
    {
        var committed = File.ReadAllText(Contract.PathOf("docs", "openapi.json"));

        Assert.True(committed == Written, "docs/openapi.json is stale: './run_local.sh openapi > docs/openapi.json' refreshes it.");
    }

    [Fact]
    public void Every_route_is_an_operation_with_a_name_of_its_own()
    {
        var operations = Document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).ToList();
        var names = Operations().Select(operation => operation["operationId"]!.GetValue<string>()).ToList();

        Assert.Equal(Contract.Routes.SelectMany(known => known.Route.Methods.Select(method => $"{method} {known.Route.Path}")).Order(), operations.Order());
        Assert.Equal(names.Distinct(), names);
        Assert.Contains("createUser", names);
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_schema_is_used()
    {
        var references = References(Document).Distinct().ToList();

        Assert.All(references, reference => Assert.NotNull(Resolve(reference)));
        var schemas = Document["components"]!["schemas"]!.AsObject().Select(schema => "#/components/schemas/" + schema.Key);
        Assert.Empty(schemas.Except(references));
    }

    [Fact]
    public void A_route_needs_a_token_with_one_of_its_scopes_or_says_that_it_is_public()
    {
        Assert.All(Contract.Routes, known =>
        {
            var security = Operation(known.Route)["security"]!.AsArray();
            Assert.Equal(known.Route.Scopes, security.Select(alternative => alternative!["accessToken"]!.AsArray().Single()!.GetValue<string>()));
        });
    }

    [Fact]
    public void Every_body_has_rules_and_an_example_that_obeys_them()
    {
        var bodies = Contract.Routes.Select(known => known.Route.Body).OfType<Type>().Distinct().ToList();

        Assert.All(bodies, body =>
        {
            var contract = JsonSerializer.Deserialize(RequestExamples.All[body], ClinicJson.Contracts.GetTypeInfo(body)!)!;
            var result = ContractRules.OfInput[body].Validate(new ValidationContext<object>(contract));
            Assert.True(result.IsValid, $"{body.Name}: {result}");
        });
    }

    [Fact]
    public void Every_example_of_an_answer_is_one()
    {
        Assert.All(ResponseExamples.All, example => Assert.NotNull(JsonSerializer.Deserialize(example.Value, ClinicJson.Contracts.GetTypeInfo(example.Key)!)));
    }

    [Theory]
    [InlineData("NewUser", "role", "firstName", "firstLastName")]
    [InlineData("UserEdit", "firstName", "firstLastName")]
    [InlineData("NewSession", "userId", "date", "serviceType", "interventionType", "tool", "motive", "evaluation", "recoveryFee")]
    [InlineData("RecordEdit", "isOpen")]
    [InlineData("PasswordReset", "email", "code", "newPassword")]
    [InlineData("LoginRequest", "email")]
    [InlineData("UserView", "id", "role", "firstName", "firstLastName", "version")]
    [InlineData("UserList", "items")]
    public void A_schema_requires_what_its_rules_require(string schema, params string[] members)
    {
        Assert.Equal(members, Schema(schema)["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    [Fact]
    public void Limits_and_vocabularies_are_those_of_the_rules()
    {
        var session = Schema("NewSession")["properties"]!;
        var user = Schema("NewUser")["properties"]!;

        Assert.Equal(100_000, session["recoveryFee"]!["maximum"]!.GetValue<int>());
        Assert.Equal(20_000, session["evaluation"]!["maxLength"]!.GetValue<int>());
        Assert.Contains("Mindfulness", session["interventionType"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
        Assert.Equal("date", session["date"]!["format"]!.GetValue<string>());
        Assert.Equal("email", user["email"]!["format"]!.GetValue<string>());
        Assert.Equal("^[0-9]{10}$", user["phone"]!["pattern"]!.GetValue<string>());
        Assert.Equal(8, user["password"]!["minLength"]!.GetValue<int>());
        Assert.Equal(["admin", "admin_support", "thanatologist", "patient"], user["role"]!["enum"]!.AsArray().Select(value => value!.GetValue<string>()));
    }

    [Fact]
    public void Null_is_for_the_optional_members_of_a_patch_alone()
    {
        var patch = Schema(nameof(UserEdit).Replace("Edit", "Patch", StringComparison.Ordinal))["properties"]!;
        var others = Document["components"]!["schemas"]!.AsObject().Where(schema => !schema.Key.EndsWith("Patch", StringComparison.Ordinal));

        Assert.Equal(["string", "null"], patch["title"]!["type"]!.AsArray().Select(type => type!.GetValue<string>()));
        Assert.Equal("string", patch["firstName"]!["type"]!.GetValue<string>());
        Assert.All(others, schema => Assert.DoesNotContain("\"null\"", schema.Value!.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Descriptions_come_from_the_doc_comments_of_the_contracts()
    {
        Assert.EndsWith("An absent `ekr` keeps the text, an empty one clears it.", Schema("RecordEdit")["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Staff only.", Schema("UserView")["properties"]!["specialty"]!["description"]!.GetValue<string>());
        Assert.Equal("The access token's life in seconds.", Schema("TokensView")["properties"]!["expiresIn"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public void An_answer_is_of_every_media_type_that_its_route_produces()
    {
        Assert.All(Contract.Routes.Where(known => known.Route.Response is not null), known =>
            Assert.Equal(known.Route.Produces, Operation(known.Route)["responses"]![known.Route.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)]!["content"]!.AsObject().Select(media => media.Key)));
    }

    [Fact]
    public void A_read_can_be_conditional_and_be_asked_about_with_HEAD()
    {
        Assert.All(Contract.Routes.Where(known => known.Route.Method == "GET").Select(known => Document["paths"]![known.Route.Path]!), path =>
        {
            foreach (var operation in (JsonNode[])[path["get"]!, path["head"]!])
            {
                Assert.Contains("#/components/parameters/If-None-Match", References(operation["parameters"]));
                Assert.Contains("#/components/headers/ETag", References(operation["responses"]!["200"]));
                Assert.Contains("#/components/headers/Cache-Control", References(operation["responses"]!["304"]));
                Assert.Null(operation["responses"]!["304"]!["content"]);
            }
            Assert.NotNull(path["get"]!["responses"]!["200"]!["content"]);
            Assert.Null(path["head"]!["responses"]!["200"]!["content"]);
        });
    }

    [Fact]
    public void The_headers_of_a_route_are_named()
    {
        Assert.NotNull(Document["paths"]!["/users"]!["get"]!["responses"]!["200"]!["headers"]!["Link"]);
        Assert.NotNull(Document["paths"]!["/messages"]!["post"]!["responses"]!["202"]!["headers"]!["Location"]);
        Assert.NotNull(Document["paths"]!["/auth/login"]!["post"]!["responses"]!["200"]!["headers"]!["RateLimit"]);
        Assert.NotNull(Document["paths"]!["/users/{id}"]!["patch"]!["responses"]!["204"]!["headers"]!["Preference-Applied"]);
        Assert.Contains("#/components/parameters/Prefer", References(Document["paths"]!["/users"]!["post"]!["parameters"]));
        Assert.DoesNotContain("#/components/parameters/Prefer", References(Document["paths"]!["/auth/login"]!["post"]!["parameters"]));
    }

    [Fact]
    public void A_route_that_will_go_is_marked()
    {
        var route = Contract.Routes[0].Route with { DeprecatedSince = DateTimeOffset.UnixEpoch, Sunset = DateTimeOffset.UnixEpoch };

        var operation = new Operations(Contract.Template.Api!.Routes, new ContractSchemas()).Write(ApiResource.All[0], route, route.Method);

        Assert.True(operation["deprecated"]!.GetValue<bool>());
        Assert.Subset(operation["responses"]!["200"]!["headers"]!.AsObject().Select(header => header.Key).ToHashSet(), new HashSet<string> { "Deprecation", "Sunset" });
        Assert.DoesNotContain("\"deprecated\"", Written, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_takes_no_other_members()
    {
        var schemas = Document["components"]!["schemas"]!;
        Assert.All(ContractRules.OfInput.Keys, type => Assert.False(
            (schemas[type.Name] ?? schemas[type.Name.Replace("Edit", "Patch", StringComparison.Ordinal)])!["additionalProperties"]!.GetValue<bool>()));
    }

    private static IEnumerable<JsonNode> Operations() =>
        Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!));

    private static JsonNode Operation(Core.Http.Route route) => Document["paths"]![route.Path]![route.Method.ToLowerInvariant()]!;

    private static JsonNode Schema(string name) => Document["components"]!["schemas"]![name]!;

    private static JsonNode? Resolve(string reference) =>
        reference.Split('/')[1..].Aggregate((JsonNode?)Document, (node, name) => node?[name]);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject reference when reference["$ref"] is { } target => [target.GetValue<string>()],
        JsonObject members => members.SelectMany(member => References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
