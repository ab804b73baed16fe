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
        foreach (var method in (string[])["GET", "POST", "PUT", "PATCH", "DELETE"])
            Assert.Contains(method, answer.Header("Access-Control-Allow-Methods")!, StringComparison.Ordinal);
        foreach (var header in (string[])["Authorization", "Content-Type", "If-Match", "Idempotency-Key", "X-Request-Id"])
            Assert.Contains(header, answer.Header("Access-Control-Allow-Headers")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_may_read_the_headers_that_the_contract_speaks_of()
    {
        var exposed = (await clinic.Patient.GetAsync("/auth/me", ("Origin", "https://app.example.org"))).Is(200).Header("Access-Control-Expose-Headers")!;

        foreach (var header in (string[])["ETag", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed", "Allow"])
            Assert.Contains(header, exposed, StringComparison.Ordinal);
    }
}
