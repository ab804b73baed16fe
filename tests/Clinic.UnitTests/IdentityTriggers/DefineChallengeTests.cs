using Clinic.IdentityTriggers;
using Xunit;

namespace Clinic.UnitTests.IdentityTriggers;

/// <summary>One attempt a session: a challenge first, then tokens or the end.</summary>
public sealed class DefineChallengeTests
{
    [Fact]
    public void A_new_session_gets_the_challenge() =>
        Assert.Equal(("CUSTOM_CHALLENGE", false, false), Define(Array.Empty<(string, bool)>()));

    [Fact]
    public void The_right_answer_gets_tokens() =>
        Assert.Equal((null, true, false), Define(("CUSTOM_CHALLENGE", true)));

    [Fact]
    public void With_a_second_factor_the_right_answer_gets_a_second_challenge_and_only_its_answer_tokens()
    {
        Assert.Equal(("CUSTOM_CHALLENGE", false, false), Define(First(true)));
        Assert.Equal((null, true, false), Define(First(true), Last(true)));
    }

    [Fact]
    public void With_a_second_factor_a_wrong_or_missing_answer_is_the_end()
    {
        Assert.Equal((null, false, true), Define(First(false)));
        Assert.Equal((null, false, true), Define(First(true), Last(false)));
        Assert.Equal((null, false, true), Define(First(false), Last(true)));
        Assert.Equal((null, false, true), Define(Last(true)));
        Assert.Equal((null, false, true), Define(First(true), First(true)));
        Assert.Equal((null, false, true), Define(First(true), Last(true), Last(true)));
    }

    [Fact]
    public void The_wrong_answer_is_the_end() =>
        Assert.Equal((null, false, true), Define(("CUSTOM_CHALLENGE", false)));

    [Fact]
    public void A_second_answer_is_not_looked_at()
    {
        Assert.Equal((null, false, true), Define(("CUSTOM_CHALLENGE", false), ("CUSTOM_CHALLENGE", true)));
        Assert.Equal((null, false, true), Define(("CUSTOM_CHALLENGE", true), ("CUSTOM_CHALLENGE", true)));
    }

    [Theory]
    [InlineData("SRP_A")]
    [InlineData("PASSWORD_VERIFIER")]
    public void Another_flow_is_the_end(string challenge) => Assert.Equal((null, false, true), Define((challenge, true)));

    [Fact]
    public void A_user_that_the_pool_does_not_know_never_gets_tokens()
    {
        var response = CustomAuthTriggers.DefineChallenge(Request(("CUSTOM_CHALLENGE", true, "salted-digest")) with { UserNotFound = true });

        Assert.Equal((false, true), (response.IssueTokens, response.FailAuthentication));
    }

    private static (string, bool, string) First(bool right) => ("CUSTOM_CHALLENGE", right, "salted-digest, then totp");

    private static (string, bool, string) Last(bool right) => ("CUSTOM_CHALLENGE", right, "totp");

    private static (string? Challenge, bool Tokens, bool Fails) Define(params (string Name, bool Right)[] session) =>
        Define([.. session.Select(answer => (answer.Name, answer.Right, "salted-digest"))]);

    private static (string? Challenge, bool Tokens, bool Fails) Define(params (string Name, bool Right, string Metadata)[] session)
    {
        var response = CustomAuthTriggers.DefineChallenge(Request(session));
        return (response.ChallengeName, response.IssueTokens, response.FailAuthentication);
    }

    private static TriggerRequest Request(params (string Name, bool Right, string Metadata)[] session) =>
        new(Session: [.. session.Select(challenge => new AnsweredChallenge(challenge.Name, challenge.Right, challenge.Metadata))]);
}
