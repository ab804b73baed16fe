using System.Text.Json.Nodes;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class SignOutsTests
{
    private readonly PoolFixture pool = new();

    [Fact]
    public async Task Revoking_ends_that_sign_in_and_no_other()
    {
        var one = await pool.SignInAsync("ana");
        var other = await pool.SignInAsync("luz");

        await RevokeAsync(one["RefreshToken"]);

        var error = await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync(one["RefreshToken"]));
        Assert.Equal("Refresh Token has been revoked", error.Message);
        Assert.NotNull((await pool.RefreshAsync(other["RefreshToken"]))["AccessToken"]);
    }

    [Fact]
    public async Task Revoking_twice_or_an_unknown_token_is_no_error()
    {
        var one = await pool.SignInAsync("ana");

        await RevokeAsync(one["RefreshToken"]);

        Assert.Empty(await RevokeAsync(one["RefreshToken"]));
        Assert.Empty(await RevokeAsync("unknown"));
    }

    [Fact]
    public async Task An_access_token_cannot_be_revoked()
    {
        var one = await pool.SignInAsync("ana");

        await RefusedAsync("UnsupportedTokenTypeException", () => RevokeAsync(one["AccessToken"]));
    }

    [Fact]
    public async Task Revoking_needs_a_client_that_supports_it()
    {
        var without = new PoolFixture(change: settings => settings with { EnableTokenRevocation = false });

        await RefusedAsync(
            "UnsupportedOperationException", () => without.CallAsync("RevokeToken", new JsonObject { ["Token"] = "any" }));
    }

    [Fact]
    public async Task A_global_sign_out_ends_every_sign_in_of_the_user()
    {
        var one = await pool.SignInAsync("ana");
        var challenge = await pool.BeginAsync("ana");
        var two = (await pool.AnswerAsync("ana", challenge["Session"], "right"))["AuthenticationResult"]!.AsObject();
        var other = await pool.SignInAsync("luz");

        await SignOutAsync(one["AccessToken"]);

        await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync(one["RefreshToken"]));
        await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync(two["RefreshToken"]));
        await RefusedAsync("NotAuthorizedException", () => SignOutAsync(two["AccessToken"]));
        Assert.NotNull((await pool.RefreshAsync(other["RefreshToken"]))["AccessToken"]);
    }

    [Fact]
    public async Task A_global_sign_out_needs_a_living_access_token()
    {
        var one = await pool.SignInAsync("ana");

        var wrongKind = await RefusedAsync("NotAuthorizedException", () => SignOutAsync(one["IdToken"]));
        pool.Time.Advance(TimeSpan.FromMinutes(15));
        var tooLate = await RefusedAsync("NotAuthorizedException", () => SignOutAsync(one["AccessToken"]));

        Assert.Equal("Invalid Access Token", wrongKind.Message);
        Assert.Equal("Access Token has expired", tooLate.Message);
    }

    private Task<JsonObject> RevokeAsync(JsonNode? token) =>
        pool.CallAsync("RevokeToken", new JsonObject { ["Token"] = (string?)token });

    private Task<JsonObject> SignOutAsync(JsonNode? token) =>
        pool.CallAsync("GlobalSignOut", new JsonObject { ["AccessToken"] = (string?)token });
}
