using System.IO.Compression;
using System.Text;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

[Collection(TheClinic.Name)]
public sealed class NegotiationTests(ClinicFixture clinic)
{
    private const int LargestBody = 256 * 1024;

    /// <summary>At the root the local host has a page of its own for whoever takes HTML.</summary>
    public static TheoryData<string, string> Routes => AllRoutes.Where(route => route.Path != "/" && !route.IsPage);

    public static TheoryData<string, string> RoutesWithBody => AllRoutes.Where(route => route.Body is not null);

    public static TheoryData<string, string> RoutesThatChange => AllRoutes.Where(route => route.Method != "GET" && !route.IsPage);

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task What_the_client_does_not_accept_is_406(string method, string path)
    {
        foreach (var accept in (string[])["text/html", "application/xml, image/png", "application/json;q=0", "*/*;q=0"])
            (await Caller(method, path).SendAsync(method, path, null, ("Accept", accept))).IsProblem(406);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/*")]
    [InlineData("*/*")]
    [InlineData("text/html, application/json;q=0.1")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8")]
    public async Task Json_is_answered_to_all_who_take_it(string accept) => (await clinic.Patient.GetAsync("/auth/me", ("Accept", accept))).Is(200);

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Another_content_type_is_415(string method, string path)
    {
        var client = Caller(method, path);
        var (header, taken) = method switch
        {
            "PATCH" => ("Accept-Patch", "application/json, application/merge-patch+json"),
            "POST" => ("Accept-Post", "application/json"),
            _ => ("Accept", "application/json"),
        };
        string[] refused =
        [
            "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=iso-8859-1", "garbage", "application/json-patch+json",
            .. method == "PATCH" ? (string[])[] : ["application/merge-patch+json"],
        ];
        foreach (var type in refused)
            Assert.Equal(taken, (await client.SendAsync(method, path, ApiClient.Json("{}", type))).IsProblem(415).Header(header));
        using var without = new ByteArrayContent("{}"u8.ToArray());
        Assert.Equal(taken, (await client.SendAsync(method, path, without)).IsProblem(415).Header(header));
    }

    [Theory]
    [MemberData(nameof(RoutesThatChange))]
    public async Task A_body_with_a_content_coding_is_415(string method, string path)
    {
        var target = path + string.Concat(AllRoutes.Find(method, path).Query.Where(parameter => parameter.IsRequired).Select(parameter => $"?{parameter.Name}=x"));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync("{}"u8.ToArray());
        foreach (var (coding, body) in ((string, byte[])[])[("gzip", packed.ToArray()), ("br", "{}"u8.ToArray())])
        {
            using var content = ApiClient.Bytes(body);
            content.Headers.Add("Content-Encoding", coding);
            Assert.Equal("identity", (await Caller(method, path).SendAsync(method, target, content)).IsProblem(415).Header("Accept-Encoding"));
        }
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task A_body_over_256_KB_is_413(string method, string path)
    {
        var client = Caller(method, path);
        (await client.SendAsync(method, path, Padded(300 * 1024))).IsProblem(413);
        (await client.SendAsync(method, path, Padded(LargestBody + 1))).IsProblem(413);
        (await client.SendAsync(method, path, ApiClient.Json('"' + new string('é', LargestBody / 2) + '"'))).IsProblem(413);

        Assert.NotEqual(413, (await client.SendAsync(method, path, Padded(LargestBody))).Status);
    }

    [Fact]
    public async Task A_body_over_the_gateways_limit_is_413_too() => (await clinic.Nobody.SendAsync("POST", "/auth/salt", Padded(10 * 1024 * 1024 + 1))).IsProblem(413);

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task A_body_that_is_no_strict_json_object_is_400(string method, string path)
    {
        var (client, target) = (Caller(method, path), await TargetAsync(path));
        foreach (var body in (string[])["", " ", "[]", "null", "1", "\"x\"", "{", "{}{}", "{,}", "{} x", "{'a':1}", "{/**/}", "// x\n{}", "NaN", new string('[', 500)])
        {
            if (body.Length == 0 && AllRoutes.Find(method, path).IsBodyOptional)
                continue;
            (await client.SendAsync(method, target, ApiClient.Json(body))).IsProblem(400, "body");
        }
        (await client.SendAsync(method, target, ApiClient.Bytes([.. "{\"email\":\""u8, 0xff, 0xfe, .. "\"}"u8]))).Is(400);
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Unknown_and_duplicate_members_are_named(string method, string path)
    {
        var (client, target) = (Caller(method, path), await TargetAsync(path));
        var member = Members(AllRoutes.Find(method, path)).First();
        (await client.SendAsync(method, target, ApiClient.Json("""{"unknown":1}"""))).IsProblem(400, "unknown");
        (await client.SendAsync(method, target, ApiClient.Json("""{"__proto__":{}}"""))).IsProblem(400, "__proto__");
        Assert.Contains("ilegible", (await client.SendAsync(method, target, ApiClient.Json("""{"\udc00":1}"""))).IsProblem(400, "body").Text, StringComparison.Ordinal);
        (await client.SendAsync(method, target, ApiClient.Json($$"""{"{{member}}":null,"{{member}}":null}"""))).IsProblem(400, member);
        (await client.SendAsync(method, target, ApiClient.Json($$"""{"{{member.ToUpperInvariant()}}":null}"""))).IsProblem(400, member.ToUpperInvariant());
        (await client.SendAsync(method, target, ApiClient.Json($$$"""{"{{{member}}}":{"a":[1]}}"""))).Is(400);
    }

    /// <summary>Of an appointment, a loss and a task the body is looked at when it is found.</summary>
    private async Task<string> TargetAsync(string path) => path == "/appointments/{id}"
        ? "/appointments/" + await clinic.Thanatologist.BookAsync(await clinic.Thanatologist.CreatePatientAsync())
        : await clinic.Thanatologist.CarePathAsync(path) ?? path;

    private static HttpContent Padded(int bytes) => ApiClient.Bytes([.. Encoding.ASCII.GetBytes(new string(' ', bytes - 2)), .. "[]"u8]);

    private static IEnumerable<string> Members(Route route) =>
        route.Body!.GetProperties().Where(property => property.CanWrite).Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]);

    private ApiClient Caller(string method, string path) => AllRoutes.Find(method, path).IsPublic ? clinic.Nobody : clinic.Admin;
}
