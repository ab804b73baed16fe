namespace Clinic.Local.Template;

/// <summary>What a preflight is answered with; null members are left out of the answer.</summary>
public sealed record CorsDefinition(string? Origin, string? Methods, string? Headers, string? MaxAge, bool AllowCredentials);
