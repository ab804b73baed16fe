using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;
using Request = Clinic.Core.Http.Request;

namespace Clinic.UnitTests.Http;

public sealed class PageTokensTests
{
    private const string Position = "gómez rosa 8d7f3c1a";

    private static readonly Route<object> List = new("GET", "/users", [Scope.UsersRead], (_, _) => Task.FromResult(Response.NoContent))
    {
        Summary = "",
        Query = [QueryParameter.Text("q", "", 60), QueryParameter.OneOf("role", "", RoleNames.All), QueryParameter.Limit, QueryParameter.NextToken],
    };

    private readonly PageTokens tokens = new(new KeyRing(() => Task.FromResult("root")));

    [Fact]
    public async Task A_token_opens_to_its_position() => Assert.Equal(Position, await tokens.OpenAsync(await tokens.SealAsync(Position, "b"), "b"));

    [Fact]
    public async Task A_token_tells_nothing_and_is_never_the_same_twice()
    {
        var (one, other) = (await tokens.SealAsync(Position, "b"), await tokens.SealAsync(Position, "b"));

        Assert.NotEqual(one, other);
        Assert.DoesNotContain("rosa", one, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("^[A-Za-z0-9_-]+$", one);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public async Task A_token_that_was_changed_in_any_one_character_is_refused(int length)
    {
        var token = await tokens.SealAsync(new string('x', length), "b");

        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "ABCDwxyz0_".Where(letter => letter != token[i]))
                await AssertRefusedAsync(token[..i] + other + token[(i + 1)..], "b");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("AAAA")]
    [InlineData("not a token")]
    [InlineData("ñññññññññññññññññññññññññññññññññññññññññññññññññ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public Task Garbage_is_refused(string token) => AssertRefusedAsync(token, "b");

    [Theory]
    [InlineData("=")]
    [InlineData("A")]
    [InlineData("\n")]
    [InlineData(" ")]
    public async Task A_longer_token_is_refused(string suffix) => await AssertRefusedAsync(await tokens.SealAsync(Position, "b") + suffix, "b");

    [Fact]
    public async Task A_token_of_another_secret_is_refused()
    {
        var stranger = new PageTokens(new KeyRing(() => Task.FromResult("another root")));

        await AssertRefusedAsync(await stranger.SealAsync(Position, "b"), "b");
    }

    [Fact]
    public async Task A_token_is_good_for_the_same_query_with_any_limit()
    {
        var caller = A.Caller(Role.Admin);
        var token = await TokenAsync(ListOf(caller, "q", "go"));

        var page = await ListOf(caller, "q", "go", ("limit", "7"), ("nextToken", token)).PageAsync();

        Assert.Equal(new Page(7, Position), page);
    }

    [Fact]
    public async Task A_token_is_refused_for_another_caller_another_filter_and_no_filter()
    {
        var caller = A.Caller(Role.Admin);
        var token = await TokenAsync(ListOf(caller, "q", "go"));

        foreach (var other in new[]
        {
            ListOf(A.Caller(Role.Admin, A.Id()), "q", "go", ("nextToken", token)),
            ListOf(caller, "q", "gom", ("nextToken", token)),
            ListOf(caller, "role", "patient", ("nextToken", token)),
            ListOf(caller, "nextToken", token),
            ListOf(caller, "q", "go", ("role", "patient"), ("nextToken", token)),
        })
        {
            Assert.Equal("nextToken", Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(other.PageAsync)).Errors).Key);
        }
    }

    [Fact]
    public async Task The_last_page_has_no_token()
    {
        var answer = await ListOf(A.Caller(Role.Admin), "limit", "5").ListAsync(new Slice<Core.Users.UserSummary>([], null));

        Assert.Equal("""{"items":[]}""", answer.Body);
    }

    [Fact]
    public async Task Without_parameters_a_page_is_the_first_25() =>
        Assert.Equal(new Page(25, null), await new Request(GatewayEvent.Of("GET", "/users"), List, tokens).PageAsync());

    private async Task AssertRefusedAsync(string token, string binding) =>
        Assert.Equal("nextToken", Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => tokens.OpenAsync(token, binding))).Errors).Key);

    private static async Task<string> TokenAsync(Request request)
    {
        var answer = await request.ListAsync(new Slice<Core.Users.UserSummary>([], Position));
        return System.Text.Json.Nodes.JsonNode.Parse(answer.Body!)!["nextToken"]!.GetValue<string>();
    }

    private Request ListOf(Caller caller, string name, string value, params (string Name, string Value)[] more)
    {
        var request = GatewayEvent.Of("GET", "/users").From(caller).WithQuery(name, value);
        foreach (var (other, otherValue) in more)
            request.WithQuery(other, otherValue);
        return new Request(request, List, tokens);
    }
}
