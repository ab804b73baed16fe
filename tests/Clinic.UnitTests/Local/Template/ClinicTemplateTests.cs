using Clinic.Local;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Template;

public sealed class ClinicTemplateTests
{
    private static readonly ClinicTemplate template = Load();

    [Fact]
    public void Tables_carry_the_branch_and_their_keys_and_indexes()
    {
        var users = Assert.Single(template.Tables, table => table.LogicalId == "UsersTable");

        Assert.Equal("clinic-users-dev", users.Name);
        Assert.Equal("id", Assert.Single(users.Request.KeySchema).AttributeName);
        Assert.Equal(["byListing", "byThanatologist", "byDue"], users.Request.GlobalSecondaryIndexes.Select(index => index.IndexName));
        Assert.Contains("searchNames", users.Request.GlobalSecondaryIndexes[0].Projection.NonKeyAttributes);
        Assert.Null(users.TimeToLiveAttribute);
        Assert.Equal("expiresAt", template.Tables.Single(table => table.LogicalId == "IdempotencyTable").TimeToLiveAttribute);
    }

    [Fact]
    public void A_branch_of_ones_own_names_every_table()
    {
        var mine = Load(("Branch", "t1"));

        Assert.All(mine.Tables, table => Assert.EndsWith("-t1", table.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Functions_inherit_the_globals_and_resolve_their_environment()
    {
        var auth = Assert.Single(template.Functions, function => function.LogicalId == "AuthFunction");

        Assert.Equal(("clinic-auth-dev", "src/Functions/Clinic.Auth", "Clinic.Auth", 512), (auth.Name, auth.CodeUri, auth.Project, auth.MemorySize));
        Assert.Equal(TimeSpan.FromSeconds(29), auth.Timeout);
        Assert.Equal("*", auth.Environment["CORS_ALLOWED_ORIGIN"]);
        Assert.Equal("clinic-users-dev", auth.Environment["USERS_TABLE"]);
        Assert.Equal(template.UserPool!.ClientId, auth.Environment["USER_POOL_CLIENT_ID"]);
        Assert.Equal(TimeSpan.FromSeconds(5), template.Functions.Single(function => function.LogicalId == "IdentityTriggersFunction").Timeout);
    }

    [Fact]
    public void Routes_carry_their_scopes()
    {
        var routes = template.Api!.Routes;

        var get = routes.Single(route => route is { Path: "/users/{id}", Method: "GET" });
        Assert.True(get.NeedsToken);
        Assert.Equal(["clinic/users.read", "clinic/self"], get.Scopes);
        Assert.False(routes.Single(route => route is { Path: "/auth/login", Method: "POST" }).NeedsToken);
        Assert.Equal("UsersFunction", routes.Single(route => route is { Path: "/users", Method: "ANY" }).Function);
        Assert.Equal("dev", template.Api.Stage);
        Assert.Equal("prod", Load(("Branch", "main")).Api!.Stage);
    }

    [Fact]
    public void Gateway_responses_and_cors_are_read()
    {
        var unauthorized = template.Api!.GatewayResponses["UNAUTHORIZED"];

        Assert.Equal(401, unauthorized.StatusCode);
        Assert.Equal("'*'", unauthorized.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("$context.requestId", unauthorized.Body, StringComparison.Ordinal);
        Assert.Equal(("*", "600", false), (template.Api.Cors!.Origin, template.Api.Cors.MaxAge, template.Api.Cors.AllowCredentials));
    }

    [Fact]
    public void The_user_pool_knows_its_triggers_and_the_lives_of_its_tokens()
    {
        var pool = Load(("AccessTokenMinutes", "5")).UserPool!;

        Assert.Equal(
            ["CreateAuthChallenge", "DefineAuthChallenge", "PreSignUp", "PreTokenGeneration", "VerifyAuthChallengeResponse"],
            pool.Triggers.Keys.Order());
        Assert.All(pool.Triggers.Values, function => Assert.Equal("IdentityTriggersFunction", function));
        Assert.Equal("V2_0", pool.TokenGenerationVersion);
        Assert.Equal(TimeSpan.FromMinutes(5), pool.AccessTokenLife);
        Assert.Equal(TimeSpan.FromDays(30), pool.RefreshTokenLife);
        Assert.Contains("clinic/users.read", pool.Scopes);
    }

    [Fact]
    public void A_machine_client_is_there_when_scopes_are_named_for_it()
    {
        Assert.Null(template.UserPool!.MachineClient);
        Assert.Equal(["clinic/reports.read", "clinic/self"], Load(("MachineScopes", "clinic/reports.read,clinic/self")).UserPool!.MachineClient!.Scopes);
        Assert.Equal(Core.Security.Scope.All, Load(("MachineScopes", string.Join(',', Core.Security.Scope.All))).UserPool!.MachineClient!.Scopes);
    }

    [Theory]
    [InlineData("Branch", "Not Allowed")]
    [InlineData("MailLanguage", "fr")]
    [InlineData("MachineScopes", "reports.read")]
    [InlineData("MachineScopes", "clinic/everything")]
    [InlineData("MachineScopes", "clinic/self,")]
    [InlineData("MachineScopes", "clinic/self, clinic/admin")]
    [InlineData("Unknown", "x")]
    public void A_parameter_that_the_template_forbids_is_refused(string name, string value) =>
        Assert.Contains(name, Assert.Throws<SetupException>(() => Load((name, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Odd: { Type: AWS::Odd::Thing }", "Odd")]
    [InlineData("Nothing: { Properties: {} }", "Nothing")]
    [InlineData("\"Fn::ForEach::Logs\": [Name, [Auth, Users], { \"${Name}Logs\": { Type: AWS::Logs::LogGroup } }]", "Fn::ForEach::Logs")]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQUEST, TableName: t } }", "T: KeySchema is missing")]
    [InlineData("T: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref Missing } }", "T: The template refers to Missing")]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13 } }", "F: the local host runs functions of provided.al2023")]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Runtime: provided.al2023, Handler: H, CodeUri: c, Timeout: soon } }", "F: Timeout")]
    [InlineData("F: { Type: AWS::Serverless::Function, Properties: { Runtime: provided.al2023, Events: { E: { Type: Kinesis } } } }", "Kinesis of E")]
    public void What_the_host_cannot_run_is_an_error_that_names_the_resource(string resource, string named)
    {
        var error = Assert.Throws<SetupException>(() => Parse($"Resources:\n  {resource}\n"));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Broken_yaml_is_an_error_with_its_line() =>
        Assert.Matches("^template.yaml line [23]: ", Assert.Throws<SetupException>(() => Parse("Resources:\n  a: [")).Message);

    private static ClinicTemplate Parse(string yaml) => ClinicTemplate.Parse("template.yaml", yaml, new Dictionary<string, string>());

    private static ClinicTemplate Load(params (string Name, string Value)[] parameters) => ClinicTemplate.Load(
        Path.Combine(RepositoryRoot.Find(), "template.yaml"),
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value));
}
