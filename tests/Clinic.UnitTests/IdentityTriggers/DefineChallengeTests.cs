using Amazon.Lambda.CognitoEvents;
using Clinic.IdentityTriggers;
using Xunit;

namespace Clinic.UnitTests.IdentityTriggers;

/// <summary>One attempt a session: a challenge first, then tokens or the end.</summary>
public sealed class DefineChallengeTests
{
    [Fact]
    public async Task A_new_session_gets_the_challenge() =>
        Assert.Equal(("CUSTOM_CHALLENGE", false, false), await DefineAsync(Array.Empty<(string, bool)>()));

    [Fact]
    public async Task The_right_answer_gets_tokens() =>
        Assert.Equal((null, true, false), await DefineAsync(("CUSTOM_CHALLENGE", true)));

    [Fact]
    public async Task With_a_second_factor_the_right_answer_gets_a_second_challenge_and_only_its_answer_tokens()
    {
        Assert.Equal(("CUSTOM_CHALLENGE", false, false), await DefineAsync(First(true)));
        Assert.Equal((null, true, false), await DefineAsync(First(true), Last(true)));
    }

    [Fact]
    public async Task With_a_second_factor_a_wrong_or_missing_answer_is_the_end()
    {
        Assert.Equal((null, false, true), await DefineAsync(First(false)));
        Assert.Equal((null, false, true), await DefineAsync(First(true), Last(false)));
        Assert.Equal((null, false, true), await DefineAsync(First(false), Last(true)));
        Assert.Equal((null, false, true), await DefineAsync(Last(true)));
        Assert.Equal((null, false, true), await DefineAsync(First(true), First(true)));
        Assert.Equal((null, false, true), await DefineAsync(First(true), Last(true), Last(true)));
    }

    [Fact]
    public async Task The_wrong_answer_is_the_end() =>
        Assert.Equal((null, false, true), await DefineAsync(("CUSTOM_CHALLENGE", false)));

    [Fact]
    public async Task A_second_answer_is_not_looked_at()
    {
        Assert.Equal((null, false, true), await DefineAsync(("CUSTOM_CHALLENGE", false), ("CUSTOM_CHALLENGE", true)));
        Assert.Equal((null, false, true), await DefineAsync(("CUSTOM_CHALLENGE", true), ("CUSTOM_CHALLENGE", true)));
    }

    [Theory]
    [InlineData("SRP_A")]
    [InlineData("PASSWORD_VERIFIER")]
    public async Task Another_flow_is_the_end(string challenge) => Assert.Equal((null, false, true), await DefineAsync((challenge, true)));

    [Fact]
    public async Task A_user_that_the_pool_does_not_know_never_gets_tokens()
    {
        var @event = Event(("CUSTOM_CHALLENGE", true, "salted-digest"));
        @event.Request.UserNotFound = true;

        await CustomAuthTriggers.DefineChallengeAsync(@event);

        Assert.Equal((false, true), (@event.Response.IssueTokens, @event.Response.FailAuthentication));
    }

    private static (string, bool, string) First(bool right) => ("CUSTOM_CHALLENGE", right, "salted-digest, then totp");

    private static (string, bool, string) Last(bool right) => ("CUSTOM_CHALLENGE", right, "totp");

    private static Task<(string? Challenge, bool? Tokens, bool? Fails)> DefineAsync(params (string Name, bool Right)[] session) =>
        DefineAsync([.. session.Select(answer => (answer.Name, answer.Right, "salted-digest"))]);

    private static async Task<(string? Challenge, bool? Tokens, bool? Fails)> DefineAsync(params (string Name, bool Right, string Metadata)[] session)
    {
        var @event = Event(session);
        await CustomAuthTriggers.DefineChallengeAsync(@event);
        return (@event.Response.ChallengeName, @event.Response.IssueTokens, @event.Response.FailAuthentication);
    }

    private static CognitoDefineAuthChallengeEvent Event(params (string Name, bool Right, string Metadata)[] session) => new()
    {
        Request = new CognitoDefineAuthChallengeRequest
        {
            Session = [.. session.Select(challenge => new ChallengeResultElement
            {
                ChallengeName = challenge.Name, ChallengeResult = challenge.Right, ChallengeMetadata = challenge.Metadata,
            })],
        },
    };
}
