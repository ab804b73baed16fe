using System.Buffers.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Testing.Aws;
using Clinic.UnitTests.AwsCompat;
using Xunit;

namespace Clinic.UnitTests.Accounts;

/// <summary>What the client makes of the pool's answers, against an endpoint on loopback.</summary>
[Collection(ProcessEnvironment.Name)]
public sealed class CognitoClientTests
{
    private static readonly AwsAnswer Challenge = AwsAnswer.Json(200, """{"ChallengeName":"CUSTOM_CHALLENGE","Session":"s-1"}""");
    private static readonly AwsAnswer Tokens = AwsAnswer.Json(200, """{"AuthenticationResult":{"AccessToken":"a","IdToken":"i","RefreshToken":"r","ExpiresIn":900}}""");

    [Fact]
    public async Task A_sign_in_answers_the_challenge_that_it_was_given()
    {
        await using var server = await AwsServer.StartAsync(Challenge, Tokens);

        var answer = await Client(server).SignInAsync("itzel", "digest");

        Assert.Equal(new PoolResponse(new PoolTokens("a", "i", "r", 900), null), answer);
        Assert.Equal(["InitiateAuth", "RespondToAuthChallenge"], Operations(server));
        var request = JsonNode.Parse(server.Requests[1].Body)!;
        Assert.Equal(
            ("client", "s-1", "itzel", "digest"),
            ((string?)request["ClientId"], (string?)request["Session"], (string?)request["ChallengeResponses"]!["USERNAME"], (string?)request["ChallengeResponses"]!["ANSWER"]));
    }

    [Fact]
    public async Task A_right_answer_may_bring_a_second_challenge()
    {
        await using var server = await AwsServer.StartAsync(Challenge);

        Assert.Equal(new PoolResponse(null, "s-1"), await Client(server).AnswerAsync("itzel", "s-0", "digest"));
    }

