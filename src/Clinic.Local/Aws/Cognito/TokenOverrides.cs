using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// The part of a V2_0 pre token generation answer that is for one token. Claims that make up the token's identity
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
