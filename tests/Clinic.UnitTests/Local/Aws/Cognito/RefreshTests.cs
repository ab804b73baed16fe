using System.Text.Json.Nodes;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class RefreshTests
{
    private readonly PoolFixture pool = new();

    [Fact]
    public async Task A_refresh_keeps_the_sign_ins_time_and_origin_and_gives_no_new_refresh_token()
    {
        var first = await pool.SignInAsync("ana");
        pool.Time.Advance(TimeSpan.FromHours(2));

        var second = await pool.RefreshAsync(first["RefreshToken"]);

        var (before, after) = (Read(first, "AccessToken"), Read(second, "AccessToken"));
        Assert.Equal(before.GetPayloadValue<string>("origin_jti"), after.GetPayloadValue<string>("origin_jti"));
        Assert.Equal(before.GetPayloadValue<long>("auth_time"), after.GetPayloadValue<long>("auth_time"));
        Assert.Equal(before.Subject, after.Subject);
        Assert.NotEqual(before.GetPayloadValue<string>("jti"), after.GetPayloadValue<string>("jti"));
        Assert.Equal(pool.Time.GetUtcNow().ToUnixTimeSeconds(), after.GetPayloadValue<long>("iat"));
        Assert.Null(second["RefreshToken"]);
    }

    [Fact]
    public async Task With_rotation_the_new_token_takes_the_old_ones_place_for_the_rest_of_its_life()
    {
        var rotating = Rotating();
        var first = await rotating.SignInAsync("ana");
        rotating.Time.Advance(TimeSpan.FromDays(20));

        var second = await rotating.RefreshAsync(first["RefreshToken"]);
        rotating.Time.Advance(TimeSpan.FromMinutes(1));

        await RefusedAsync("RefreshTokenReuseException", () => rotating.RefreshAsync(first["RefreshToken"]));
        var third = await rotating.RefreshAsync(second["RefreshToken"]);
        rotating.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal("Refresh Token has expired", (await RefusedAsync("NotAuthorizedException", () => rotating.RefreshAsync(third["RefreshToken"]))).Message);
    }

    [Fact]
    public async Task Within_the_grace_period_the_old_token_still_works_and_does_not_extend_it()
    {
        var rotating = Rotating();
        var first = await rotating.SignInAsync("ana");

        var second = await rotating.RefreshAsync(first["RefreshToken"]);
        rotating.Time.Advance(TimeSpan.FromSeconds(59));
        var again = await rotating.RefreshAsync(first["RefreshToken"]);
        rotating.Time.Advance(TimeSpan.FromSeconds(1));

        await RefusedAsync("RefreshTokenReuseException", () => rotating.RefreshAsync(first["RefreshToken"]));
        Assert.NotEqual((string?)second["RefreshToken"], (string?)again["RefreshToken"]);
        await rotating.RefreshAsync(second["RefreshToken"]);
        await rotating.RefreshAsync(again["RefreshToken"]);
    }

    [Fact]
    public async Task Revoking_any_token_of_a_sign_in_ends_all_of_its_tokens_and_no_other_sign_in()
    {
        var rotating = Rotating();
        var first = await rotating.SignInAsync("ana");
        var second = await rotating.RefreshAsync(first["RefreshToken"]);
        var other = await rotating.SignInAsync("luz");

        await rotating.CallAsync("RevokeToken", new JsonObject { ["Token"] = (string?)first["RefreshToken"] });

        await RefusedAsync("NotAuthorizedException", () => rotating.RefreshAsync(second["RefreshToken"]));
        await rotating.RefreshAsync(other["RefreshToken"]);
    }

    [Fact]
    public async Task A_refresh_asks_the_trigger_anew()
    {
        var first = await pool.SignInAsync("ana");
        pool.Triggers.On("TokenGeneration_RefreshTokens", _ => new JsonObject
        {
            ["claimsAndScopeOverrideDetails"] = new JsonObject
            {
                ["accessTokenGeneration"] = new JsonObject { ["scopesToAdd"] = new JsonArray("clinic/admin") },
            },
        });

        var second = await pool.RefreshAsync(first["RefreshToken"]);

        Assert.Equal("2", (string?)pool.Triggers.Last("TokenGeneration_RefreshTokens")["version"]);
        Assert.Contains("clinic/admin", Read(second, "AccessToken").GetPayloadValue<string>("scope"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trigger_can_refuse_a_refresh()
    {
        var first = await pool.SignInAsync("ana");
        pool.Triggers.Fail("TokenGeneration_RefreshTokens", "Inactive");

        var error = await RefusedAsync("UserLambdaValidationException", () => pool.RefreshAsync(first["RefreshToken"]));

        Assert.Equal("PreTokenGeneration failed with error Inactive.", error.Message);
    }

    [Fact]
    public async Task An_unknown_refresh_token_is_refused()
    {
        var error = await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync("unknown"));

        Assert.Equal("Invalid Refresh Token", error.Message);
    }

    [Fact]
    public async Task A_refresh_token_expires()
    {
        var first = await pool.SignInAsync("ana");
        pool.Time.Advance(TimeSpan.FromDays(30));

        var error = await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync(first["RefreshToken"]));

        Assert.Equal("Refresh Token has expired", error.Message);
    }

    [Fact]
    public async Task A_token_revoked_while_the_trigger_runs_is_refused()
    {
        var first = await pool.SignInAsync("ana");
        pool.Triggers.Delay = _ => pool.CallAsync("RevokeToken", new JsonObject { ["Token"] = (string?)first["RefreshToken"] });

        await RefusedAsync("NotAuthorizedException", () => pool.RefreshAsync(first["RefreshToken"]));
    }

    private static PoolFixture Rotating() => new(change: settings => settings with { RotationGrace = TimeSpan.FromSeconds(60) });
}
