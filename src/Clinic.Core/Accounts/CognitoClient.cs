using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;
using Clinic.Core.Errors;

namespace Clinic.Core.Accounts;

/// <summary>Tokens as the pool issued them.</summary>
public sealed record PoolTokens(string AccessToken, string IdToken, string RefreshToken, int ExpiresIn)
{
    /// <summary>The <c>userId</c> claim of the access token.</summary>
    public string? UserId =>
        JsonSerializer.Deserialize(Base64Url.DecodeFromChars(AccessToken.Split('.')[1]), CognitoJson.Default.AccessTokenClaims)?.UserId;
}

/// <summary>The pool's response to a right answer: tokens, or the session of a second challenge.</summary>
public sealed record PoolResponse(PoolTokens? Tokens, string? Session);

/// <summary>
/// The user pool, through Cognito's public operations and the public client id alone: no right on the pool is needed. The
/// endpoint follows the AWS SDKs' convention, <c>AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER</c>, or is the region's.
/// </summary>
public sealed class CognitoClient(HttpClient http, Uri endpoint, string clientId)
{
    /// <summary>The message of a trigger that could not decide. Cognito includes it in its own message.</summary>
    public const string TriggerBusy = "The service is busy";

    /// <summary>Well below the ten seconds that Lambda gives the init phase.</summary>
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    private static readonly string[] Refusals =
        ["NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException", "UserLambdaValidationException", "InvalidParameterException", "UnauthorizedException"];

    public static Uri EndpointFromEnvironment() =>
        new(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER") is { Length: > 0 } url
            ? url
            : $"https://cognito-idp.{Environment.GetEnvironmentVariable("AWS_REGION")}.amazonaws.com/");

    /// <summary>Makes the connection that the first login then need not wait for. Whether the pool can be reached at all is that login's trouble.</summary>
    public async Task ConnectAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(ConnectPatience);
            using var response = await http.GetAsync(endpoint, patience.Token);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException)
        {
            // As said above.
        }
    }

    /// <summary>The two-step login as Cognito's custom challenge; null when the triggers say no.</summary>
    public async Task<PoolResponse?> SignInAsync(string userName, string digest)
    {
        var begun = await CallAsync(
            "InitiateAuth",
            new InitiateAuth(clientId, "CUSTOM_AUTH", new() { ["USERNAME"] = userName }),
            CognitoJson.Default.InitiateAuth,
            CognitoJson.Default.AuthResponse);
        return begun?.Session is { } session ? await AnswerAsync(userName, session, digest) : null;
    }

    /// <summary>Answers the challenge of a session; null when the triggers say no, or the session has ended or was answered already.</summary>
    public async Task<PoolResponse?> AnswerAsync(string userName, string session, string answer)
    {
        var response = await CallAsync(
            "RespondToAuthChallenge",
            new RespondToAuthChallenge(clientId, "CUSTOM_CHALLENGE", session, new() { ["USERNAME"] = userName, ["ANSWER"] = answer }),
            CognitoJson.Default.RespondToAuthChallenge,
            CognitoJson.Default.AuthResponse);
        return response is null ? null : new PoolResponse(Tokens(response), response.Session);
    }

    /// <summary>
    /// New tokens in place of old ones, the refresh token among them. Null when the token has ended, was revoked, or its account may
    /// no longer sign in. A refresh token that is exchanged twice may be stolen, so its whole sign-in ends (RFC 9700, section 4.14.2).
    /// </summary>
    public async Task<PoolTokens?> RefreshAsync(string refreshToken)
    {
        try
        {
            return Tokens(await CallAsync(
                "GetTokensFromRefreshToken",
                new GetTokensFromRefreshToken(clientId, refreshToken),
                CognitoJson.Default.GetTokensFromRefreshToken,
                CognitoJson.Default.AuthResponse));
        }
        catch (RefreshTokenReusedException)
        {
            await RevokeAsync(refreshToken);
            return null;
        }
    }

    /// <summary>Signs an account up with a password that nobody knows and no flow of the client accepts. An existing account stays.</summary>
    public async Task SignUpAsync(string userName)
    {
        var password = "aA1!" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await CallAsync("SignUp", new SignUp(clientId, userName, password), CognitoJson.Default.SignUp, CognitoJson.Default.SignUpResponse, "UsernameExistsException");
    }

    /// <summary>Revokes a refresh token and the access tokens made from it. Anything that is not a token is ignored (RFC 7009, section 2.2).</summary>
    public async Task RevokeAsync(string refreshToken) =>
        await CallAsync("RevokeToken", new RevokeToken(clientId, refreshToken), CognitoJson.Default.RevokeToken, CognitoJson.Default.RevokeTokenResponse, "UnsupportedTokenTypeException");

    private static PoolTokens? Tokens(AuthResponse? response) =>
        response?.AuthenticationResult is { AccessToken: { } access, IdToken: { } id, RefreshToken: { } refresh } result ? new PoolTokens(access, id, refresh, result.ExpiresIn) : null;

    private async Task<TResponse?> CallAsync<TBody, TResponse>(
        string operation, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResponse> responseType, string? alsoRefused = null) where TResponse : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", "AWSCognitoIdentityProviderService." + operation);
        using var response = await SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (response.IsSuccessStatusCode)
            return bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes, responseType);
        var (error, message) = ReadError(bytes);
        var failure = new AmazonServiceException($"{operation} was refused: {error}", null, ErrorType.Unknown, error, null, response.StatusCode);
        if (error is "UserLambdaValidationException" && message.Contains(TriggerBusy, StringComparison.Ordinal))
            throw new BusyException(failure);
        if (error is "RefreshTokenReuseException")
            throw new RefreshTokenReusedException();
        if (Refusals.Contains(error) || error == alsoRefused)
            return null;
        // A trigger that failed or took too long is overloaded; this request is not to blame.
        if (error is "TooManyRequestsException" or "UnexpectedLambdaException" or "InvalidLambdaResponseException" || (int)response.StatusCode >= 500)
            throw new BusyException(failure);
        throw failure;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException)
        {
            throw new BusyException(unreachable);
        }
    }

    /// <summary>The error's name, which may follow a namespace and <c>#</c>, and its message.</summary>
    private static (string Name, string Message) ReadError(byte[] body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, CognitoJson.Default.CognitoError);
            return ((error?.Type ?? "").Split('#')[^1], error?.Message ?? "");
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private sealed class RefreshTokenReusedException : Exception;
}

