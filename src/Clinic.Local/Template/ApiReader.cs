namespace Clinic.Local.Template;

/// <summary>AWS::Serverless::Api and the Api events of the functions → the routes and the gateway's own responses.</summary>
internal static class ApiReader
{
    private static readonly HashSet<string> Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY"];

    public static ApiDefinition? Read(TemplateDocument document)
    {
        if (document.OfType("AWS::Serverless::Api").ToList() is not [var id, .. var others])
            return null;
        if (others is [var second, ..])
            throw new SetupException($"template.yaml, {second}: the local host runs one API.");
        var api = document.Properties(id);
        return new ApiDefinition(
            document.Ids.Reference(id),
            api.RequiredText("StageName"),
            [.. document.OfType("AWS::Serverless::Function").SelectMany(function => Routes(document.Properties(function), api))],
            (api.Section("GatewayResponses")?.Sections() ?? []).ToDictionary(
                response => response.Name,
                response => GatewayResponse(response.Name, response.Value)),
            Cors(api.Section("Cors")),
            api.Number("MinimumCompressionSize"));
    }

    private static IEnumerable<RouteDefinition> Routes(Properties function, Properties api)
    {
        var events = function.Section("Events")?.Sections() ?? [];
        return events
            .Where(source => source.Value.Text("Type") == "Api")
            .Select(source => Route(
                function.Resource,
                source.Value.RequiredSection("Properties"),
                api) with
            { Event = source.Name });
    }

    private static RouteDefinition Route(string function, Properties source, Properties api)
    {
        var method = source.RequiredText("Method").ToUpperInvariant();
        var path = source.RequiredText("Path");
        if (!Methods.Contains(method) || !path.StartsWith('/'))
            throw source.Error($"{method} {path} is not a route");
        var auth = source.Section("Auth");
        var authorizer = auth?.Text("Authorizer") ?? api.Section("Auth")?.Text("DefaultAuthorizer") ?? "NONE";
        if (authorizer != "NONE" && api.Section("Auth")?.Section("Authorizers")?.Section(authorizer)?.Text("UserPoolArn") is null)
            throw source.Error($"authorizer {authorizer} is not a Cognito authorizer of the API");
        return new RouteDefinition(path, method, function, authorizer != "NONE", auth?.Texts("AuthorizationScopes") ?? []);
    }

    private static GatewayResponseDefinition GatewayResponse(string type, Properties response) => new(
        type,
        response.Number("StatusCode"),
        response.Section("ResponseParameters")?.Section("Headers")?.Pairs() ?? new Dictionary<string, string>(),
        response.Section("ResponseTemplates")?.Text("application/json"));

    private static CorsDefinition? Cors(Properties? cors) => cors is null ? null : new CorsDefinition(
        Unquote(cors.Text("AllowOrigin")),
        Unquote(cors.Text("AllowMethods")),
        Unquote(cors.Text("AllowHeaders")),
        Unquote(cors.Text("MaxAge")),
        cors.Flag("AllowCredentials"));

    private static string? Unquote(string? literal) => literal?.Trim('\'');
}

/// <summary>The REST API of the template.</summary>
/// <param name="MinimumCompressionSize">From how many bytes on a response is compressed; null for never.</param>
public sealed record ApiDefinition(
    string Id,
    string Stage,
    IReadOnlyList<RouteDefinition> Routes,
    IReadOnlyDictionary<string, GatewayResponseDefinition> GatewayResponses,
    CorsDefinition? Cors,
    int? MinimumCompressionSize = null);

/// <summary>
/// A method of the API and the function behind it. Method is upper-case, or ANY. Without an authorizer the route is public;
/// with one, any of the scopes suffices, and without any scopes an identity token is required. Event is the name of the function's event.
/// </summary>
public sealed record RouteDefinition(string Path, string Method, string Function, bool NeedsToken, IReadOnlyList<string> Scopes)
{
    public string Event { get; init; } = "";
}

/// <summary>The response to a preflight. Null members are left out of it.</summary>
public sealed record CorsDefinition(string? Origin, string? Methods, string? Headers, string? MaxAge, bool AllowCredentials);

/// <summary>
/// A response that the gateway makes by itself. A header's value is a literal in single quotes or an expression such as
/// <c>context.requestId</c>; the body is a mapping template.
/// </summary>
public sealed record GatewayResponseDefinition(
    string Type, int? StatusCode, IReadOnlyDictionary<string, string> Headers, string? Body);
