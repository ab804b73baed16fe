namespace Clinic.Local.Gateway;

/// <summary>A kind of answer that the gateway makes itself, with API Gateway's own status and message for it.</summary>
internal sealed record GatewayResponseType(string Name, int Status, string Message)
{
    public static readonly GatewayResponseType Unauthorized = new("UNAUTHORIZED", 401, "Unauthorized");
    public static readonly GatewayResponseType AccessDenied = new("ACCESS_DENIED", 403, "Access denied");
    public static readonly GatewayResponseType MissingToken = new("MISSING_AUTHENTICATION_TOKEN", 403, "Missing Authentication Token");
    public static readonly GatewayResponseType TooLarge = new("REQUEST_TOO_LARGE", 413, "Request Too Long");
    public static readonly GatewayResponseType Throttled = new("THROTTLED", 429, "Too Many Requests");
    public static readonly GatewayResponseType BadRequest = new("DEFAULT_4XX", 400, "Bad Request");
    public static readonly GatewayResponseType MalformedAnswer = new("DEFAULT_5XX", 502, "Internal server error");
    public static readonly GatewayResponseType IntegrationTimeout = new("INTEGRATION_TIMEOUT", 504, "Endpoint request timed out");
}