    [Fact]
    public async Task Without_a_session_there_is_nothing_to_answer()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, "{}"));

        Assert.Null(await Client(server).SignInAsync("itzel", "digest"));
        Assert.Equal(["InitiateAuth"], Operations(server));
    }

    [Theory]
    [InlineData("""{"IdToken":"i","RefreshToken":"r"}""")]
    [InlineData("""{"AccessToken":"a","RefreshToken":"r"}""")]
    [InlineData("""{"AccessToken":"a","IdToken":"i"}""")]
    public async Task Tokens_come_together_or_not_at_all(string result)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, $$"""{"AuthenticationResult":{{result}}}"""));

        Assert.Null(await Client(server).RefreshAsync("r"));
    }

    [Theory]
    [InlineData("NotAuthorizedException")]
    [InlineData("com.amazonaws.cognito#NotAuthorizedException")]
    [InlineData("UserNotFoundException")]
    [InlineData("UserNotConfirmedException")]
    [InlineData("UserLambdaValidationException")]
    [InlineData("InvalidParameterException")]
    [InlineData("UnauthorizedException")]
    public async Task A_refusal_is_no_error_at_either_step(string error)
    {
        await using var first = await AwsServer.StartAsync(Error(400, error));
        await using var second = await AwsServer.StartAsync(Challenge, Error(400, error));

        Assert.Null(await Client(first).SignInAsync("itzel", "digest"));
        Assert.Null(await Client(second).SignInAsync("itzel", "digest"));
        Assert.Null(await Client(first).RefreshAsync("r"));
    }

    [Fact]
    public async Task A_refusal_without_a_message_is_one_too()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, """{"__type":"UserLambdaValidationException"}"""));

        Assert.Null(await Client(server).SignInAsync("itzel", "digest"));
    }

    [Theory]
    [InlineData(400, "TooManyRequestsException")]
    [InlineData(400, "UnexpectedLambdaException")]
    [InlineData(400, "InvalidLambdaResponseException")]
    [InlineData(500, "InternalErrorException")]
    [InlineData(503, "ServiceUnavailableException")]
    public async Task A_pool_or_a_trigger_that_is_overloaded_is_busy(int status, string error)
    {
        await using var server = await AwsServer.StartAsync(Error(status, error));

        await Assert.ThrowsAsync<BusyException>(() => Client(server).SignInAsync("itzel", "digest"));
    }

    [Fact]
    public async Task A_trigger_alone_says_that_it_could_not_decide()
    {
        const string message = "VerifyAuthChallengeResponse failed with error " + CognitoClient.TriggerBusy + ".";
        await using var trigger = await AwsServer.StartAsync(Error(400, "UserLambdaValidationException", message));
        await using var pool = await AwsServer.StartAsync(Error(400, "NotAuthorizedException", message));

        await Assert.ThrowsAsync<BusyException>(() => Client(trigger).SignInAsync("itzel", "digest"));
        Assert.Null(await Client(pool).SignInAsync("itzel", "digest"));
    }

    [Theory]
    [InlineData("""{"__type":"ResourceNotFoundException","message":"User pool client does not exist."}""", "ResourceNotFoundException")]
    [InlineData("""{"__type":"UsernameExistsException","message":"User already exists."}""", "UsernameExistsException")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("<html>", "")]
    public async Task Any_other_error_is_one(string body, string code)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, body));

        Assert.Equal(code, (await Assert.ThrowsAsync<AmazonServiceException>(() => Client(server).SignInAsync("itzel", "digest"))).ErrorCode);
    }

    [Fact]
    public async Task An_account_that_is_signed_up_already_stays()
    {
        await using var server = await AwsServer.StartAsync(Error(400, "UsernameExistsException"), Error(400, "ResourceNotFoundException"));

        await Client(server).SignUpAsync("itzel");
        await Assert.ThrowsAsync<AmazonServiceException>(() => Client(server).SignUpAsync("itzel"));
    }

    [Fact]
    public async Task Revoking_answers_nothing_and_ignores_what_is_no_token()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, ""), Error(400, "UnsupportedTokenTypeException"));

        await Client(server).RevokeAsync("r");
        await Client(server).RevokeAsync("no token");

        Assert.Equal(["RevokeToken", "RevokeToken"], Operations(server));
    }

    [Fact]
    public async Task A_refresh_token_in_two_hands_ends_its_sign_in()
    {
        await using var server = await AwsServer.StartAsync(Error(400, "RefreshTokenReuseException"), AwsAnswer.Json(200, ""));

        Assert.Null(await Client(server).RefreshAsync("r"));
        Assert.Equal(["GetTokensFromRefreshToken", "RevokeToken"], Operations(server));
    }

    [Fact]
    public async Task A_pool_that_is_gone_or_too_slow_is_busy_and_a_fault_of_our_own_is_not()
    {
        var server = await AwsServer.StartAsync(Tokens with { Delay = TimeSpan.FromMinutes(1) });
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        var client = new CognitoClient(http, new Uri(server.Url), "client");

        Assert.IsType<TaskCanceledException>((await Assert.ThrowsAsync<BusyException>(() => client.RefreshAsync("r"))).InnerException);
        await server.DisposeAsync();
        Assert.IsType<HttpRequestException>((await Assert.ThrowsAsync<BusyException>(() => client.RefreshAsync("r"))).InnerException);
        http.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.RefreshAsync("r"));
    }

    [Theory]
    [InlineData("""{"userId":"u-1"}""", "u-1")]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void The_access_token_names_the_user(string claims, string? userId) =>
        Assert.Equal(userId, new PoolTokens($"h.{Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims))}.s", "i", "r", 900).UserId);

    [Theory]
    [InlineData("http://127.0.0.1:4567/pool", "http://127.0.0.1:4567/pool")]
    [InlineData("", "https://cognito-idp.mx-central-1.amazonaws.com/")]
    [InlineData(null, "https://cognito-idp.mx-central-1.amazonaws.com/")]
    public void The_endpoint_is_the_environments_or_the_regions(string? url, string endpoint)
    {
        using var variables = new EnvironmentVariables().Set("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", url).Set("AWS_REGION", "mx-central-1");

        Assert.Equal(new Uri(endpoint), CognitoClient.EndpointFromEnvironment());
    }

    private static CognitoClient Client(AwsServer server) => new(new HttpClient(), new Uri(server.Url), "client");

    private static AwsAnswer Error(int status, string error, string message = "No.") =>
        AwsAnswer.Json(status, new JsonObject { ["__type"] = error, ["message"] = message }.ToJsonString());

    private static IEnumerable<string> Operations(AwsServer server) => server.Requests.Select(request => request.Headers["X-Amz-Target"].Split('.')[1]);
}
