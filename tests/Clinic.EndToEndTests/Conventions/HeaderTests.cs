using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>What <see cref="Promises"/> holds every answer to is not repeated here.</summary>
[Collection(TheClinic.Name)]
public sealed class HeaderTests(ClinicFixture clinic)
{
    public static TheoryData<string> Paths => [.. AllRoutes.Paths];

    [Theory]
    [InlineData("a")]
    [InlineData("client-id.1:2_3")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_sane_request_id_is_echoed(string id)
    {
        Assert.Equal(id, (await clinic.Patient.GetAsync("/auth/me", ("X-Request-Id", id))).Is(200).Header("X-Request-Id"));
        Assert.Equal(id, (await clinic.Patient.GetAsync("/auth/me?x=1", ("X-Request-Id", id))).IsProblem(400, "x").Header("X-Request-Id"));
        Assert.Equal(id, (await clinic.Patient.PostAsync("/auth/me", null, ("X-Request-Id", id))).IsProblem(405).Header("X-Request-Id"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("<script>")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("ñ")]
    [InlineData("")]
    public async Task Instead_of_another_request_id_one_is_made(string id)
    {
        var answer = (await clinic.Patient.GetAsync("/auth/me", ("X-Request-Id", id))).Is(200);

        Assert.Equal(7, Guid.Parse(answer.Header("X-Request-Id")!).Version);
    }

    [Fact]
    public async Task Request_ids_differ_and_a_refusal_names_its_own()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => clinic.Nobody.GetAsync("/auth/me")));

        Assert.Equal(5, answers.Select(answer => answer.Header("X-Request-Id")).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal(answer.Header("X-Request-Id"), answer.Value("traceId")));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_preflight_is_answered_for_every_path(string path)
    {
        var answer = (await clinic.Nobody.SendAsync("OPTIONS", path, null,
            ("Origin", "https://app.example.org"), ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization,content-type"))).Is(200);

        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        foreach (var method in (string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
            Assert.Contains(method, answer.Header("Access-Control-Allow-Methods")!, StringComparison.Ordinal);
        foreach (var header in (string[])["Authorization", "Content-Type", "If-Match", "If-None-Match", "Prefer", "Idempotency-Key", "X-Request-Id", "traceparent"])
            Assert.Contains(header, answer.Header("Access-Control-Allow-Headers")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_may_read_the_headers_that_the_contract_speaks_of()
    {
        var exposed = (await clinic.Patient.GetAsync("/auth/me", ("Origin", "https://app.example.org"))).Is(200).Header("Access-Control-Expose-Headers")!;

        Assert.Equal(
            ["ETag", "Location", "Link", "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id", "Idempotency-Replayed", "Allow", "Deprecation", "Sunset"],
            exposed.Split(", "));
    }

    [Fact]
    public async Task A_refused_token_is_told_what_is_wrong_with_it()
    {
        Assert.Equal("Bearer error=\"invalid_token\"", (await clinic.Nobody.GetAsAsync("/auth/me", "Bearer garbage")).IsProblem(401).Header("WWW-Authenticate"));
        Assert.Equal("Bearer error=\"insufficient_scope\"", (await clinic.Patient.GetAsync("/users")).IsProblem(403).Header("WWW-Authenticate"));
        Assert.Equal("Bearer", (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = "none" })).IsProblem(401).Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task The_functions_own_time_is_told() =>
        Assert.Matches("^app;dur=[0-9]+$", (await clinic.Patient.GetAsync("/auth/me")).Is(200).Header("Server-Timing"));

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("01-5bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", true)]
    [InlineData("ff-6bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-00000000000000000000000000000000-10f067aa0ba902b7-01", false)]
    [InlineData("00-7bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    [InlineData("00-8BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-9bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", false)]
    public async Task A_trace_is_logged_with_its_request_when_it_is_one(string traceparent, bool isOne)
    {
        (await clinic.Patient.GetAsync("/auth/me", ("traceparent", traceparent))).Is(200);

        var log = await clinic.ReadLogsAsync();
        Assert.Equal(isOne, log.Contains($"\"traceparent\":\"{traceparent}\"", StringComparison.Ordinal));
        Assert.Equal(isOne, log.Contains(traceparent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_names_the_address_of_the_next_one_up_to_the_last()
    {
        var next = "/users?limit=2&role=patient";
        for (var pages = 0; pages < 3; pages++)
            await clinic.Admin.PostAsync("/users", Bodies.Patient());
        var seen = new List<string>();
        while (next is not null)
        {
            var page = (await clinic.Admin.GetAsync(next)).Is(200);
            seen.AddRange(page.Items.Select(item => item["id"]!.GetValue<string>()));
            Assert.Equal(page.NextToken is null, page.Header("Link") is null);
            next = page.Header("Link") is { } link ? System.Text.RegularExpressions.Regex.Match(link, "^<(/users\\?[^>]+)>; rel=\"next\"$").Groups[1].Value : null;
        }

        Assert.True(seen.Count > 2);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Equal((await clinic.Admin.AllAsync("/users?role=patient")).Count, seen.Count);
    }
}
