using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Template;

public sealed class IntrinsicsTests
{
    private const string Head = """
        Parameters:
          Branch: { Type: String, Default: dev }
        Mappings:
          Sizes: { dev: { Memory: "256" } }
        Conditions:
          IsDev: !Equals [!Ref Branch, dev]
          IsMain: !Equals [!Ref Branch, main]
          Either: !Or [!Condition IsDev, !Condition IsMain]
          Both: !And [!Condition IsDev, !Condition IsMain]
          Neither: !Not [!Condition Either]
        Resources:
          Users: { Type: "AWS::DynamoDB::Table", Properties: { TableName: !Sub "clinic-users-${Branch}" } }
          Pool: { Type: "AWS::Cognito::UserPool" }
          Triggers: { Type: "AWS::Serverless::Function", Properties: { FunctionName: triggers } }
          PoolClient: { Type: "AWS::Cognito::UserPoolClient" }
          Value: { Type: "AWS::Test", Properties: { Value:
        """;

    [Theory]
    [InlineData("!Ref Branch", "dev")]
    [InlineData("{ Ref: Branch }", "dev")]
    [InlineData("!Ref Users", "clinic-users-dev")]
    [InlineData("!Ref Pool", "us-east-1_local")]
    [InlineData("!Ref AWS::Region", "us-east-1")]
    [InlineData("!Sub \"${Users}/${!Literal}/${AWS::AccountId}\"", "clinic-users-dev/${Literal}/123456789012")]
    [InlineData("!Sub [\"${A}-${Branch}\", { A: !Ref Users }]", "clinic-users-dev-dev")]
    [InlineData("!Sub \"${Users.Arn}/index/byDate\"", "arn:aws:dynamodb:us-east-1:123456789012:table/clinic-users-dev/index/byDate")]
    [InlineData("!GetAtt Users.Arn", "arn:aws:dynamodb:us-east-1:123456789012:table/clinic-users-dev")]
    [InlineData("{ \"Fn::GetAtt\": [Pool, Arn] }", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_local")]
    [InlineData("!Ref Triggers.Alias", "arn:aws:lambda:us-east-1:123456789012:function:triggers")]
    [InlineData("!Sub \"${Triggers.Alias}\"", "arn:aws:lambda:us-east-1:123456789012:function:triggers")]
    [InlineData("!If [IsMain, prod, !Ref Branch]", "dev")]
    [InlineData("!If [Either, yes, no]", "yes")]
    [InlineData("!If [Both, yes, no]", "no")]
    [InlineData("!If [Neither, yes, no]", "no")]
    [InlineData("!Join [\"-\", [a, !Ref Branch]]", "a-dev")]
    [InlineData("!Select [1, !Split [\",\", \"a,b\"]]", "b")]
    [InlineData("!FindInMap [Sizes, !Ref Branch, Memory]", "256")]
    [InlineData("!Base64 abc", "YWJj")]
    public void Intrinsic_functions_are_evaluated(string expression, string expected) =>
        Assert.Equal(expected, Evaluate(expression)!.GetValue<string>());

    [Fact]
    public void A_client_id_has_the_form_and_length_of_a_real_one() =>
        Assert.Matches("^[a-z0-9]{26}$", Evaluate("!Ref PoolClient")!.GetValue<string>());

    [Fact]
    public void No_value_leaves_the_member_out()
    {
        var list = Evaluate("[a, !If [IsMain, b, !Ref AWS::NoValue]]")!.AsArray();

        Assert.Equal("a", Assert.Single(list)!.GetValue<string>());
        Assert.Null(Evaluate("!If [IsMain, b, !Ref AWS::NoValue]"));
    }

    [Theory]
    [InlineData("!Ref Nowhere", "Nowhere")]
    [InlineData("!Transform { Name: X }", "Fn::Transform")]
    [InlineData("!ImportValue x", "Fn::ImportValue")]
    [InlineData("!If [Unknown, a, b]", "Unknown")]
    [InlineData("!GetAtt Users.Colour", "Colour")]
    [InlineData("!Join [a]", "Fn::Join")]
    public void What_cannot_be_evaluated_is_named(string expression, string named) =>
        Assert.Contains(named, Assert.Throws<SetupException>(() => Evaluate(expression)).Message, StringComparison.Ordinal);

    private static JsonNode? Evaluate(string expression)
    {
        var template = YamlTree.Parse($"{Head} {expression} }} }}", "test.yaml");
        var intrinsics = new Intrinsics(template, new Dictionary<string, string> { ["Branch"] = "dev" });
        return intrinsics.Evaluate(template["Resources"]!["Value"]!["Properties"]!["Value"]);
    }
}
