using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.Cognito;

/// <summary>The public documents of a user pool: its keys (RFC 7517) and its OpenID configuration.</summary>
internal sealed class UserPoolDocuments(UserPool pool)
{
    private readonly PathString root = $"/{pool.Settings.PoolId}/.well-known";

    public bool Owns(PathString path) => path.StartsWithSegments(root, StringComparison.Ordinal);

    public Task AnswerAsync(HttpContext context)
    {
        context.Request.Path.StartsWithSegments(root, StringComparison.Ordinal, out var document);
        var answer = document.Value switch
        {
            "/jwks.json" => pool.Jwks,
            "/openid-configuration" => Configuration(),
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject Configuration() => new()
    {
        ["issuer"] = pool.Issuer,
        ["jwks_uri"] = pool.Issuer + "/.well-known/jwks.json",
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["response_types_supported"] = new JsonArray("code", "token"),
        ["scopes_supported"] = new JsonArray("openid"),
        ["subject_types_supported"] = new JsonArray("public"),
    };
}
