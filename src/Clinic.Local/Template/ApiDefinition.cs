namespace Clinic.Local.Template;

/// <summary>The REST API of the template.</summary>
public sealed record ApiDefinition(
    string Id,
    string Stage,
    IReadOnlyList<RouteDefinition> Routes,
    IReadOnlyDictionary<string, GatewayResponseDefinition> GatewayResponses,
    CorsDefinition? Cors);
