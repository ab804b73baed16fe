using System.Text.Json.Serialization;

namespace Clinic.Core.Accounts;

/// <summary>The public operations of the Cognito user pools API (version 2016-04-18), as far as they are used.</summary>
internal sealed record InitiateAuth(string ClientId, string AuthFlow, Dictionary<string, string> AuthParameters);

internal sealed record RespondToAuthChallenge(string ClientId, string ChallengeName, string Session, Dictionary<string, string> ChallengeResponses);

internal sealed record AuthAnswer(string? ChallengeName, string? Session, AuthenticationResult? AuthenticationResult);

internal sealed record AuthenticationResult(string? AccessToken, string? IdToken, string? RefreshToken, int ExpiresIn);

internal sealed record GetTokensFromRefreshToken(string ClientId, string RefreshToken);

internal sealed record SignUp(string ClientId, string Username, string Password);

internal sealed record SignUpAnswer(bool UserConfirmed);

internal sealed record RevokeToken(string ClientId, string Token);

internal sealed record RevokeTokenAnswer;

internal sealed record CognitoError([property: JsonPropertyName("__type")] string? Type, [property: JsonPropertyName("message")] string? Message);

/// <summary>The claims of an access token that the auth function looks at; the token comes straight from the pool.</summary>
internal sealed record AccessTokenClaims([property: JsonPropertyName("userId")] string? UserId);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InitiateAuth))]
[JsonSerializable(typeof(RespondToAuthChallenge))]
[JsonSerializable(typeof(AuthAnswer))]
[JsonSerializable(typeof(GetTokensFromRefreshToken))]
[JsonSerializable(typeof(SignUp))]
[JsonSerializable(typeof(SignUpAnswer))]
[JsonSerializable(typeof(RevokeToken))]
[JsonSerializable(typeof(RevokeTokenAnswer))]
[JsonSerializable(typeof(CognitoError))]
[JsonSerializable(typeof(AccessTokenClaims))]
internal sealed partial class CognitoJson : JsonSerializerContext;
