namespace Clinic.Local.Aws.Cognito;

/// <summary>A function's answer; with a FunctionError the payload is Lambda's error document.</summary>
internal sealed record TriggerAnswer(ReadOnlyMemory<byte> Payload, string? FunctionError);
