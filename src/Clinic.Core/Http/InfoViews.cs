namespace Clinic.Core.Http;

/// <summary>The response to GET /.</summary>
/// <param name="Version">The version of the contract, as in the OpenAPI document.</param>
/// <param name="Documentation">Where the conventions are written down for people.</param>
/// <param name="Openapi">Where the OpenAPI document is.</param>
public sealed record ApiView(string Name, string Version, string Documentation, string Openapi);

/// <summary>The response to GET /health.</summary>
/// <param name="Status">Always ok: whatever is not is a problem document.</param>
public sealed record HealthView(string Status);

/// <summary>An OpenAPI document (version 3.1).</summary>
public sealed record OpenApiView;
