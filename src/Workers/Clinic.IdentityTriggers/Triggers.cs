using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Errors;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.IdentityTriggers;

/// <summary>The pool's five triggers in one function: the event's <c>triggerSource</c> says which one is meant.</summary>
internal sealed partial class TriggerDispatch(CustomAuthTriggers customAuth, AccountTriggers accounts, ILogger logger)
{
    /// <summary>Cognito passes a trigger's message on to its caller. Of our own failures the caller only hears that we are busy.</summary>
    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        try
        {
            return await DispatchAsync(input);
        }
        catch (Exception error) when (error is not TriggerRefusedException)
        {
            LogFailure(logger, error, context.AwsRequestId);
            throw new TriggerRefusedException(CognitoClient.TriggerBusy);
        }
    }

    /// <summary>Responds with the event itself, its response filled in.</summary>
    private async Task<Stream> DispatchAsync(Stream input)
    {
        var @event = (await JsonNode.ParseAsync(input))!;
        @event["response"] = await RespondAsync(@event.Deserialize(TriggerJson.Default.TriggerEvent)!);
        return new MemoryStream(Encoding.UTF8.GetBytes(@event.ToJsonString()));
    }

    private async Task<JsonNode> RespondAsync(TriggerEvent @event) => @event.TriggerSource switch
    {
        "PreSignUp_SignUp" => Json(await accounts.PreSignUpAsync(@event), TriggerJson.Default.SignUpResponse),
        "DefineAuthChallenge_Authentication" => Json(CustomAuthTriggers.DefineChallenge(@event.Request), TriggerJson.Default.DefinedChallenge),
        "CreateAuthChallenge_Authentication" => Json(await customAuth.CreateChallengeAsync(@event), TriggerJson.Default.CreatedChallenge),
        "VerifyAuthChallengeResponse_Authentication" => Json(await VerifyAnswerAsync(@event), TriggerJson.Default.VerifiedAnswer),
        "TokenGeneration_Authentication" or "TokenGeneration_RefreshTokens" => Json(await accounts.PreTokenGenerationAsync(@event), TriggerJson.Default.TokenResponse),
        _ => throw new TriggerRefusedException("This trigger is not used."),
    };

    private async Task<VerifiedAnswer> VerifyAnswerAsync(TriggerEvent @event)
    {
        var isRight = await customAuth.VerifyAnswerAsync(@event);
        if (!isRight)
            LogRefusal(logger);
        return new VerifiedAnswer(isRight);
    }

    private static JsonNode Json<T>(T response, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(response, type)!;

    [LoggerMessage(4001, LogLevel.Error, "A trigger failed, request {requestId}")]
    private static partial void LogFailure(ILogger logger, Exception error, string requestId);

    /// <summary>An alarm counts these. The log does not say whose sign-in it was.</summary>
    [LoggerMessage(4002, LogLevel.Information, "A sign-in was refused")]
    private static partial void LogRefusal(ILogger logger);
}

/// <summary>The trigger refuses. Cognito passes the message on to whoever calls it directly, so it says nothing more.</summary>
internal sealed class TriggerRefusedException(string message) : FunctionFailedException(message);