/// <summary>The public operations of the Cognito user pools API (version 2016-04-18), as far as they are used.</summary>
internal sealed record InitiateAuth(string ClientId, string AuthFlow, Dictionary<string, string> AuthParameters);

internal sealed record RespondToAuthChallenge(string ClientId, string ChallengeName, string Session, Dictionary<string, string> ChallengeResponses);

internal sealed record AuthResponse(string? ChallengeName, string? Session, AuthenticationResult? AuthenticationResult);

internal sealed record AuthenticationResult(string? AccessToken, string? IdToken, string? RefreshToken, int ExpiresIn);

internal sealed record GetTokensFromRefreshToken(string ClientId, string RefreshToken);

internal sealed record SignUp(string ClientId, string Username, string Password);

internal sealed record SignUpResponse(bool UserConfirmed);

internal sealed record RevokeToken(string ClientId, string Token);

internal sealed record RevokeTokenResponse;

internal sealed record CognitoError([property: JsonPropertyName("__type")] string? Type, [property: JsonPropertyName("message")] string? Message);

/// <summary>The claims of an access token that the auth function looks at; the token comes straight from the pool.</summary>
internal sealed record AccessTokenClaims([property: JsonPropertyName("userId")] string? UserId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InitiateAuth))]
[JsonSerializable(typeof(RespondToAuthChallenge))]
[JsonSerializable(typeof(AuthResponse))]
[JsonSerializable(typeof(GetTokensFromRefreshToken))]
[JsonSerializable(typeof(SignUp))]
[JsonSerializable(typeof(SignUpResponse))]
[JsonSerializable(typeof(RevokeToken))]
[JsonSerializable(typeof(RevokeTokenResponse))]
[JsonSerializable(typeof(CognitoError))]
[JsonSerializable(typeof(AccessTokenClaims))]
internal sealed partial class CognitoJson : JsonSerializerContext;
