using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.Protocol;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Cognito;

/// <summary>A user pool with in-test triggers, a clock that stands still, and short ways to call its operations.</summary>
internal sealed class PoolFixture
{
    public const string Client = "4f0clinicclient";
    public const string Password = "Long-enough-7";

    // Making one takes a tenth of a second, and most tests do not care which it is.
    private static readonly SigningKey sharedKey = SigningKey.Load(null);

    public PoolFixture(string? folder = null, Func<UserPoolSettings, UserPoolSettings>? change = null)
    {
        var settings = new UserPoolSettings(
            "us-east-1_Clinic", "us-east-1", Client,
            TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(15), TimeSpan.FromDays(30),
            new TriggerFunctions("PreSignUpFunction", "DefineFunction", "CreateFunction", "VerifyFunction", "TokenFunction"));
        settings = change?.Invoke(settings) ?? settings;
        Pool = folder is null
            ? new UserPool(settings, Triggers.InvokeAsync, sharedKey, folder, Time)
            : UserPool.Open(settings, Triggers.InvokeAsync, folder, Time);
        Pool.PublishAt(new Uri("http://127.0.0.1:4567/"));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public LoginTriggers Triggers { get; } = new();

    public UserPool Pool { get; }

    public Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        request["ClientId"] ??= Client;
        return Pool.ExecuteAsync(operation, request, TestContextToken);
    }

    public Task<JsonObject> SignUpAsync(string username) =>
        CallAsync("SignUp", new JsonObject { ["Username"] = username, ["Password"] = Password });

    public Task<JsonObject> BeginAsync(string username) => CallAsync("InitiateAuth", new JsonObject
    {
        ["AuthFlow"] = "CUSTOM_AUTH",
        ["AuthParameters"] = new JsonObject { ["USERNAME"] = username },
    });

    public Task<JsonObject> AnswerAsync(string username, JsonNode? session, string answer, JsonObject? metadata = null) =>
        CallAsync("RespondToAuthChallenge", new JsonObject
        {
            ["ChallengeName"] = "CUSTOM_CHALLENGE",
            ["Session"] = (string?)session,
            ["ChallengeResponses"] = new JsonObject { ["USERNAME"] = username, ["ANSWER"] = answer },
            ["ClientMetadata"] = metadata,
        });

    /// <summary>Signs up and in; the AuthenticationResult.</summary>
    public async Task<JsonObject> SignInAsync(string username)
    {
        await SignUpAsync(username);
        var challenge = await BeginAsync(username);
        return (await AnswerAsync(username, challenge["Session"], "right"))["AuthenticationResult"]!.AsObject();
    }

    public async Task<JsonObject> RefreshAsync(JsonNode? refreshToken)
    {
        var answer = await CallAsync("GetTokensFromRefreshToken", new JsonObject { ["RefreshToken"] = (string?)refreshToken });
        return answer["AuthenticationResult"]!.AsObject();
    }

    public static JsonWebToken Read(JsonObject result, string token) => new((string)result[token]!);

    public static async Task<ServiceException> RefusedAsync(string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<ServiceException>(call);
        Assert.Equal(code, error.Code);
        return error;
    }

    private static CancellationToken TestContextToken => CancellationToken.None;
}
