using System.Text.Json.Nodes;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class CustomAuthenticationTests
{
    private const string Username = "019ab3f2-0000-7000-8000-000000000001";

    private readonly PoolFixture pool = new();

    [Fact]
    public async Task The_challenge_carries_the_public_parameters_alone()
    {
        await pool.SignUpAsync(Username);

        var challenge = await pool.BeginAsync(Username);

        Assert.Equal("CUSTOM_CHALLENGE", (string?)challenge["ChallengeName"]);
        Assert.Equal("pepper", (string?)challenge["ChallengeParameters"]!["salt"]);
        Assert.Equal(Username, (string?)challenge["ChallengeParameters"]!["USERNAME"]);
        Assert.DoesNotContain("expected", challenge.ToJsonString(), StringComparison.Ordinal);
        Assert.True(((string)challenge["Session"]!).Length >= 20);
    }

    [Fact]
    public async Task The_right_answer_gets_tokens()
    {
        var result = await pool.SignInAsync(Username);

        Assert.Equal("Bearer", (string?)result["TokenType"]);
        Assert.Equal(900, (int)result["ExpiresIn"]!);
        Assert.Equal(Username, Read(result, "AccessToken").GetClaim("username").Value);
        Assert.Equal(Username, Read(result, "IdToken").GetClaim("cognito:username").Value);
        Assert.NotEmpty((string)result["RefreshToken"]!);
    }

    [Fact]
    public async Task A_wrong_answer_is_refused_and_ends_the_session()
    {
        await pool.SignUpAsync(Username);
        var challenge = await pool.BeginAsync(Username);

        var wrong = await RefusedAsync("NotAuthorizedException", () => pool.AnswerAsync(Username, challenge["Session"], "wrong"));
        var second = await RefusedAsync("NotAuthorizedException", () => pool.AnswerAsync(Username, challenge["Session"], "right"));

        Assert.Equal("Incorrect username or password.", wrong.Message);
        Assert.Equal("Invalid session for the user, session can only be used once.", second.Message);
    }

    [Fact]
    public async Task An_unknown_user_gets_a_challenge_and_is_refused_like_a_wrong_answer_even_when_the_triggers_would_let_them_in()
    {
        var challenge = await pool.BeginAsync("nobody");

        var refused = await RefusedAsync("NotAuthorizedException", () => pool.AnswerAsync("nobody", challenge["Session"], "right"));

        Assert.Equal("Incorrect username or password.", refused.Message);
        Assert.Equal("nobody", (string?)challenge["ChallengeParameters"]!["USERNAME"]);
        Assert.All(pool.Triggers.Events, call => Assert.True((bool)call.Event["request"]!["userNotFound"]!));
        Assert.Equal(4, pool.Triggers.Events.Count);
    }

    [Fact]
    public async Task An_unknown_user_is_named_so_only_where_the_client_allows_it()
    {
        var open = new PoolFixture(change: settings => settings with { PreventUserExistenceErrors = false });

        await RefusedAsync("UserNotFoundException", () => open.BeginAsync("nobody"));

        Assert.Empty(open.Triggers.Events);
    }

    [Fact]
    public async Task An_unconfirmed_user_cannot_sign_in()
    {
        pool.Triggers.On("PreSignUp_SignUp", _ => new JsonObject { ["autoConfirmUser"] = false });
        await pool.SignUpAsync(Username);

        await RefusedAsync("UserNotConfirmedException", () => pool.BeginAsync(Username));
    }

    [Fact]
    public async Task A_session_expires_after_three_minutes()
    {
        await pool.SignUpAsync(Username);
        var challenge = await pool.BeginAsync(Username);
        pool.Time.Advance(TimeSpan.FromMinutes(3));

        var refused = await RefusedAsync("NotAuthorizedException", () => pool.AnswerAsync(Username, challenge["Session"], "right"));

        Assert.Equal("Invalid session for the user, session is expired.", refused.Message);
    }

    [Fact]
    public async Task A_session_of_another_user_is_refused()
    {
        await pool.SignUpAsync(Username);
        await pool.SignUpAsync("other");
        var challenge = await pool.BeginAsync("other");

        var refused = await RefusedAsync("NotAuthorizedException", () => pool.AnswerAsync(Username, challenge["Session"], "right"));

        Assert.Equal("Invalid session for the user.", refused.Message);
    }

    [Fact]
    public async Task A_made_up_session_is_refused()
    {
        var refused = await RefusedAsync(
            "NotAuthorizedException", () => pool.AnswerAsync(Username, "made-up-session-of-some-length", "right"));

        Assert.Equal("Invalid session for the user.", refused.Message);
    }

    [Fact]
    public async Task Of_concurrent_answers_to_one_challenge_exactly_one_signs_in()
    {
        await pool.SignUpAsync(Username);
        var challenge = await pool.BeginAsync(Username);
        var gate = new TaskCompletionSource();
        pool.Triggers.Delay = _ => gate.Task;

        var attempts = Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(
            () => pool.AnswerAsync(Username, challenge["Session"], "right"))).ToArray();
        gate.SetResult();

        Assert.Single(await Task.WhenAll(attempts), error => error is null);
    }

    [Fact]
    public async Task The_triggers_may_ask_a_second_challenge()
    {
        pool.Triggers.On("DefineAuthChallenge_Authentication", request => request["session"]!.AsArray().Count < 2
            ? new JsonObject { ["challengeName"] = "CUSTOM_CHALLENGE", ["issueTokens"] = false, ["failAuthentication"] = false }
            : new JsonObject { ["issueTokens"] = true });
        await pool.SignUpAsync(Username);
        var first = await pool.BeginAsync(Username);

        var second = await pool.AnswerAsync(Username, first["Session"], "right");
        var last = await pool.AnswerAsync(Username, second["Session"], "right");

        Assert.NotEqual((string?)first["Session"], (string?)second["Session"]);
        Assert.NotNull(last["AuthenticationResult"]);
        Assert.Equal(
            ["SALT", "SALT"],
            pool.Triggers.Last("DefineAuthChallenge_Authentication")["request"]!["session"]!.AsArray()
                .Select(result => (string?)result!["challengeMetadata"]));
    }

    [Fact]
    public async Task Failing_wins_when_a_trigger_both_fails_and_issues()
    {
        pool.Triggers.On("DefineAuthChallenge_Authentication", _ => new JsonObject { ["issueTokens"] = true, ["failAuthentication"] = true });
        await pool.SignUpAsync(Username);

        await RefusedAsync("NotAuthorizedException", () => pool.BeginAsync(Username));
    }

    [Fact]
    public async Task A_decision_that_names_no_challenge_is_an_invalid_response()
    {
        pool.Triggers.On("DefineAuthChallenge_Authentication", _ => new JsonObject { ["challengeName"] = null });

        await RefusedAsync("InvalidLambdaResponseException", () => pool.BeginAsync(Username));
    }
}
