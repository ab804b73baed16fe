namespace Clinic.Local.Aws.Cognito;

/// <summary>The functions of a user pool's triggers by their logical id in the template; null where there is none.</summary>
internal sealed record TriggerFunctions(
    string? PreSignUp,
    string? DefineAuthChallenge,
    string? CreateAuthChallenge,
    string? VerifyAuthChallengeResponse,
    string? PreTokenGeneration);
