namespace Clinic.Local.Template;

/// <summary>
/// An answer that the gateway makes by itself. A header's value is a literal in single quotes or an expression such as
/// <c>context.requestId</c>; the body is a mapping template.
/// </summary>
public sealed record GatewayResponseDefinition(
    string Type, int? StatusCode, IReadOnlyDictionary<string, string> Headers, string? Body);
