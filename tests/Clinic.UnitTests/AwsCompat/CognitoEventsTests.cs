using System.Text.Json.Nodes;
using Amazon.Lambda.CognitoEvents;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class CognitoEventsTests
{
    [Fact]
    public void PreSignup_is_read_and_written_whole() => EventsJson.AssertRoundTrip<CognitoPreSignupEvent>(Event(
        "PreSignUp_SignUp",
        """{"userAttributes":{"custom:a":"b"},"validationData":{"v":"1"},"clientMetadata":{"m":"2"}}""",
        """{"autoConfirmUser":true,"autoVerifyPhone":false,"autoVerifyEmail":false}"""));

    [Fact]
    public void DefineAuthChallenge_is_read_and_written_whole() => EventsJson.AssertRoundTrip<CognitoDefineAuthChallengeEvent>(Event(
        "DefineAuthChallenge_Authentication",
        """
        {"userAttributes":{"sub":"s"},"clientMetadata":{"m":"2"},"userNotFound":true,
         "session":[{"challengeName":"CUSTOM_CHALLENGE","challengeResult":true,"challengeMetadata":"SALT"}]}
        """,
        """{"challengeName":"CUSTOM_CHALLENGE","issueTokens":false,"failAuthentication":true}"""));

    [Fact]
    public void CreateAuthChallenge_is_read_and_written_whole() => EventsJson.AssertRoundTrip<CognitoCreateAuthChallengeEvent>(Event(
        "CreateAuthChallenge_Authentication",
        """{"userAttributes":{},"challengeName":"CUSTOM_CHALLENGE","session":[],"userNotFound":false,"clientMetadata":{}}""",
        """{"publicChallengeParameters":{"salt":"s"},"privateChallengeParameters":{"p":"q"},"challengeMetadata":"SALT"}"""));

    [Fact]
    public void VerifyAuthChallenge_is_read_and_written_whole() => EventsJson.AssertRoundTrip<CognitoVerifyAuthChallengeEvent>(Event(
        "VerifyAuthChallengeResponse_Authentication",
        """
        {"userAttributes":{},"privateChallengeParameters":{"p":"q"},"challengeAnswer":"a1b2","clientMetadata":{"k":"v"},
         "userNotFound":false}
        """,
        """{"answerCorrect":true}"""));

    [Fact]
    public void PreTokenGeneration_version_2_is_read_and_written_whole() =>
        EventsJson.AssertRoundTrip<CognitoPreTokenGenerationV2Event>(Event(
        "TokenGeneration_Authentication",
        """
        {"userAttributes":{"sub":"s"},"clientMetadata":{},"scopes":["aws.cognito.signin.user.admin"],
         "groupConfiguration":{"groupsToOverride":["g"],"iamRolesToOverride":["r"],"preferredRole":"r"}}
        """,
        """
        {"claimsAndScopeOverrideDetails":{
          "idTokenGeneration":{"claimsToAddOrOverride":{"role":"admin"},"claimsToSuppress":["email"]},
          "accessTokenGeneration":{"claimsToAddOrOverride":{"n":1,"b":true},"claimsToSuppress":[],
           "scopesToAdd":["clinic/self"],"scopesToSuppress":["x"]},
          "groupOverrideDetails":{"groupsToOverride":[],"iamRolesToOverride":[]}}}
        """));

    [Fact]
    public void What_Cognito_sends_as_null_is_null()
    {
        var read = EventsJson.Read<CognitoDefineAuthChallengeEvent>(Event(
            "DefineAuthChallenge_Authentication",
            """{"userAttributes":{},"session":[]}""",
            """{"challengeName":null,"issueTokens":null,"failAuthentication":null}"""));

        Assert.Empty(read.Request.Session);
        Assert.Null(read.Response.IssueTokens);
        Assert.Null(read.Response.ChallengeName);
    }

    [Fact]
    public void A_new_version_2_response_changes_nothing_and_says_so_with_empty_collections() => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse("""
            {"claimsAndScopeOverrideDetails":{
              "idTokenGeneration":{"claimsToAddOrOverride":{},"claimsToSuppress":[]},
              "accessTokenGeneration":{"claimsToAddOrOverride":{},"claimsToSuppress":[],"scopesToAdd":[],"scopesToSuppress":[]},
              "groupOverrideDetails":{"groupsToOverride":[],"iamRolesToOverride":[]}}}
            """),
        JsonNode.Parse(EventsJson.Write(new CognitoPreTokenGenerationV2Event()))!["response"]));

    [Fact]
    public void Claims_may_be_of_any_type_that_the_context_knows()
    {
        var answer = new CognitoPreTokenGenerationV2Event();
        answer.Response.ClaimsAndScopeOverrideDetails.AccessTokenGeneration.ClaimsToAddOrOverride = new()
        {
            ["role"] = "admin",
            ["level"] = 3,
            ["active"] = true,
            ["list"] = new List<string> { "a" },
            ["array"] = new[] { "b" },
        };

        Assert.Contains(
            """{"role":"admin","level":3,"active":true,"list":["a"],"array":["b"]}""", EventsJson.Write(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void New_events_have_parts_to_fill_in()
    {
        var answer = new CognitoCreateAuthChallengeEvent();

        answer.Response.PublicChallengeParameters["salt"] = "s";
        answer.Request.UserAttributes["a"] = "b";
        answer.CallerContext.ClientId = "c";

        Assert.Empty(answer.Request.Session);
        Assert.Null(new CognitoVerifyAuthChallengeEvent().Request.ClientMetadata);
        Assert.Empty(new CognitoVerifyAuthChallengeEvent().Request.ChallengeAnswer);
    }

    private static string Event(string source, string request, string response) => $$"""
        {"version":"1","region":"us-east-1","userPoolId":"us-east-1_abc","userName":"u-1","triggerSource":"{{source}}",
         "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"client"},
         "request":{{request}},"response":{{response}}}
        """;
}
