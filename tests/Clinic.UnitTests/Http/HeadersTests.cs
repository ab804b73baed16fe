using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class HeadersTests
{
    [Fact]
    public void Every_answer_has_the_security_headers_and_its_request_id()
    {
        var headers = new Headers("*").Complete(Response.NoContent, "request-1", "");

        Assert.Equal("request-1", headers["X-Request-Id"]);
        Assert.Equal("no-store", headers["Cache-Control"]);
        Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
        Assert.StartsWith("max-age=", headers["Strict-Transport-Security"], StringComparison.Ordinal);
        Assert.Equal("*", headers["Access-Control-Allow-Origin"]);
        Assert.DoesNotContain("Vary", headers);
        Assert.DoesNotContain("Content-Type", headers);
    }

    [Fact]
    public void An_answer_keeps_its_own_headers_and_its_content_type()
    {
        var headers = new Headers("*").Complete(Response.Created("/users/1", new Core.Accounts.SaltView("x")).With("ETag", "\"1\""), "request-1", "");

        Assert.Equal("/users/1", headers["Location"]);
        Assert.Equal("\"1\"", headers["ETag"]);
        Assert.Equal("application/json; charset=utf-8", headers["Content-Type"]);
    }

    [Fact]
    public void What_may_be_kept_says_so_itself() =>
        Assert.Equal("private, no-cache", new Headers("*").Complete(Response.NoContent.With("Cache-Control", CacheControl.Revalidated), "request-1", "")["Cache-Control"]);

    [Fact]
    public void One_allowed_origin_makes_the_answer_vary()
    {
        var headers = new Headers("https://clinic.example").Complete(Response.NoContent, "request-1", "");

        Assert.Equal("https://clinic.example", headers["Access-Control-Allow-Origin"]);
        Assert.Equal("Origin", headers["Vary"]);
        Assert.Equal("Accept, Origin", new Headers("https://clinic.example").Complete(Response.NoContent.With("Vary", "Accept"), "request-1", "")["Vary"]);
    }

    [Fact]
    public void A_browser_may_read_the_headers_that_carry_meaning()
    {
        var exposed = new Headers("*").Complete(Response.NoContent, "request-1", "")["Access-Control-Expose-Headers"].Split(", ");

        Assert.Superset(new HashSet<string> { "ETag", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed" }, exposed.ToHashSet());
    }

    [Theory]
    [InlineData("my-request.7:a_b", "my-request.7:a_b")]
    [InlineData("", "from-gateway")]
    [InlineData(null, "from-gateway")]
    [InlineData("two words", "from-gateway")]
    [InlineData("line\nbreak", "from-gateway")]
    [InlineData("ends\n", "from-gateway")]
    [InlineData("<script>", "from-gateway")]
    [InlineData("ñ", "from-gateway")]
    public void A_sane_request_id_comes_back(string? fromClient, string expected) => Assert.Equal(expected, Headers.RequestId(fromClient, "from-gateway"));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_request_id_has_at_most_64_characters(int length, bool sane)
    {
        var id = new string('a', length);

        Assert.Equal(sane ? id : "from-gateway", Headers.RequestId(id, "from-gateway"));
    }
}
