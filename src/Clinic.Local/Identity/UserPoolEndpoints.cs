using System.Text.Json.Nodes;

namespace Clinic.Local.Identity;

/// <summary>The addresses of a user pool that are plain GETs: its keys and its OpenID configuration.</summary>
internal static class UserPoolEndpoints
{
    public static void MapUserPool(this IEndpointRouteBuilder routes, UserPool pool)
    {
        routes.MapGet($"/{pool.Settings.PoolId}/.well-known/jwks.json", () => Json(pool.Jwks));
        routes.MapGet($"/{pool.Settings.PoolId}/.well-known/openid-configuration", () => Json(Configuration(pool)));
    }

    private static JsonObject Configuration(UserPool pool) => new()
    {
        ["issuer"] = pool.Issuer,
        ["jwks_uri"] = pool.Issuer + "/.well-known/jwks.json",
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["response_types_supported"] = new JsonArray("code", "token"),
        ["scopes_supported"] = new JsonArray("openid"),
        ["subject_types_supported"] = new JsonArray("public"),
    };

    private static IResult Json(JsonObject document) => Results.Text(document.ToJsonString(), "application/json");
}
