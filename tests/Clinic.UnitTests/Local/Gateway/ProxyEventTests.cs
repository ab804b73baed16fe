using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Local.Gateway;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class ProxyEventTests
{
    [Fact]
    public void The_event_is_the_stored_one()
    {
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "tests/Clinic.UnitTests/Local/Gateway/proxy-event.json")));

        var actual = JsonNode.Parse(ProxyEvent.Write(Request()).Span);

        Assert.Equal(expected!.ToJsonString(), actual!.ToJsonString());
    }

    [Fact]
    public void What_is_absent_is_null()
    {
        var json = Write(Request() with { QueryString = "", Body = default, Claims = null, Resource = new Resource("/users"), Path = "/users" });

        Assert.All(
            ["queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"],
            name => Assert.True(json.ContainsKey(name) && json[name] is null, name));
        Assert.False(json["requestContext"]!.AsObject().ContainsKey("authorizer"));
    }

    [Fact]
    public void Bytes_that_are_not_text_become_replacement_characters()
    {
        var json = Write(Request() with { Body = new byte[] { (byte)'a', 0xFF, (byte)'b' } });

        Assert.Equal("a\uFFFDb", json["body"]!.GetValue<string>());
        Assert.False(json["isBase64Encoded"]!.GetValue<bool>());
    }

    [Fact]
    public void A_plus_and_percent_escapes_in_the_query_are_decoded()
    {
        var query = Write(Request() with { QueryString = "?q=a+b%20c&q=%C3%B1&empty=&flag" })["multiValueQueryStringParameters"]!;

        Assert.Equal("""{"q":["a b c","ñ"],"empty":[""],"flag":[""]}""", query.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_become_replacement_characters_in_queries_and_paths()
    {
        var json = Write(Request() with { QueryString = "?q=Mu%F1oz%zz", Path = "/users/a+%F1" });

        Assert.Equal(("Mu\uFFFDoz%zz", "a+\uFFFD"), (json["queryStringParameters"]!["q"]!.GetValue<string>(), json["pathParameters"]!["id"]!.GetValue<string>()));
    }

    private static JsonObject Write(ProxyRequest request) => JsonNode.Parse(ProxyEvent.Write(request).Span)!.AsObject();

    private static ProxyRequest Request() => new(
        "PATCH",
        "/users/01a2%20x",
        "?limit=5&role=patient&role=admin",
        [
            KeyValuePair.Create("Accept", "application/json"),
            KeyValuePair.Create("Cookie", "a=1"),
            KeyValuePair.Create("cookie", "b=2"),
            KeyValuePair.Create("User-Agent", "curl/8"),
        ],
        Encoding.UTF8.GetBytes("""{"firstName":"Íñigo"}"""),
        new Resource("/users/{id}"),
        "dev",
        "abc123def4",
        "01a20310-0000-7000-8000-000000000001",
        DateTimeOffset.Parse("2026-11-22T14:07:43Z", CultureInfo.InvariantCulture),
        "127.0.0.1",
        "127.0.0.1:3000",
        "HTTP/1.1",
        [KeyValuePair.Create("sub", "u1"), KeyValuePair.Create("scope", "clinic/self clinic/users.read")]);
}
