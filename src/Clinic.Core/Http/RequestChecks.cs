using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Errors;
using Clinic.Core.Text;

namespace Clinic.Core.Http;

/// <summary>The checks that hold for every route, before any Api class sees the request.</summary>
internal static class RequestChecks
{
    public const int LargestBody = 256 * 1024;

    public static void Check(APIGatewayProxyRequest gateway, Request request)
    {
        CheckScopes(request);
        CheckAccept(request);
        CheckPath(gateway);
        CheckQuery(gateway, request.Route);
        CheckBody(gateway, request);
    }

    /// <summary>The gateway has checked them too; a route that the template forgot to protect stays closed all the same.</summary>
    private static void CheckScopes(Request request)
    {
        if (!request.Route.IsPublic && !request.Route.Scopes.Any(request.Caller.Has))
            throw new ForbiddenException("The scopes of the token do not allow this.");
    }

    private static void CheckAccept(Request request)
    {
        if (request.AnswerType is null)
            throw new ProtocolException(406, $"This resource is available as {string.Join(", ", request.Route.Produces)}.");
    }

    private static void CheckPath(APIGatewayProxyRequest gateway)
    {
        foreach (var (name, value) in gateway.PathParameters ?? new Dictionary<string, string>())
        {
            if (TextForm.FaultOf(value) is { } fault)
                throw new InvalidInputException(name, fault);
        }
    }

    private static void CheckQuery(APIGatewayProxyRequest gateway, Route route)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var (name, value) in gateway.QueryStringParameters ?? new Dictionary<string, string>())
        {
            if (route.Query.FirstOrDefault(parameter => parameter.Name == name) is not { } parameter)
                errors[name] = ["is not a query parameter of this resource"];
            else if (gateway.MultiValueQueryStringParameters is { } all && all.TryGetValue(name, out var values) && values.Count > 1)
                errors[name] = ["is given more than once"];
            else if (TextForm.FaultOf(value) is { } fault)
                errors[name] = [fault];
            else if (!parameter.Accepts(TextForm.Of(value)))
                errors[name] = ["must be " + parameter.Rule];
        }
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        if (route.Query.FirstOrDefault(parameter => parameter.IsRequired && gateway.QueryStringParameters?.ContainsKey(parameter.Name) is not true) is { } missing)
            throw new InvalidInputException(missing.Name, "is required: " + missing.Rule);
    }

    private static void CheckBody(APIGatewayProxyRequest gateway, Request request)
    {
        if (gateway.Body is not { Length: > 0 } body)
            return;
        var size = gateway.IsBase64Encoded ? body.Length / 4 * 3 : Encoding.UTF8.GetByteCount(body);
        if (size > LargestBody)
            throw new ProtocolException(413, "A request body holds at most 256 KB.");
        if (request.Header("Content-Encoding")?.Trim() is { } coding && !(coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw new ProtocolException(415, "Send the body as it is, without a Content-Encoding.", "Accept-Encoding", "identity");
        if (request.Route.Body is not null && !request.Route.Consumes.Any(type => MediaTypes.Is(request.Header("Content-Type"), type)))
            throw NotConsumed(request.Route);
    }

    /// <summary>The header that says what would be taken: of RFC 5789, of the W3C's Linked Data Platform, or of RFC 9110, section 15.5.16.</summary>
    private static ProtocolException NotConsumed(Route route)
    {
        var header = route.Method switch { "PATCH" => "Accept-Patch", "POST" => "Accept-Post", _ => "Accept" };
        return new ProtocolException(415, $"Send the body as {string.Join(" or ", route.Consumes)}, in UTF-8.", header, string.Join(", ", route.Consumes));
    }
}
