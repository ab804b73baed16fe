using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.EndToEndTests.Contract;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>
/// Requests made from docs/openapi.json, and odd ones. <see cref="Promises"/> and <see cref="ContractCheck"/> hold every answer to what
/// all answers promise: no 5xx, a problem document for every refusal, and nothing that is not documented.
/// </summary>
[Collection(TheClinic.Name)]
public sealed class FuzzTests(ClinicFixture clinic, ITestOutputHelper output)
{
    private const int AtOnce = 8;

    /// <summary>The same requests every time, unless CLINIC_SEED says which others.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("CLINIC_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20261122;

    /// <summary>Others in every run, unless CLINIC_SEED says which.</summary>
    private static readonly int HeaderSeed = Environment.GetEnvironmentVariable("CLINIC_SEED") is null ? Random.Shared.Next() : Seed;

    /// <summary>A text that no answer may repeat.</summary>
    private const string Canary = "canario@example.org";

    /// <summary>An account for what is tried with the caller's own password, which locks it.</summary>
    private static Task<ApiClient>? spare;

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

    /// <summary>At the root the local host has a page of its own for whoever takes HTML.</summary>
    public static TheoryData<string, string> Routes => AllRoutes.Where(route => route.Path != "/");

    [Fact]
    public async Task What_the_document_allows_is_well_formed_and_what_it_refuses_is_refused()
    {
        var account = await clinic.CreateStaffAsync("admin");
        var sender = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var ids = new Dictionary<string, string>
        {
            ["users"] = patient,
            ["availability"] = clinic.Thanatologist.UserId,
            ["thanatologists"] = clinic.Thanatologist.UserId,
            ["sessions"] = (await clinic.Thanatologist.WriteSessionAsync(patient)).Id,
        };
        var requests = new DocumentedRequests(DocumentedApi.Current, new Random(Seed), ids).All().ToList();
        var (statuses, faults) = (new ConcurrentBag<int>(), new ConcurrentBag<string>());
        var started = Stopwatch.GetTimestamp();

        await EachAsync(requests, async request =>
        {
            try
            {
                HttpContent? Body() => request.Body is null ? null : ApiClient.Json(request.Body, request.MediaType);
                var answer = await (request.IsSigned ? sender : clinic.Nobody).SendPatientlyAsync(new HttpMethod(request.Method), request.Target, Body, [.. request.Headers]);
                statuses.Add(answer.Status);
                var isTooLong = answer.Status == 414 && request.Target.Length > 8_000;
                if (!isTooLong && !request.IsRight(answer.Status) && !(request.IsValid && (request.Method == "HEAD" ? answer.Status == 400 : DocumentedRules.Explain(request.Operation.Words, answer.Json))))
                    faults.Add($"{request} answered {answer.Status}: {answer.Text}");
            }
            catch (XunitException fault)
            {
                faults.Add($"{request}: {fault.Message}");
            }
        });

        var counts = string.Join(", ", statuses.GroupBy(status => status).OrderBy(status => status.Key).Select(status => $"{status.Key} {status.Count()} times"));
        output.WriteLine($"{requests.Count} requests in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, answered {counts}; CLINIC_SEED={Seed} makes them again");
        Assert.True(faults.IsEmpty, $"CLINIC_SEED={Seed}: {faults.Count} of {requests.Count}:\n{string.Join('\n', faults.Order())}");
        Assert.InRange(requests.Count, 5_000, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Odd_values_of_every_member_are_refused_or_taken(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var at = path.At(Bodies.Id());
        var bodies = route.Body!.GetProperties().Where(property => property.CanWrite)
            .SelectMany(property => OddValues.Select(value => $$"""{"{{char.ToLowerInvariant(property.Name[0])}}{{property.Name[1..]}}":{{value}}}"""));

        var caller = await CallerAsync(route);
        await EachAsync(bodies, async body => Check(await caller.SendAsync(new HttpMethod(method), at, ApiClient.Json(body))));
    }

    [Theory]
    [MemberData(nameof(RoutesWithBody))]
    public async Task Odd_bodies_are_refused(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var random = new Random(Seed);
        byte[][] broken = [[0], [0xff], [0xef, 0xbb, 0xbf, .. "{}"u8], [0xff, 0xfe, 0x7b, 0, 0x7d, 0], [.. "{\"a\":\""u8, 0xc3, 0x28, .. "\"}"u8], [0x1f, 0x8b, 8, 0]];
        var bodies = OddValues.Select(Encoding.UTF8.GetBytes).Concat(broken).Concat(Enumerable.Range(0, 20).Select(_ => Noise(random)));

        var caller = await CallerAsync(route);
        await EachAsync(bodies, async body => Check(await caller.SendAsync(new HttpMethod(method), path.At(Bodies.Id()), ApiClient.Bytes(body))));
    }

    [Theory]
    [MemberData(nameof(RoutesWithId))]
    public async Task Odd_ids_are_not_found(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var caller = await CallerAsync(route);
        await EachAsync(OddIds, async id =>
        {
            var answer = await caller.SendAsync(new HttpMethod(method), path.At(id), route.Body is null ? null : ApiClient.Json("{}"));
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

        var caller = await CallerAsync(route);
        await EachAsync(queries.Concat(["?", "?&", "?=", "??", "?&&=&", "?a", "#x"]), async query =>
            Check(await caller.SendAsync(new HttpMethod(method), path.At(Bodies.Id()) + query, null)));
    }

    /// <summary>A route gets a quarter of them: that is each of them for some twenty routes in a run, and in time every one for every route.</summary>
    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Odd_headers_are_refused_or_taken(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        var random = new Random(HeaderSeed ^ AllRoutes.All.ToList().IndexOf(route));
        string[] names = ["Accept", "Content-Type", "If-Match", "If-None-Match", "Prefer", "traceparent", "Idempotency-Key", "X-Request-Id", "X-Api-Key", "Cookie", "Origin", "X-Forwarded-For", "Accept-Language", "X-HTTP-Method-Override"];
        string[] values = ["", ";", ",", "*", "\"", "\"\"", "a;q=x", "application/json;q=1.0000000001", "text/*;q=0.5,*", "ñ", "😀", "${jndi:ldap://x}", new string('x', 4000), "W/\"1\"", "DELETE"];

        var headers = (from name in names from value in values select (name, value)).ToArray();
        random.Shuffle(headers);

        var caller = await CallerAsync(route);
        await EachAsync(headers.Take(headers.Length / 4), async header =>
        {
            using var body = route.Body is null ? null : ApiClient.Json("{}");
            if (header.name == "Content-Type" && body is not null)
            {
                body.Headers.Remove("Content-Type");
                body.Headers.TryAddWithoutValidation("Content-Type", header.value);
            }
            try
            {
                Check(await caller.SendAsync(new HttpMethod(method), path.At(Bodies.Id()), body, header));
            }
            catch (XunitException fault)
            {
                throw new XunitException($"CLINIC_SEED={HeaderSeed}: with {header.name}: {header.value}: {fault.Message}");
            }
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

    private async Task<ApiClient> CallerAsync(Route route) => route switch
    {
        { IsPublic: true } => clinic.Nobody,
        { Path: "/auth/password" or "/auth/logout" or "/auth/mfa" or "/auth/mfa/enrol" or "/auth/mfa/confirm" } => await (spare ??= SignInSpareAsync()),
        _ => clinic.Admin,
    };

    private async Task<ApiClient> SignInSpareAsync()
    {
        var account = await clinic.CreateStaffAsync("admin");
        return await clinic.Nobody.SignInAsync(account.Email, account.Password);
    }
}
