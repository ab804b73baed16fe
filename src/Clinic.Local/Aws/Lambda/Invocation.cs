namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// A function's answer. FunctionError is null for a success; otherwise it is Lambda's X-Amz-Function-Error and the payload is the
/// error's JSON (errorType, errorMessage).
/// </summary>
public sealed record Invocation(ReadOnlyMemory<byte> Payload, string? FunctionError);
