using System.Text.Json.Nodes;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class TriggersTests
{
    private readonly PoolFixture pool = new();

    [Fact]
    public async Task Define_gets_the_event_as_cognito_sends_it()
    {
        var sub = (string?)(await pool.SignUpAsync("ana"))["UserSub"];
        await pool.BeginAsync("ana");

        AssertEvent("DefineAuthChallenge_Authentication", "DefineFunction", $$$"""
            {"version":"1","region":"us-east-1","userPoolId":"us-east-1_Clinic","userName":"ana",
             "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"4f0clinicclient"},
             "triggerSource":"DefineAuthChallenge_Authentication",
             "request":{"userAttributes":{"sub":"{{{sub}}}","cognito:user_status":"CONFIRMED"},"session":[],"userNotFound":false},
             "response":{"challengeName":null,"issueTokens":null,"failAuthentication":null}}
            """);
    }

    [Fact]
    public async Task Create_gets_the_event_as_cognito_sends_it()
    {
        await pool.BeginAsync("nobody");

        AssertEvent("CreateAuthChallenge_Authentication", "CreateFunction", """
            {"version":"1","region":"us-east-1","userPoolId":"us-east-1_Clinic","userName":"nobody",
             "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"4f0clinicclient"},
             "triggerSource":"CreateAuthChallenge_Authentication",
             "request":{"userAttributes":{},"challengeName":"CUSTOM_CHALLENGE","session":[],"userNotFound":true},
             "response":{"publicChallengeParameters":null,"privateChallengeParameters":null,"challengeMetadata":null}}
            """);
    }

    [Fact]
    public async Task Verify_gets_the_private_parameters_the_answer_and_the_metadata()
    {
        var challenge = await pool.BeginAsync("nobody");
        await Record.ExceptionAsync(() => pool.AnswerAsync("nobody", challenge["Session"], "guess", new JsonObject { ["ip"] = "192.0.2.1" }));

        AssertEvent("VerifyAuthChallengeResponse_Authentication", "VerifyFunction", """
            {"version":"1","region":"us-east-1","userPoolId":"us-east-1_Clinic","userName":"nobody",
             "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"4f0clinicclient"},
             "triggerSource":"VerifyAuthChallengeResponse_Authentication",
             "request":{"userAttributes":{},"privateChallengeParameters":{"expected":"right"},"challengeAnswer":"guess",
                        "userNotFound":true,"clientMetadata":{"ip":"192.0.2.1"}},
             "response":{"answerCorrect":null}}
            """);
        Assert.Equal("""[{"challengeName":"CUSTOM_CHALLENGE","challengeResult":false,"challengeMetadata":"SALT"}]""",
            pool.Triggers.Last("DefineAuthChallenge_Authentication")["request"]!["session"]!.ToJsonString());
    }

    [Fact]
    public async Task Pre_sign_up_gets_the_event_as_cognito_sends_it()
    {
        await pool.CallAsync("SignUp", new JsonObject
        {
            ["Username"] = "ana",
            ["Password"] = Password,
            ["UserAttributes"] = new JsonArray(new JsonObject { ["Name"] = "name", ["Value"] = "Ana" }),
            ["ValidationData"] = new JsonArray(new JsonObject { ["Name"] = "proof", ["Value"] = "42" }),
            ["ClientMetadata"] = new JsonObject { ["via"] = "login" },
        });

        AssertEvent("PreSignUp_SignUp", "PreSignUpFunction", """
            {"version":"1","region":"us-east-1","userPoolId":"us-east-1_Clinic","userName":"ana",
             "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"4f0clinicclient"},
             "triggerSource":"PreSignUp_SignUp",
             "request":{"userAttributes":{"name":"Ana"},"validationData":{"proof":"42"},"clientMetadata":{"via":"login"}},
             "response":{"autoConfirmUser":false,"autoVerifyEmail":false,"autoVerifyPhone":false}}
            """);
    }

    [Fact]
    public async Task Pre_token_generation_gets_a_version_2_event()
    {
        var result = await pool.SignInAsync("ana");

        AssertEvent("TokenGeneration_Authentication", "TokenFunction", $$$"""
            {"version":"2","region":"us-east-1","userPoolId":"us-east-1_Clinic","userName":"ana",
             "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"4f0clinicclient"},
             "triggerSource":"TokenGeneration_Authentication",
             "request":{"userAttributes":{"sub":"{{{Read(result, "IdToken").Subject}}}","cognito:user_status":"CONFIRMED"},
                        "groupConfiguration":{"groupsToOverride":[],"iamRolesToOverride":[],"preferredRole":null},
                        "scopes":["aws.cognito.signin.user.admin"]},
             "response":{"claimsAndScopeOverrideDetails":null}}
            """);
    }

    [Fact]
    public async Task An_error_of_the_function_reaches_the_client_in_cognitos_words()
    {
        pool.Triggers.Fail("DefineAuthChallenge_Authentication", "Out of luck");

        var error = await RefusedAsync("UserLambdaValidationException", () => pool.BeginAsync("ana"));

        Assert.Equal("DefineAuthChallenge failed with error Out of luck.", error.Message);
    }

    [Theory]
    [InlineData("Sandbox.Timedout")]
    [InlineData("Runtime.ExitError")]
    public async Task A_function_that_lambda_had_to_stop_is_an_unexpected_error(string type)
    {
        pool.Triggers.Fail("DefineAuthChallenge_Authentication", "Task timed out after 5.00 seconds", type);

        await RefusedAsync("UnexpectedLambdaException", () => pool.BeginAsync("ana"));
    }

    [Fact]
    public async Task A_function_that_does_not_answer_in_time_is_an_unexpected_error()
    {
        pool.Triggers.Delay = cancellation => Task.Delay(Timeout.Infinite, cancellation);

        var call = pool.BeginAsync("ana");
        pool.Time.Advance(pool.Pool.Settings.TriggerTimeout);

        await RefusedAsync("UnexpectedLambdaException", () => call);
    }

    [Fact]
    public async Task An_answer_without_a_response_is_invalid()
    {
        pool.Triggers.On("CreateAuthChallenge_Authentication", _ => null!);

        var error = await RefusedAsync("InvalidLambdaResponseException", () => pool.BeginAsync("ana"));

        Assert.Equal("Unrecognizable lambda output", error.Message);
    }

    [Fact]
    public async Task Challenge_parameters_must_be_strings()
    {
        pool.Triggers.On("CreateAuthChallenge_Authentication", _ => new JsonObject
        {
            ["publicChallengeParameters"] = new JsonObject { ["cost"] = 12 },
        });

        await RefusedAsync("InvalidLambdaResponseException", () => pool.BeginAsync("ana"));
    }

    [Fact]
    public async Task Without_triggers_the_flow_is_not_configured()
    {
        var bare = new PoolFixture(change: settings => settings with
        {
            Triggers = settings.Triggers with { DefineAuthChallenge = null },
        });

        await RefusedAsync("InvalidParameterException", () => bare.BeginAsync("ana"));
    }

    private void AssertEvent(string source, string function, string expected)
    {
        var (actualFunction, actual) = pool.Triggers.Events.Last(call => (string?)call.Event["triggerSource"] == source);
        Assert.Equal(function, actualFunction);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
    }
}
