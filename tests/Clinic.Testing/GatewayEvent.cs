using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Security;

namespace Clinic.Testing;

/// <summary>Requests as API Gateway hands them to a function.</summary>
public static class GatewayEvent
{
    public const string RequestId = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";

    public static APIGatewayProxyRequest Of(string method, string resource, string? body = null, Dictionary<string, string>? headers = null) => new()
    {
        HttpMethod = method,
        Resource = resource,
        Path = resource.Replace("{id}", "8d7f3c1a-0000-7000-8000-000000000001", StringComparison.Ordinal),
        PathParameters = new Dictionary<string, string> { ["id"] = "8d7f3c1a-0000-7000-8000-000000000001" },
        Headers = headers ?? (body is null ? [] : new Dictionary<string, string> { ["Content-Type"] = "application/json" }),
        Body = body,
        RequestContext = new APIGatewayProxyRequest.ProxyRequestContext { RequestId = RequestId },
    };

    public static APIGatewayProxyRequest From(this APIGatewayProxyRequest request, Caller caller)
    {
        var claims = new Dictionary<string, string> { ["sub"] = caller.Subject, ["scope"] = string.Join(' ', caller.Scopes) };
        if (caller.UserId is not null)
            claims["userId"] = caller.UserId;
        if (caller.Role is { } role)
            claims["role"] = role.Name();
        request.RequestContext.Authorizer = new APIGatewayCustomAuthorizerContext { Claims = claims };
        return request;
    }

    public static APIGatewayProxyRequest WithQuery(this APIGatewayProxyRequest request, string name, params string[] values)
    {
        request.QueryStringParameters ??= new Dictionary<string, string>();
        request.MultiValueQueryStringParameters ??= new Dictionary<string, IList<string>>();
        request.QueryStringParameters[name] = values[^1];
        request.MultiValueQueryStringParameters[name] = values;
        return request;
    }
}
