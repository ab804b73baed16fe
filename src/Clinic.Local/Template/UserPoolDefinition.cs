namespace Clinic.Local.Template;

/// <summary>
/// The Cognito user pool and its public client. Triggers maps a trigger's name in LambdaConfig (PreSignUp,
/// DefineAuthChallenge …, PreTokenGeneration for either of its spellings) to the function's logical id.
/// </summary>
public sealed record UserPoolDefinition(
    string Id,
    string ClientId,
    IReadOnlyDictionary<string, string> Triggers,
    string TokenGenerationVersion,
    TimeSpan AccessTokenLife,
    TimeSpan IdTokenLife,
    TimeSpan RefreshTokenLife,
    IReadOnlyList<string> AuthFlows,
    IReadOnlyList<string> Scopes);
