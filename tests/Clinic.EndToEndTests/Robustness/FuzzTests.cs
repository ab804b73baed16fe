using System.Text;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>
/// Odd requests, the same ones every time. <see cref="Promises"/> holds every answer to what all answers promise: no 5xx, and a
/// problem document for every refusal.
/// </summary>
[Collection(TheClinic.Name)]
public sealed class FuzzTests(ClinicFixture clinic)
{
    private const int AtOnce = 8;

    /// <summary>A text that no answer may repeat.</summary>
    private const string Canary = "canario@example.org";

    private static readonly string[] OddIds =
    [
        "..%2f", "%2e%2e%2fusers", "%", "%zz", "%ff%fe", "%F0%9F%98%80", "%D9%85", new string('a', 6000), "'", "\"", "<script>", "${7*7}", "{id}", "%7Bid%7D",
        "null", "undefined", "-1", "1e309", "__proto__", "constructor", "01990000-0000-7000-8000-00000000000", "01990000-0000-7000-8000-000000000005%20", "01990000000070008000000000000005",
        "%7B01990000-0000-7000-8000-000000000005%7D", "sk#1", "a;b", "a&b", "a+b", "~", "AZkAAAAAcACAAAAAAAAA_wAAAAE", "AZkAAAAAcACAAAAAAAAA______8", new string('A', 27),
    ];

    private static readonly string[] OddValues =
    [
        "null", "true", "0", "-0", "1e400", "-1e-400", "1.7976931348623157e308", "123456789012345678901234567890", "1E+2147483648", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\u202etxt.exe\"", "\"שלום\"", "\"e\\u0301\"", "\"\\ufeff\"", "\"\\u2028\"", "\"\\uffff\"", "\"__proto__\"",
        "\"0000-00-00\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"2026-11-22T00:00:00Z\"", "\"-2026-01-01\"", "\"01990000-0000-7000-8000-000000000005\"", "\"canario@example.org\"",
        "[]", "[[]]", "[null]", "[{}]", "[1,\"a\",null]", "{}", "{\"a\":{}}", "{\"__proto__\":{}}", "{\"\":1}", "{\"\\ud800\":1}", "{\"isOpen\":{}}", "{\"thanatologistId\":[]}", "{\"zipCode\":1}",
        $"\"{new string('x', 100_000)}\"", $"\"{new string('é', 20_000)}\"", new string('[', 15) + new string(']', 15), new string('[', 5000) + new string(']', 5000),
    ];

    public static TheoryData<string, string> RoutesWithBody => AllRoutes.Where(route => route.Body is not null);

    public static TheoryData<string, string> RoutesWithId => AllRoutes.Where(route => route.Path.Contains("{id}", StringComparison.Ordinal));

    public static TheoryData<string, string> Routes => AllRoutes.Where(_ => true);

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Odd_values_of_every_member_are_refused_or_taken(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var at = path.At(Bodies.Id());
        var bodies = route.Body!.GetProperties().Where(property => property.CanWrite)
            .SelectMany(property => OddValues.Select(value => $$"""{"{{char.ToLowerInvariant(property.Name[0])}}{{property.Name[1..]}}":{{value}}}"""));

        await EachAsync(bodies, async body => Check(await Caller(route).SendAsync(new HttpMethod(method), at, ApiClient.Json(body))));
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Odd_bodies_are_refused(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var random = new Random(20261122);
        byte[][] broken = [[0], [0xff], [0xef, 0xbb, 0xbf, .. "{}"u8], [0xff, 0xfe, 0x7b, 0, 0x7d, 0], [.. "{\"a\":\""u8, 0xc3, 0x28, .. "\"}"u8], [0x1f, 0x8b, 8, 0]];
        var bodies = OddValues.Select(Encoding.UTF8.GetBytes).Concat(broken).Concat(Enumerable.Range(0, 20).Select(_ => Noise(random)));

        await EachAsync(bodies, async body => Check(await Caller(route).SendAsync(new HttpMethod(method), path.At(Bodies.Id()), ApiClient.Bytes(body))));
    }

    [Theory]
    [MemberData(nameof(RoutesWithId))]
    public async Task Odd_ids_are_not_found(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        await EachAsync(OddIds, async id =>
        {
            var answer = await Caller(route).SendAsync(new HttpMethod(method), path.At(id), route.Body is null ? null : ApiClient.Json("{}"));
            Check(answer);
            Assert.True(answer.Status is >= 400, $"{answer.Request} answered {answer.Status}");
        });
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Odd_queries_are_refused_or_taken(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        string[] names = [.. route.Query.Select(parameter => parameter.Name), "", "a[]", "__proto__", "%00", "limit%00", "%F0%9F%98%80"];
        string[] values = ["", "%00", "%", "%zz", "%ff", "%F0%9F%98%80", "%F0%9F", "..%2f", "1e9", "-1", "null", "[]", "{}", "a=b", Canary, new string('x', 3000), "%ED%A0%80", "9999-12-31", "0001-01-01", "q%25"];
        var queries = from name in names from value in values select $"?{name}={value}";

        await EachAsync(queries.Concat(["?", "?&", "?=", "??", "?&&=&", "?a", "#x"]), async query =>
            Check(await Caller(route).SendAsync(new HttpMethod(method), path.At(Bodies.Id()) + query, null)));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Odd_headers_are_refused_or_taken(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        string[] names = ["Accept", "Content-Type", "If-Match", "Idempotency-Key", "X-Request-Id", "X-Api-Key", "Cookie", "Origin", "X-Forwarded-For", "Accept-Language", "X-HTTP-Method-Override"];
        string[] values = ["", ";", ",", "*", "\"", "\"\"", "a;q=x", "application/json;q=1.0000000001", "text/*;q=0.5,*", "ñ", "😀", "${jndi:ldap://x}", new string('x', 4000), "W/\"1\"", "DELETE"];

        await EachAsync(from name in names from value in values select (name, value), async header =>
        {
            using var body = route.Body is null ? null : ApiClient.Json("{}");
            if (header.name == "Content-Type" && body is not null)
            {
                body.Headers.Remove("Content-Type");
                body.Headers.TryAddWithoutValidation("Content-Type", header.value);
            }
            Check(await Caller(route).SendAsync(new HttpMethod(method), path.At(Bodies.Id()), body, header));
        });
    }

    /// <summary>These never reach the API: the web server refuses them.</summary>
    [Theory]
    [InlineData("/users/%00", 400)]
    [InlineData("/users/a%00b/record", 400)]
    [InlineData("/users/{10000}", 414)]
    public async Task What_is_no_sane_http_is_refused(string path, int status)
    {
        var target = path.Replace("{10000}", new string('a', 10_000), StringComparison.Ordinal);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
            Assert.Equal(status, await clinic.Admin.TrySendAsync(method, target, new JsonObject()));
    }

    private static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 400)];
        random.NextBytes(noise);
        return random.Next(2) == 0 ? noise : [.. Encoding.ASCII.GetBytes(string.Concat(noise.Select(letter => "{}[]\",:0a\\u \n"[letter % 13])))];
    }

    private static void Check(Answer answer) => Assert.DoesNotContain(Canary, answer.Text, StringComparison.Ordinal);

    private static Task EachAsync<T>(IEnumerable<T> cases, Func<T, Task> check) =>
        Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await check(item));

    private ApiClient Caller(Route route) => route switch
    {
        { IsPublic: true } => clinic.Nobody,
        { Path: "/auth/password" or "/auth/logout" } => clinic.Patient,
        _ => clinic.Admin,
    };
}
