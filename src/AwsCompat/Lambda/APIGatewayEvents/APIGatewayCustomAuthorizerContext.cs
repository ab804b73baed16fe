using System.Text.Json;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>The authorizer's findings by name; with a Cognito user pool authorizer there is one, <c>claims</c>.</summary>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>
{
    private Dictionary<string, string> claims;

    /// <summary>The token's claims that are strings, which all claims are in an event of API Gateway; never null unless set so.</summary>
    public Dictionary<string, string> Claims
    {
        get => claims ??= ReadClaims();
        set => claims = value;
    }

    private Dictionary<string, string> ReadClaims()
    {
        var read = new Dictionary<string, string>();
        if (!TryGetValue("claims", out var value) || value is not JsonElement { ValueKind: JsonValueKind.Object } json)
            return read;
        foreach (var claim in json.EnumerateObject())
        {
            if (claim.Value.ValueKind == JsonValueKind.String)
                read[claim.Name] = claim.Value.GetString();
        }

        return read;
    }
}
