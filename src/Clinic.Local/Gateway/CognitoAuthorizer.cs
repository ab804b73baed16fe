using System.Collections.Concurrent;
using System.Globalization;
using Clinic.Local.Template;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Gateway;

/// <summary>
/// API Gateway's Cognito authorizer: RS256 signature, issuer and expiry of the token, which is an access token holding any of the
/// route's scopes, or an identity token where the route names no scopes. A good token is remembered for a while.
/// </summary>
internal sealed class CognitoAuthorizer(
    Func<string> issuer, IReadOnlyCollection<SecurityKey> keys, IReadOnlyCollection<string> clientIds, TimeProvider time)
{
    private const int Remembered = 1000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, AcceptedToken> accepted = new(StringComparer.Ordinal);

    public async ValueTask<AuthorizerDecision> DecideAsync(RouteDefinition route, string? authorization)
    {
        if (Token(authorization) is not { Length: > 0 } token)
            return AuthorizerDecision.Unauthorized;
        var known = await AcceptAsync(token);
        if (known is null || known.Use != (route.Scopes.Count > 0 ? "access" : "id"))
            return AuthorizerDecision.Unauthorized;
        return route.Scopes.Count == 0 || route.Scopes.Any(known.Scopes.Contains)
            ? new AuthorizerDecision(null, known.Claims)
            : AuthorizerDecision.AccessDenied;
    }

    /// <summary>With or without the word Bearer.</summary>
    private static string? Token(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true
            ? authorization["Bearer ".Length..].Trim()
            : authorization?.Trim();

    private async ValueTask<AcceptedToken?> AcceptAsync(string token)
    {
        var now = time.GetUtcNow();
        if (accepted.TryGetValue(token, out var known))
        {
            if (known.GoodUntil > now)
                return known;
            accepted.TryRemove(token, out _);
        }
        if (await ValidateAsync(token, now) is not { } fresh)
            return null;
        if (accepted.Count >= Remembered)
            accepted.Clear();
        accepted[token] = fresh;
        return fresh;
    }

    private async ValueTask<AcceptedToken?> ValidateAsync(string token, DateTimeOffset now)
    {
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = issuer(),
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidateAudience = false,
            RequireExpirationTime = true,
            LifetimeValidator = (_, expires, _, _) => expires > now.UtcDateTime,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || !IsForClients(jwt))
            return null;
        var end = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero);
        return new AcceptedToken(
            jwt.GetClaim("token_use").Value,
            jwt.TryGetClaim("scope", out var scope) ? [.. scope.Value.Split(' ')] : [],
            Claims(jwt),
            end < now + Memory ? end : now + Memory);
    }

    private bool IsForClients(JsonWebToken jwt) =>
        jwt.TryGetClaim("token_use", out _)
        && ((jwt.TryGetClaim("client_id", out var client) && clientIds.Contains(client.Value)) || jwt.Audiences.Any(clientIds.Contains));

    /// <summary>Every claim becomes a text, exp and iat in the form that API Gateway gives them, lists joined by commas.</summary>
    private static List<KeyValuePair<string, string>> Claims(JsonWebToken jwt) =>
    [
        .. jwt.Claims.GroupBy(claim => claim.Type).Select(group => KeyValuePair.Create(group.Key, group.Key is "exp" or "iat"
            ? Date(group.First().Value)
            : string.Join(',', group.Select(claim => claim.Value)))),
    ];

    private static string Date(string epoch) => DateTimeOffset
        .FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture))
        .ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);

    private sealed record AcceptedToken(
        string Use, HashSet<string> Scopes, IReadOnlyList<KeyValuePair<string, string>> Claims, DateTimeOffset GoodUntil);
}

/// <summary>The claims that the function gets, or why the request is refused.</summary>
internal sealed record AuthorizerDecision(GatewayResponseType? Refusal, IReadOnlyList<KeyValuePair<string, string>>? Claims)
{
    public static readonly AuthorizerDecision Unauthorized = new(GatewayResponseType.Unauthorized, null);
    public static readonly AuthorizerDecision AccessDenied = new(GatewayResponseType.AccessDenied, null);
}
