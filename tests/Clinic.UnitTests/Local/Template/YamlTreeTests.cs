using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Template;

/// <summary>An alias and a merge key are what they stand for, as PyYAML has it, which SAM CLI and cfn-lint read with.</summary>
public sealed class YamlTreeTests
{
    [Theory]
    [InlineData("{ a: &x { b: !Ref B }, c: *x }", """{"a":{"b":{"Ref":"B"}},"c":{"b":{"Ref":"B"}}}""")]
    [InlineData("{ a: &x [1, 2], c: *x }", """{"a":["1","2"],"c":["1","2"]}""")]
    [InlineData("{ a: &x { b: 1 }, c: { <<: *x, d: 2 } }", """{"a":{"b":"1"},"c":{"b":"1","d":"2"}}""")]
    [InlineData("{ c: { <<: &x { b: 1 }, d: 2 }, e: *x }", """{"c":{"b":"1","d":"2"},"e":{"b":"1"}}""")]
    [InlineData("{ a: &x { b: 1 }, c: { <<: *x, b: 2 }, d: { b: 2, <<: *x } }", """{"a":{"b":"1"},"c":{"b":"2"},"d":{"b":"2"}}""")]
    [InlineData("{ a: &x { b: { c: 1 } }, d: { <<: *x, b: { e: 2 } } }", """{"a":{"b":{"c":"1"}},"d":{"b":{"e":"2"}}}""")]
    [InlineData("{ a: &x { b: 1 }, c: &y { b: 2, d: 3 }, e: { <<: [*x, *y] } }", """{"a":{"b":"1"},"c":{"b":"2","d":"3"},"e":{"b":"1","d":"3"}}""")]
    [InlineData("{ a: &x { b: 1, c: 1 }, d: &y { <<: *x, c: 2 }, e: { <<: *y } }", """{"a":{"b":"1","c":"1"},"d":{"b":"1","c":"2"},"e":{"b":"1","c":"2"}}""")]
    [InlineData("{ a: { b: 1 }, c: { <<: [{ <<: { d: 1 } }, { d: 2 }] } }", """{"a":{"b":"1"},"c":{"d":"1"}}""")]
    [InlineData("{ a: { \"<<\": 1 } }", """{"a":{"<<":"1"}}""")]
    public void What_is_said_once_is_wherever_it_is_named(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlTree.Parse(yaml, "test.yaml")), YamlTree.Parse(yaml, "test.yaml").ToJsonString());

    [Fact]
    public void Each_place_has_a_copy_of_its_own()
    {
        var tree = YamlTree.Parse("{ a: &x { b: { c: 1 } }, d: *x, e: { <<: *x } }", "test.yaml");

        tree["d"]!["b"]!["c"] = "2";
        tree["e"]!["b"]!["c"] = "3";

        Assert.Equal(("1", "2", "3"), (tree["a"]!["b"]!["c"]!.GetValue<string>(), tree["d"]!["b"]!["c"]!.GetValue<string>(), tree["e"]!["b"]!["c"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("a: 1\nb: { <<: 1 }")]
    [InlineData("a: 1\nb: { <<: [1] }")]
    [InlineData("a: 1\nb: { <<: !Ref A }")]
    [InlineData("a: 1\nb: { <<: !Sub [A] }")]
    [InlineData("a: 1\nb: { c: 1, c: 2 }")]
    public void What_cannot_be_taken_over_is_an_error_with_its_line(string yaml) =>
        Assert.StartsWith("test.yaml line 2: ", Assert.Throws<SetupException>(() => YamlTree.Parse(yaml, "test.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_nothing_has_is_an_error_with_the_name() =>
        Assert.Contains("missing", Assert.Throws<SetupException>(() => YamlTree.Parse("{ a: *missing }", "test.yaml")).Message, StringComparison.Ordinal);
}
