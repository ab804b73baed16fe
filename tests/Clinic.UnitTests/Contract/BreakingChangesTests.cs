using System.Text.Json.Nodes;
using Clinic.Contract.OpenApi;
using Clinic.Contract.OpenApi.Changes;
using Xunit;

namespace Clinic.UnitTests.Contract;

/// <summary>Each case changes the product's own document in one place.</summary>
public sealed class BreakingChangesTests
{
    private static readonly string Document = OpenApiDocument.Write(Contract.Template);

    [Fact]
    public void A_document_does_not_break_itself() => Assert.Empty(Between(_ => { }));

    [Fact]
    public void An_operation_may_not_go() =>
        Assert.Equal(["GET /sessions/{id}: is gone"], Between(document => document["paths"]!["/sessions/{id}"]!.AsObject().Remove("get")));

    [Fact]
    public void A_new_operation_breaks_nobody() =>
        Assert.Empty(Between(document => document["paths"]!["/new"] = document["paths"]!["/auth/me"]!.DeepClone()));

    [Fact]
    public void A_public_operation_may_not_want_a_token() => Assert.Equal(
        ["POST /auth/salt: needs a token now"],
        Between(document => document["paths"]!["/auth/salt"]!["post"]!["security"] = JsonNode.Parse("""[{"accessToken":["clinic/self"]}]""")));

    [Fact]
    public void A_scope_that_was_enough_stays_enough() => Assert.Equal(
        ["GET /users/{id}: the scope clinic/self is no longer enough"],
        Between(document => document["paths"]!["/users/{id}"]!["get"]!["security"] = JsonNode.Parse("""[{"accessToken":["clinic/users.read"]}]""")));

    [Fact]
    public void A_parameter_may_neither_go_nor_become_required()
    {
        Assert.Equal(["GET /sessions: the parameter userId (query) is gone"], Between(document => document["paths"]!["/sessions"]!["get"]!["parameters"]!.AsArray().RemoveAt(0)));
        Assert.Equal(["GET /sessions: the parameter userId (query) is required now"], Between(document => document["paths"]!["/sessions"]!["get"]!["parameters"]![0]!["required"] = true));
    }

    [Fact]
    public void Input_may_not_be_narrowed()
    {
        Assert.Equal(["POST /sessions body.reason: is required now"], Between(document => Schema(document, "NewSession")["required"]!.AsArray().Add((JsonNode)"reason")));
        Assert.Equal(["POST /sessions body.reason: is gone"], Between(document => Members(document, "NewSession").Remove("reason")));
        Assert.Equal(["POST /sessions body.evaluation: has a smaller maxLength now"], Between(document => Members(document, "NewSession")["evaluation"]!["maxLength"] = 100));
        Assert.Equal(["POST /sessions body.evaluation: does not take string now"], Between(document => Members(document, "NewSession")["evaluation"]!["type"] = "number"));
        Assert.Equal(["POST /sessions body.tool: does not take 'Video' now"], Between(document => Remove(Members(document, "NewSession")["tool"]!["enum"]!, "Video")));
    }

    [Fact]
    public void Input_may_be_widened() => Assert.Empty(Between(document =>
    {
        Members(document, "NewSession")["evaluation"]!["maxLength"] = 30_000;
        Members(document, "NewSession")["tool"]!["enum"]!.AsArray().Add((JsonNode)"Teatro");
        Members(document, "NewSession")["place"] = new JsonObject { ["type"] = "string" };
        Remove(Schema(document, "NewSession")["required"]!, "motive");
    }));

    [Fact]
    public void An_answer_may_not_lose_a_member_or_a_promise()
    {
        Assert.Contains("GET /sessions/{id} 200.motive: is gone", Between(document => Members(document, "SessionView").Remove("motive")));
        Assert.Contains("GET /sessions/{id} 200.number: may be absent now", Between(document => Remove(Schema(document, "SessionView")["required"]!, "number")));
        Assert.Contains("GET /sessions/{id} 200.number: may be string now", Between(document => Members(document, "SessionView")["number"]!["type"] = "string"));
        Assert.Equal(
            ["GET /reports/fees 200: text/csv is gone"],
            Between(document => document["paths"]!["/reports/fees"]!["get"]!["responses"]!["200"]!["content"]!.AsObject().Remove("text/csv")));
    }

    [Fact]
    public void An_answer_may_say_more() =>
        Assert.Empty(Between(document => Members(document, "SessionView")["mood"] = new JsonObject { ["type"] = "string" }));

    private static IReadOnlyList<string> Between(Action<JsonNode> change)
    {
        var after = JsonNode.Parse(Document)!;
        change(after);
        return BreakingChanges.Between(JsonNode.Parse(Document)!, after);
    }

    private static JsonNode Schema(JsonNode document, string name) => document["components"]!["schemas"]![name]!;

    private static JsonObject Members(JsonNode document, string name) => Schema(document, name)["properties"]!.AsObject();

    private static void Remove(JsonNode words, string word) => words.AsArray().Remove(words.AsArray().Single(known => known!.GetValue<string>() == word));
}