/// <summary>
/// The old two-step login as Cognito's custom challenge: the challenge is the salt, the answer the digest, and one attempt
/// is allowed per session. An account with a second factor gets a second challenge, whose answer is a code. An unknown user name
/// takes the same way and fails at the end. An API key's account answers with the key's secret part. It has too many bits to be
/// guessed, so its failures are not counted.
/// </summary>
internal sealed class CustomAuthTriggers(
    DynamoCredentialStore credentials, ApiKeyAccounts apiKeys, LoginGuard guard, SecondFactorGuard secondFactor, DecoyAccounts decoys)
{
    private const string ChallengeName = "CUSTOM_CHALLENGE";

    // The metadata that a challenge leaves in the session, for the definition of the next one.
    private const string OnlyFactor = "salted-digest";
    private const string FirstFactor = "salted-digest, then totp";
    private const string LastFactor = "totp";

    public static DefinedChallenge DefineChallenge(TriggerRequest request)
    {
        var answered = request.Session ?? [];
        var right = answered.All(answer => answer is { ChallengeName: ChallengeName, ChallengeResult: true }) && !request.UserNotFound;
        var goesOn = answered.Count == 0 || (right && answered is [{ ChallengeMetadata: FirstFactor }]);
        var isDone = right && (answered is [{ ChallengeMetadata: OnlyFactor }] or [{ ChallengeMetadata: FirstFactor }, { ChallengeMetadata: LastFactor }]);
        return new DefinedChallenge(goesOn ? ChallengeName : null, IssueTokens: isDone, FailAuthentication: !goesOn && !isDone);
    }

    public async Task<CreatedChallenge> CreateChallengeAsync(TriggerEvent @event)
    {
        if (@event.Request.Session is { Count: > 0 })
            return new CreatedChallenge(new() { ["challenge"] = LastFactor }, new() { ["factor"] = LastFactor }, LastFactor);
        var credential = await FindAsync(@event.UserName);
        var decoy = await decoys.SaltAsync(credential?.UserId ?? @event.UserName);
        return new CreatedChallenge(new() { ["salt"] = credential?.Salt ?? decoy }, Remembered(credential), credential?.SecondFactor is null ? OnlyFactor : FirstFactor);
    }

    public async Task<bool> VerifyAnswerAsync(TriggerEvent @event)
    {
        var answer = @event.Request.ChallengeAnswer ?? "";
        var isLast = @event.Request.PrivateChallengeParameters?.GetValueOrDefault("factor") == LastFactor;
        return isLast ? await VerifyCodeAsync(@event.UserName, answer)
            : ApiKeyAccounts.Owns(@event.UserName) ? await apiKeys.VerifyAsync(@event.UserName, answer)
            : await VerifyDigestAsync(@event, answer.ToLowerInvariant());
    }

    private async Task<bool> VerifyCodeAsync(string userName, string code) =>
        await FindAsync(userName) is { } credential && await secondFactor.VerifyAsync(credential, code);

    private async Task<bool> VerifyDigestAsync(TriggerEvent @event, string digest)
    {
        if (Remembered(@event) is { } seen)
            return await guard.VerifyAsync(seen, digest, @event.Request.UserNotFound);
        return await FindAsync(@event.UserName) is { } credential
            ? await guard.VerifyAsync(credential, digest, @event.Request.UserNotFound)
            : PasswordDigest.Verify(digest, null);
    }

    /// <summary>
    /// What the challenge saw of a credential without a lock, for the answer, which then need not read it. Cognito shows it to the
    /// triggers alone, and the attempt is counted only if it is still so.
    /// </summary>
    private static Dictionary<string, string> Remembered(Credential? credential) => credential is not { LockedUntil: null }
        ? []
        : new() { ["exists"] = credential.Exists ? "true" : "false", ["failures"] = credential.Failures.ToString(CultureInfo.InvariantCulture) };

    private static FailureCount? Remembered(TriggerEvent @event) =>
        @event.Request.PrivateChallengeParameters is { } seen
            && PoolUserName.Parse(@event.UserName) is { } name
            && int.TryParse(seen.GetValueOrDefault("failures"), NumberStyles.None, CultureInfo.InvariantCulture, out var failures)
            ? new FailureCount(name.UserId, seen.GetValueOrDefault("exists") == "true", name.Generation, failures)
            : null;

    /// <summary>Null for a name that is not an account's, and for an account's name from before its last password change.</summary>
    private async Task<Credential?> FindAsync(string userName)
    {
        if (PoolUserName.Parse(userName) is not { } name)
            return null;
        var credential = await credentials.ReadAsync(name.UserId);
        return credential.Generation == name.Generation ? credential : null;
    }
}

/// <summary>Who may have an account in the pool, and what its tokens contain. Both are read from our own table every time.</summary>
/// <param name="requiresAdminMfa">Whether an admin without a second factor gets no scope but the one that it is set up with.</param>
/// <param name="patientBooking">Whether patients get the scope that books.</param>
internal sealed class AccountTriggers(DynamoCredentialStore credentials, ApiKeyAccounts apiKeys, bool requiresAdminMfa, bool patientBooking)
{
    /// <summary>
    /// Confirms accounts that have just shown their right password, those of valid API keys, and nothing else; personal attributes
    /// are not for the pool. An account that a stranger signs up for a key is of no use without the key.
    /// </summary>
    public async Task<SignUpResponse> PreSignUpAsync(TriggerEvent @event)
    {
        var personal = @event.Request.UserAttributes is { Count: > 0 } attributes && attributes.Keys.Any(name => !name.StartsWith("cognito:", StringComparison.Ordinal));
        if (personal || !await MaySignUpAsync(@event.UserName))
            throw new TriggerRefusedException("Sign-up is not possible.");
        return new SignUpResponse(AutoConfirmUser: true);
    }

