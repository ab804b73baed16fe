using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Tokens for a sign-in and for its refreshes, which keep the sign-in's time and origin and run the trigger again.</summary>
internal sealed class TokenGrants(
    UserPoolSettings settings, AccountStore accounts, RefreshTokenStore refreshTokens, Triggers triggers, TokenIssuer issuer,
    Func<string> issuerAddress, TimeProvider time)
{
    public async Task<JsonObject> SignInAsync(Account account, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var grant = new TokenGrant(account, issuer.NewId(), now);
        var result = await IssueAsync("TokenGeneration_Authentication", grant, clientMetadata, cancellation);
        result["RefreshToken"] = refreshTokens.Issue(
            new RefreshGrant(account.Username, grant.OriginJti, now, now + settings.RefreshTokenLife));
        return Answer(result);
    }

    /// <summary>GetTokensFromRefreshToken: with rotation there is a new refresh token, and the old one is good for the grace period only.</summary>
    public async Task<JsonObject> RefreshAsync(string refreshToken, CancellationToken cancellation)
    {
        var refresh = Valid(refreshToken);
        var account = accounts.Find(refresh.Username) ?? throw Refused("Invalid Refresh Token");
        var grant = new TokenGrant(account, refresh.OriginJti, refresh.AuthTime);
        var result = await IssueAsync("TokenGeneration_RefreshTokens", grant, clientMetadata: null, cancellation);
        // The token may have been revoked or rotated while the trigger ran.
        refresh = Valid(refreshToken);
        if (settings.RotationGrace is not null)
            result["RefreshToken"] = refreshTokens.Rotate(refreshToken, refresh, time.GetUtcNow());
        return new JsonObject { ["AuthenticationResult"] = result };
    }

    private async Task<JsonObject> IssueAsync(
        string source, TokenGrant grant, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var overrides = await triggers.PreTokenGenerationAsync(source, grant.Account, clientMetadata, cancellation);
        return issuer.Issue(grant, issuerAddress(), overrides);
    }

    private RefreshGrant Valid(string refreshToken) => refreshTokens.Find(refreshToken) switch
    {
        null => throw Refused("Invalid Refresh Token"),
        { Revoked: true } => throw Refused("Refresh Token has been revoked"),
        var grant when grant.ExpiresAt <= time.GetUtcNow() => throw Refused("Refresh Token has expired"),
        var grant when grant.RotatedAt + settings.RotationGrace <= time.GetUtcNow() =>
            throw new ServiceException("RefreshTokenReuseException", "Refresh Token has been invalidated by rotation"),
        var grant => grant,
    };

    private static JsonObject Answer(JsonObject result) => new()
    {
        ["AuthenticationResult"] = result,
        ["ChallengeParameters"] = new JsonObject(),
    };

    private static ServiceException Refused(string message) => new("NotAuthorizedException", message);
}

/// <summary>A sign-in for which tokens are made, at once or at a refresh.</summary>
internal sealed record TokenGrant(Account Account, string OriginJti, DateTimeOffset AuthTime);

/// <summary>
/// The part of a V2_0 pre token generation response that is for one token. Claims that make up the token's identity
/// cannot be changed; a claim that is both added and suppressed is suppressed.
/// </summary>
internal static class TokenOverrides
{
    private static readonly HashSet<string> reserved =
    [
        "acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "cnf", "device_key", "event_id", "exp", "iat", "identities",
        "iss", "jti", "nbf", "nonce", "origin_jti", "scope", "sub", "token_use", "username", "version",
    ];

    public static void ApplyClaims(JsonObject claims, JsonObject? changes)
    {
        foreach (var (name, value) in changes?["claimsToAddOrOverride"] as JsonObject ?? [])
        {
            if (!IsReserved(name))
                claims[name] = value?.DeepClone();
        }

        foreach (var name in Strings(changes, "claimsToSuppress").Where(name => !IsReserved(name)))
            claims.Remove(name);
    }

    public static IEnumerable<string> Scopes(JsonObject? changes)
    {
        var added = Strings(changes, "scopesToAdd").Where(IsCustomScope);
        return added.Prepend(TokenIssuer.BaseScope).Distinct().Except(Strings(changes, "scopesToSuppress"));
    }

    private static bool IsReserved(string claim) => reserved.Contains(claim) || claim.StartsWith("cognito:", StringComparison.Ordinal);

    private static bool IsCustomScope(string scope)
    {
        if (scope.Length == 0 || scope.Any(char.IsWhiteSpace))
            throw new ServiceException("InvalidLambdaResponseException", "A scope must not be empty or contain blanks.");
        return !scope.StartsWith("aws.cognito", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Strings(JsonObject? changes, string name) =>
        (changes?[name] as JsonArray ?? []).Select(value => value?.ToString() ?? "");
}

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
