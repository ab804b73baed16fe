using System.Security.Cryptography;
using Clinic.Local.Gateway;
using Clinic.Local.Template;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class CognitoAuthorizerTests : IDisposable
{
    private const string Issuer = "http://127.0.0.1:3001/us-east-1_local";
    private static readonly RouteDefinition route = new("/users", "GET", "F", true, ["clinic/users.read", "clinic/self"]);
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly RSA rsa = RSA.Create(2048);
    private readonly CognitoAuthorizer authorizer;

    public CognitoAuthorizerTests() => authorizer = new CognitoAuthorizer(() => Issuer, [Key(rsa)], ["client1"], time);

    public void Dispose() => rsa.Dispose();

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("")]
    public async Task A_token_with_one_of_the_scopes_passes_with_or_without_the_word_Bearer(string word)
    {
        var decision = await authorizer.DecideAsync(route, word + Token("clinic/self clinic/other"));

        Assert.Null(decision.Refusal);
        Assert.Contains(KeyValuePair.Create("scope", "clinic/self clinic/other"), decision.Claims!);
        Assert.Contains(KeyValuePair.Create("exp", "Sun Nov 22 12:15:00 UTC 2026"), decision.Claims!);
        Assert.Contains(KeyValuePair.Create("auth_time", "1795348800"), decision.Claims!);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_denied() =>
        Assert.Same(GatewayResponseType.AccessDenied, (await authorizer.DecideAsync(route, Token("clinic/other"))).Refusal);

    [Fact]
    public async Task A_token_dies_at_its_expiry_even_when_it_was_accepted_before()
    {
        var token = Token("clinic/self");
        Assert.Null((await authorizer.DecideAsync(route, token)).Refusal);

        time.Advance(TimeSpan.FromMinutes(15));

        await AssertUnauthorizedAsync(token);
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_unauthorized()
    {
        using var other = RSA.Create(2048);
        await AssertUnauthorizedAsync(Token("clinic/self", signer: other));
    }

    [Fact]
    public async Task A_changed_token_is_unauthorized()
    {
        var parts = Token("clinic/other").Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("clinic/other", "clinic/self", StringComparison.Ordinal);
        await AssertUnauthorizedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}");
    }

    [Fact]
    public async Task An_unsigned_token_is_unauthorized()
    {
        var parts = Token("clinic/self").Split('.');
        await AssertUnauthorizedAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.");
    }

    [Fact]
    public Task A_token_of_another_issuer_is_unauthorized() => AssertUnauthorizedAsync(Token("clinic/self", issuer: Issuer + "2"));

    [Fact]
    public Task A_token_of_another_client_is_unauthorized() => AssertUnauthorizedAsync(Token("clinic/self", client: "client2"));

    [Fact]
    public Task An_identity_token_is_not_for_routes_with_scopes() => AssertUnauthorizedAsync(Token("clinic/self", use: "id"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Basic YTpi")]
    [InlineData("a.b.c")]
    public Task What_is_no_token_is_unauthorized(string? authorization) => AssertUnauthorizedAsync(authorization);

    private async Task AssertUnauthorizedAsync(string? authorization) =>
        Assert.Same(GatewayResponseType.Unauthorized, (await authorizer.DecideAsync(route, authorization)).Refusal);

    private string Token(string scope, string issuer = Issuer, string client = "client1", string use = "access", RSA? signer = null)
    {
        var now = time.GetUtcNow();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object>
            {
                ["sub"] = "u1",
                ["iss"] = issuer,
                ["client_id"] = client,
                ["token_use"] = use,
                ["scope"] = scope,
                ["auth_time"] = now.ToUnixTimeSeconds(),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = now.AddMinutes(15).ToUnixTimeSeconds(),
            },
            SigningCredentials = new SigningCredentials(Key(signer ?? rsa), SecurityAlgorithms.RsaSha256),
        });
    }

    private static RsaSecurityKey Key(RSA rsa) => new(rsa) { KeyId = "k1", CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
}
