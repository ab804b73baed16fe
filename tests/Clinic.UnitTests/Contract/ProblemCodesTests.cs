using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Contract;
using Clinic.Contract.OpenApi;
using Clinic.Core.Errors;
using Clinic.Core.Text;
using FluentValidation;
using Xunit;

namespace Clinic.UnitTests.Contract;

public sealed class ProblemCodesTests
{
    private static readonly JsonNode Document = JsonNode.Parse(OpenApiDocument.Write(Contract.Template))!;

    /// <summary>No operation gets these: there is none of that method, or the server refuses the request before it looks for one.</summary>
    private static readonly ProblemCode[] OfNoOperation = [ProblemCode.MethodNotAllowed, ProblemCode.RequestTimeout, ProblemCode.AddressTooLong, ProblemCode.HeadersTooLarge];

    [Fact]
    public void The_committed_explanation_is_that_of_the_codes()
    {
        var committed = File.ReadAllText(Contract.PathOf("docs", "problems.md"));

        Assert.True(committed == ProblemsDocument.Write(), "docs/problems.md is stale: './run_local.sh problems > docs/problems.md' refreshes it.");
    }

    [Fact]
    public void The_document_names_the_codes_of_every_refusal_and_every_code()
    {
        var named = new HashSet<string>();
        foreach (var (status, response) in Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["responses"]!.AsObject()).Where(response => response.Key[0] >= '4'))
        {
            var codes = Resolve(response!)["x-problem-codes"]!.AsArray().Select(code => ProblemCode.All.Single(known => known.Name == code!.GetValue<string>())).ToList();
            Assert.NotEmpty(codes);
            Assert.All(codes, code => Assert.True(status == code.Status.ToString(CultureInfo.InvariantCulture) || (status == "409" && code == ProblemCode.StaleVersion), code.Name));
            named.UnionWith(codes.Select(code => code.Name));
        }

        Assert.Equal(ProblemCode.All.Except(OfNoOperation).Select(code => code.Name).Order(), named.Order());
    }

    [Fact]
    public void The_schema_of_a_problem_lists_the_codes()
    {
        Assert.Equal(ProblemCode.All.Select(code => code.Name), Values("ProblemDetails"));
        Assert.Equal(FieldCode.All.Select(code => code.Name), Values("FieldProblem"));
        Assert.Equal(["type", "title", "status", "code", "traceId"], Schema("ProblemDetails")["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    /// <summary>The library's own rules have messages in one language and no code.</summary>
    [Fact]
    public void Every_rule_says_what_is_wrong_in_our_own_words()
    {
        var rules = ContractRules.OfInput.Values.SelectMany(validator => validator.CreateDescriptor().Rules).SelectMany(rule => rule.Components).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.True(rule.Validator is IConstrained or FluentValidation.Validators.IChildValidatorAdaptor, rule.Validator.Name));
    }

    private static IEnumerable<string> Values(string schema) => Schema(schema)["properties"]!["code"]!["enum"]!.AsArray().Select(name => name!.GetValue<string>());

    private static JsonNode Schema(string name) => Document["components"]!["schemas"]![name]!;

    private static JsonNode Resolve(JsonNode response) =>
        response["$ref"]?.GetValue<string>().Split('/')[1..].Aggregate(Document, (node, name) => node[name]!) ?? response;
}
