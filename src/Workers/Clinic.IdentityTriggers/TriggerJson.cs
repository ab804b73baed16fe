using System.Text.Json.Serialization;

namespace Clinic.IdentityTriggers;

/// <summary>What the triggers read of Cognito's events: each has its own members of the request, and the others are null.</summary>
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

/// <summary>A version 2 response; what it does not name stays as it is in the tokens.</summary>
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
