using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>What the local server refuses by itself, before a route is looked for, is a problem like any other.</summary>
[Collection(TheClinic.Name)]
public sealed class ServerRefusalTests(ClinicFixture clinic)
{
    private static readonly Dictionary<string, (string Request, int Status)> Refused = new()
    {
        ["an encoded NUL for an id"] = (Get("/users/%00"), 400),
        ["an encoded NUL at the root"] = (Get("/%00"), 400),
        ["an encoded NUL inside an id"] = ("DELETE /sessions/a%00b HTTP/1.1\r\nHost: clinic.test\r\n\r\n", 400),
        ["a NUL"] = (Get("/users/\0"), 400),
        ["a long path"] = (Get("/users/" + new string('a', 9_000)), 414),
        ["a long query"] = (Get("/users?q=" + new string('a', 20_000)), 414),
        ["no Host"] = ("GET /users HTTP/1.1\r\n\r\n", 400),
        ["a Host that is none"] = ("GET /users HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ["two Hosts"] = (Get("/users", "Host: clinic.test"), 400),
        ["a long header"] = (Get("/users", "X-Long: " + new string('a', 11_000)), 431),
        ["many headers"] = (Get("/users", [.. Enumerable.Repeat("X-A: 1", 200)]), 431),
        ["a header without a colon"] = (Get("/users", "no header"), 400),
        ["a NUL in a header"] = (Get("/users", "X-A: a\0b"), 400),
        ["a path without a slash, which CONNECT alone has"] = (Get("users"), 405),
        ["nonsense"] = ("nonsense\r\n\r\n", 400),
        ["a method that is none"] = ("G€T /users HTTP/1.1\r\nHost: clinic.test\r\n\r\n", 400),
        ["a length that is none"] = (Post("Content-Length: x"), 400),
        ["chunks that are none"] = (Post("Transfer-Encoding: chunked") + "zz\r\n", 400),
    };

    public static TheoryData<string> Names => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_a_problem_on_a_new_connection_and_on_one_that_was_used(string name)
    {
        var (request, status) = Refused[name];
        AssertProblem(Assert.Single(await RawHttp.SendAsync(clinic.Host.BaseAddress, request)), status);

        var answers = await RawHttp.SendAsync(clinic.Host.BaseAddress, Get("/auth/me") + request);

        Assert.Equal(2, answers.Count);
        answers[0].IsProblem(401);
        AssertProblem(answers[1], status);
    }

    [Theory]
    [InlineData("POST", "/docs", 404)]
    [InlineData("POST", "/mailbox", 405)]
    [InlineData("DELETE", "/", 405)]
    [InlineData("PUT", "/_local/health", 405)]
    [InlineData("GET", "/_local/assets/nothing.js", 404)]
    [InlineData("GET", "/_local/nothing", 404)]
    [InlineData("GET", "/docs/../users", 404)]
    [InlineData("GET", "/docs/%2e%2e/users", 404)]
    public async Task What_the_pages_refuse_is_a_problem_too(string method, string path, int status) =>
        (await clinic.Nobody.SendAsync(method, path, null)).IsProblem(status);

    [Fact]
    public async Task The_absolute_form_of_an_address_reaches_its_route()
    {
        var answers = await RawHttp.SendAsync(clinic.Host.BaseAddress, Get("http://clinic.test/auth/me?x=%2e") + Get("http://clinic.test/users/%2e%2e", "Connection: close"));

        Assert.Equal([401, 404], answers.Select(answer => answer.Status));
    }

    private static string Get(string path, params IEnumerable<string> headers) =>
        $"GET {path} HTTP/1.1\r\nHost: clinic.test\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";

    private static string Post(string header) => $"POST /auth/salt HTTP/1.1\r\nHost: clinic.test\r\nContent-Type: application/json\r\n{header}\r\n\r\n";

    private static void AssertProblem(Answer answer, int status)
    {
        answer.IsProblem(status);
        Assert.Equal(status == 405 ? "CONNECT" : null, answer.Header("Allow"));
        Promises.Check(answer);
        Assert.Equal("close", answer.Header("Connection"));
    }
}
