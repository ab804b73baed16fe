using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class TokenTests
{
    private readonly PoolFixture pool = new();

    [Fact]
    public async Task An_access_token_has_cognitos_claims()
    {
        var result = await pool.SignInAsync("ana");

        var token = Read(result, "AccessToken");
        var now = pool.Time.GetUtcNow();
        Assert.Equal("RS256", token.Alg);
        Assert.Equal("http://127.0.0.1:4567/us-east-1_Clinic", token.Issuer);
        Assert.Equal("access", Claim(token, "token_use"));
        Assert.Equal("aws.cognito.signin.user.admin", Claim(token, "scope"));
        Assert.Equal(Client, Claim(token, "client_id"));
        Assert.Equal("ana", Claim(token, "username"));
        Assert.Equal(Read(result, "IdToken").Subject, token.Subject);
        Assert.Equal(now.ToUnixTimeSeconds(), token.GetPayloadValue<long>("auth_time"));
        Assert.Equal(now.ToUnixTimeSeconds(), token.GetPayloadValue<long>("iat"));
        Assert.Equal(now.AddMinutes(15).ToUnixTimeSeconds(), token.GetPayloadValue<long>("exp"));
        Assert.Empty(token.Audiences);
        Assert.NotEqual(Claim(token, "jti"), Claim(token, "origin_jti"));
    }

    [Fact]
    public async Task An_id_token_has_cognitos_claims()
    {
        var result = await pool.SignInAsync("ana");

        var token = Read(result, "IdToken");
        Assert.Equal("id", Claim(token, "token_use"));
        Assert.Equal([Client], token.Audiences);
        Assert.Equal("ana", Claim(token, "cognito:username"));
        Assert.Equal(Claim(Read(result, "AccessToken"), "origin_jti"), Claim(token, "origin_jti"));
        Assert.Equal(Claim(Read(result, "AccessToken"), "event_id"), Claim(token, "event_id"));
        Assert.False(token.TryGetPayloadValue<string>("scope", out _));
    }

    [Fact]
    public async Task The_published_keys_verify_the_signature_and_nothing_else_does()
    {
        var result = await pool.SignInAsync("ana");
        var keys = new JsonWebKeySet(pool.Pool.Jwks.ToJsonString()).GetSigningKeys();
        var foreign = new JsonWebKeySet(SigningKey.Load(null).ToJwks().ToJsonString()).GetSigningKeys();

        Assert.True((await ValidateAsync(result, keys)).IsValid);
        Assert.False((await ValidateAsync(result, foreign)).IsValid);
        Assert.Equal(Read(result, "AccessToken").Kid, Assert.Single(keys).KeyId);
    }

    [Fact]
    public async Task Scopes_are_added_and_suppressed_by_the_trigger()
    {
        Override("""{"accessTokenGeneration":{"scopesToAdd":["clinic/self","clinic/users.read"],"scopesToSuppress":["aws.cognito.signin.user.admin"]}}""");

        var result = await pool.SignInAsync("ana");

        Assert.Equal("clinic/self clinic/users.read", Claim(Read(result, "AccessToken"), "scope"));
    }

    [Fact]
    public async Task Scopes_of_cognito_itself_cannot_be_added()
    {
        Override("""{"accessTokenGeneration":{"scopesToAdd":["aws.cognito.other","clinic/self"]}}""");

        var result = await pool.SignInAsync("ana");

        Assert.Equal("aws.cognito.signin.user.admin clinic/self", Claim(Read(result, "AccessToken"), "scope"));
    }

    [Fact]
    public async Task A_scope_with_a_blank_is_an_invalid_response()
    {
        Override("""{"accessTokenGeneration":{"scopesToAdd":["clinic/self clinic/admin"]}}""");

        await RefusedAsync("InvalidLambdaResponseException", () => pool.SignInAsync("ana"));
    }

    [Fact]
    public async Task Claims_are_added_to_each_token_separately_with_any_json_value()
    {
        Override("""
            {"accessTokenGeneration":{"claimsToAddOrOverride":{"role":"admin","level":3,"units":["a","b"]}},
             "idTokenGeneration":{"claimsToAddOrOverride":{"nick":"Anita"}}}
            """);

        var result = await pool.SignInAsync("ana");

        var access = Read(result, "AccessToken");
        Assert.Equal("admin", Claim(access, "role"));
        Assert.Equal(3, access.GetPayloadValue<int>("level"));
        Assert.Equal(["a", "b"], access.GetPayloadValue<string[]>("units"));
        Assert.False(access.TryGetPayloadValue<string>("nick", out _));
        Assert.Equal("Anita", Claim(Read(result, "IdToken"), "nick"));
    }

    [Fact]
    public async Task Claims_that_make_up_the_token_cannot_be_changed_and_suppressing_wins()
    {
        Override("""
            {"accessTokenGeneration":{"claimsToAddOrOverride":{"sub":"x","username":"x","exp":1,"scope":"x","cognito:y":"x","role":"admin"},
                                      "claimsToSuppress":["iss","role"]}}
            """);

        var access = Read(await pool.SignInAsync("ana"), "AccessToken");

        Assert.Equal("ana", Claim(access, "username"));
        Assert.Equal("aws.cognito.signin.user.admin", Claim(access, "scope"));
        Assert.NotEqual("x", access.Subject);
        Assert.Equal(pool.Time.GetUtcNow().AddMinutes(15).ToUnixTimeSeconds(), access.GetPayloadValue<long>("exp"));
        Assert.NotEmpty(access.Issuer);
        Assert.False(access.TryGetPayloadValue<string>("role", out _));
        Assert.False(access.TryGetPayloadValue<string>("cognito:y", out _));
    }

    [Fact]
    public async Task Groups_of_the_trigger_are_in_both_tokens()
    {
        Override("""{"groupOverrideDetails":{"groupsToOverride":["staff"]}}""");

        var result = await pool.SignInAsync("ana");

        Assert.Equal(["staff"], Read(result, "AccessToken").GetPayloadValue<string[]>("cognito:groups"));
        Assert.Equal(["staff"], Read(result, "IdToken").GetPayloadValue<string[]>("cognito:groups"));
    }

    private void Override(string details) => pool.Triggers.On(
        "TokenGeneration_Authentication", _ => new JsonObject { ["claimsAndScopeOverrideDetails"] = JsonNode.Parse(details) });

    private static string Claim(JsonWebToken token, string name) => token.GetPayloadValue<string>(name);

    private Task<TokenValidationResult> ValidateAsync(JsonObject result, IEnumerable<SecurityKey> keys) =>
        new JsonWebTokenHandler().ValidateTokenAsync((string)result["AccessToken"]!, new TokenValidationParameters
        {
            ValidIssuer = pool.Pool.Issuer,
            IssuerSigningKeys = keys,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
}