    /// <summary>
    /// Puts the user's id, role and the role's scopes into the access token, at sign-in and at every refresh; for an API key its id,
    /// its maker's id and its scopes. A deactivated account, a deleted key, and a refresh token from before the last password change are refused here.
    /// </summary>
    public async Task<TokenResponse> PreTokenGenerationAsync(TriggerEvent @event)
    {
        if (await apiKeys.FindValidAsync(@event.UserName) is { Key: var key, MakerId: var makerId })
        {
            var claims = new Dictionary<string, string> { ["keyId"] = key.Id };
            if (makerId is not null)
                claims["makerId"] = makerId;
            return new TokenResponse(new TokenChanges(AccessToken(key.Scopes, claims)));
        }
        if (await FindActiveAsync(@event.UserName) is not { Role: { } role } credential)
            throw new TriggerRefusedException("The account may not sign in.");
        var user = new Dictionary<string, string> { ["userId"] = credential.UserId, ["role"] = role.Name() };
        return new TokenResponse(new TokenChanges(AccessToken(credential.Scopes(requiresAdminMfa, patientBooking), user), new IdTokenChanges(user)));
    }

    /// <summary>Our tokens allow no self-service on the pool.</summary>
    private static AccessTokenChanges AccessToken(IEnumerable<string> scopes, Dictionary<string, string> claims) =>
        new(claims, [.. scopes], ["aws.cognito.signin.user.admin"]);

    private async Task<bool> MaySignUpAsync(string userName) =>
        await FindActiveAsync(userName) is { Proofs: > 0 } || await apiKeys.FindValidAsync(userName) is not null;

    private async Task<Credential?> FindActiveAsync(string userName)
    {
        if (PoolUserName.Parse(userName) is not { } name)
            return null;
        var credential = await credentials.ReadAsync(name.UserId);
        return credential is { Active: true } && credential.Generation == name.Generation ? credential : null;
    }
}

/// <summary>The accounts of API keys in the pool; what they may do is read from our own table every time.</summary>
internal sealed class ApiKeyAccounts(DynamoApiKeyReader keys)
{
    public static bool Owns(string userName) => PoolUserName.ParseKey(userName) is not null;

    public async Task<bool> VerifyAsync(string userName, string secret) =>
        await FindValidAsync(userName) is { Key: var key } && new ApiKeySecret(key.Id, secret).Matches(key);

    /// <summary>Null when the name is not that of a key, or the key is not valid.</summary>
    public async Task<ValidApiKey?> FindValidAsync(string userName) => PoolUserName.ParseKey(userName) is { } id ? await keys.FindValidAsync(id) : null;
}

/// <summary>What the triggers read of Cognito's events. Each trigger has its own members of the request; the others are null.</summary>
internal sealed record TriggerEvent(string? TriggerSource, string UserName, TriggerRequest Request);

internal sealed record TriggerRequest(
    Dictionary<string, string>? UserAttributes = null,
    IReadOnlyList<AnsweredChallenge>? Session = null,
    bool UserNotFound = false,
    Dictionary<string, string>? PrivateChallengeParameters = null,
    string? ChallengeAnswer = null);

/// <summary>An earlier challenge of the same sign-in.</summary>
internal sealed record AnsweredChallenge(string ChallengeName, bool ChallengeResult, string? ChallengeMetadata);

internal sealed record SignUpResponse(bool AutoConfirmUser, bool AutoVerifyPhone = false, bool AutoVerifyEmail = false);

internal sealed record DefinedChallenge(string? ChallengeName, bool IssueTokens, bool FailAuthentication);

internal sealed record CreatedChallenge(
    Dictionary<string, string> PublicChallengeParameters, Dictionary<string, string> PrivateChallengeParameters, string ChallengeMetadata);

internal sealed record VerifiedAnswer(bool AnswerCorrect);

/// <summary>A version 2 response. Claims that it does not name stay as they are.</summary>
internal sealed record TokenResponse(TokenChanges ClaimsAndScopeOverrideDetails);

internal sealed record TokenChanges(AccessTokenChanges AccessTokenGeneration, IdTokenChanges? IdTokenGeneration = null);

internal sealed record AccessTokenChanges(Dictionary<string, string> ClaimsToAddOrOverride, IReadOnlyList<string> ScopesToAdd, IReadOnlyList<string> ScopesToSuppress);

internal sealed record IdTokenChanges(Dictionary<string, string> ClaimsToAddOrOverride);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TriggerEvent))]
[JsonSerializable(typeof(SignUpResponse))]
[JsonSerializable(typeof(DefinedChallenge))]
[JsonSerializable(typeof(CreatedChallenge))]
[JsonSerializable(typeof(VerifiedAnswer))]
[JsonSerializable(typeof(TokenResponse))]
internal sealed partial class TriggerJson : JsonSerializerContext;
