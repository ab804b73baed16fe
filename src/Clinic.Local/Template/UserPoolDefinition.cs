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
    TimeSpan? RotationGrace,
    IReadOnlyList<string> AuthFlows,
    IReadOnlyList<string> Scopes,
    MachineClient? MachineClient);

/// <summary>The app client of the client credentials grant. On this machine its secret is no secret: it follows from the client's name.</summary>
public sealed record MachineClient(string Id, string Secret, IReadOnlyList<string> Scopes, TimeSpan AccessTokenLife);
