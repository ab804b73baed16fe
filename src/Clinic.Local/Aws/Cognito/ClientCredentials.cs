using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// The token endpoint of the pool's domain for the client credentials grant (RFC 6749, sections 4.4 and 5), with the client's id
/// and secret in the Authorization header or in the form. Errors are those of section 5.2.
/// </summary>
internal sealed class ClientCredentials(MachineClient? client, TokenIssuer tokens, Func<string> issuer)
{
    public const string Path = "/oauth2/token";

    public async Task AnswerAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var (status, answer) = Answer(context.Request.Headers.Authorization.ToString(), form);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private (int Status, JsonObject Answer) Answer(string authorization, IFormCollection form)
    {
        if (client is null || !IsClient(Credentials(authorization) ?? (form["client_id"].ToString(), form["client_secret"].ToString())))
            return Error("invalid_client");
        if (form["grant_type"] != "client_credentials")
            return Error("unsupported_grant_type");
        var wanted = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Except(client.Scopes).Any())
            return Error("invalid_scope");
        return (StatusCodes.Status200OK, new JsonObject
        {
            ["access_token"] = tokens.IssueForClient(client, wanted.Length == 0 ? client.Scopes : wanted, issuer()),
            ["expires_in"] = (int)client.AccessTokenLife.TotalSeconds,
            ["token_type"] = "Bearer",
        });
    }

    private bool IsClient((string Id, string Secret) given) =>
        given.Id == client!.Id && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.Secret), Encoding.UTF8.GetBytes(client.Secret));

    /// <summary>Basic authentication (RFC 7617).</summary>
    private static (string Id, string Secret)? Credentials(string authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } parameter })
            return null;
        var bytes = new byte[parameter.Length];
        return Convert.TryFromBase64String(parameter, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var id, var secret]
            ? (id, secret)
            : null;
    }

    private static (int, JsonObject) Error(string code) => (StatusCodes.Status400BadRequest, new JsonObject { ["error"] = code });
}
