using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;
using Request = Clinic.Core.Http.Request;

namespace Clinic.UnitTests.Http;

public sealed class IdempotencyClaimTests
{
    private static readonly Route<object> Create = new("POST", "/users", [], (_, _) => Task.FromResult(Response.NoContent)) { Summary = "", Creates = true };

    private readonly Caller caller = A.Caller(Role.Admin);

    [Fact]
    public void Without_a_key_there_is_no_claim()
    {
        var request = new Request(GatewayEvent.Of("POST", "/users", "{}").From(caller), Create, null);

        Assert.Null(IdempotencyClaim.Of(request));
    }

    [Fact]
    public void The_same_caller_key_and_body_make_the_same_claim() => Assert.Equal(Claim("k", "{}"), Claim("k", "{}"));

    [Fact]
    public void A_key_is_the_same_bare_and_as_a_string() => Assert.Equal(Claim("k-1", "{}"), Claim("\"k-1\"", "{}"));

    [Fact]
    public void Another_body_or_path_is_another_fingerprint_under_the_same_key()
    {
        var first = Claim("k", "{}");

        Assert.Equal((first.Key, false), (Claim("k", "{ }").Key, first.Fingerprint == Claim("k", "{ }").Fingerprint));
        Assert.Equal((first.Key, false), (Claim("k", "{}", path: "/sessions").Key, first.Fingerprint == Claim("k", "{}", path: "/sessions").Fingerprint));
    }

    [Fact]
    public void Another_caller_or_key_has_a_claim_of_its_own()
    {
        Assert.NotEqual(Claim("k", "{}").Key, Claim("l", "{}").Key);
        Assert.NotEqual(Claim("k", "{}").Key, Claim("k", "{}", A.Caller(Role.Admin, A.Id())).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ñ")]
    [InlineData("line\n")]
    [InlineData("a/b")]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("\"a")]
    [InlineData("\"a\";b=1")]
    [InlineData("\"a b\"")]
    [InlineData("\"\"a\"\"")]
    public void An_odd_key_is_refused_by_name(string key) =>
        Assert.Equal("Idempotency-Key", Assert.Single(Assert.Throws<InvalidInputException>(() => Claim(key, "{}")).Errors).Key);

    [Fact]
    public void A_key_has_at_most_64_characters()
    {
        Assert.NotNull(Claim(new string('a', 64), "{}"));
        Assert.Throws<InvalidInputException>(() => Claim(new string('a', 65), "{}"));
    }

    [Fact]
    public void An_answer_is_replayed_to_its_own_request_and_to_no_other()
    {
        var stored = new StoredResponse(Claim("k", "{}"), Response.Created("/users/1", new Core.Accounts.SaltView("x")));

        var replay = stored.ReplayTo(Claim("k", "{}"));

        Assert.Equal("true", replay.Headers["Idempotency-Replayed"]);
        Assert.Equal("/users/1", replay.Headers["Location"]);
        Assert.Throws<ConflictException>(() => stored.ReplayTo(Claim("k", "[]")));
    }

    private IdempotencyClaim Claim(string key, string body, Caller? by = null, string path = "/users")
    {
        var request = GatewayEvent.Of("POST", path, body).From(by ?? caller);
        request.Headers["idempotency-key"] = key;
        return IdempotencyClaim.Of(new Request(request, Create, null))!;
    }
}
