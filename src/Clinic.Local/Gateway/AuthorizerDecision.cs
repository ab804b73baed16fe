namespace Clinic.Local.Gateway;

/// <summary>The claims that the function gets, or why the request goes no further.</summary>
internal sealed record AuthorizerDecision(GatewayResponseType? Refusal, IReadOnlyList<KeyValuePair<string, string>>? Claims)
{
    public static readonly AuthorizerDecision Unauthorized = new(GatewayResponseType.Unauthorized, null);
    public static readonly AuthorizerDecision AccessDenied = new(GatewayResponseType.AccessDenied, null);
}
