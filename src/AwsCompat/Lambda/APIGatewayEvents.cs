using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>A REST API event (payload version 1) as the proxy integration sends it; absent maps are null.</summary>
public class APIGatewayProxyRequest
{
    public string Resource { get; set; }
    public string Path { get; set; }
    public string HttpMethod { get; set; }
    public IDictionary<string, string> Headers { get; set; }
    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; }
    public IDictionary<string, string> QueryStringParameters { get; set; }
    public IDictionary<string, IList<string>> MultiValueQueryStringParameters { get; set; }
    public IDictionary<string, string> PathParameters { get; set; }
    public ProxyRequestContext RequestContext { get; set; }
    public string Body { get; set; }
    public bool IsBase64Encoded { get; set; }

    /// <summary>Where the request came through, and who its caller is.</summary>
    public class ProxyRequestContext
    {
        public string Path { get; set; }
        public string RequestId { get; set; }
        public APIGatewayCustomAuthorizerContext Authorizer { get; set; }
    }
}

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

    private Dictionary<string, string> ReadClaims() =>
        TryGetValue("claims", out var value) && value is JsonElement { ValueKind: JsonValueKind.Object } json
            ? json.EnumerateObject().Where(claim => claim.Value.ValueKind == JsonValueKind.String).ToDictionary(claim => claim.Name, claim => claim.Value.GetString())
            : [];
}

/// <summary>The response that API Gateway turns into HTTP; a null member is left out.</summary>
public class APIGatewayProxyResponse
{
    [JsonPropertyName("statusCode")]
    public int StatusCode { get; set; }

    [JsonPropertyName("headers")]
    public IDictionary<string, string> Headers { get; set; }

    [JsonPropertyName("multiValueHeaders")]
    public IDictionary<string, IList<string>> MultiValueHeaders { get; set; }

    [JsonPropertyName("body")]
    public string Body { get; set; }

    [JsonPropertyName("isBase64Encoded")]
    public bool IsBase64Encoded { get; set; }
}
