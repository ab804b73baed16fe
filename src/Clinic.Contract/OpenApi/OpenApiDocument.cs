using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Auth;
using Clinic.Core.Http;
using Clinic.Exports;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;
using Clinic.Messages;
using Clinic.Reports;
using Clinic.Sessions;
using Clinic.Users;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>The OpenAPI 3.1 document, made from the functions' route tables; the operations' names are the template's event names.</summary>
internal static class OpenApiDocument
{
    private const string Description = """
        The backend of a thanatologic clinic: staff, patients, their records and their therapy sessions.

        * **Signing in**: `POST /auth/login`, then `Authorization: Bearer <accessToken>` with every request. Each operation lists the scopes of which the token needs one.
        * **Errors** are `application/problem+json` (RFC 9457); for invalid input `errors` maps each field to what is wrong with it. What a caller may not see answers 404, as what does not exist. A method that a path does not know answers 405 with `Allow`.
        * **Input is strict**: unknown or duplicate members, unknown query parameters and wrong types are 400. Catalogue values are matched without regard to letter case, surrounding blanks and old misspellings, and stored in the spelling given here.
        * **Text** is UTF-8, is stored in Unicode's form C (NFC) and loses characters that nobody sees, such as zero-width spaces, soft hyphens and overrides of direction. A required text has to show something. Lengths count code points. U+FFFD is refused: it stands for bytes of another encoding.
        * **Passwords** are the same however a keyboard composes their accents. A client that sends `passwordHash` brings the password into NFC before it digests it.
        * **Numbers** are exactly what was written (RFC 8259); **times** are RFC 3339 with an offset, dates a full-date of it.
        * **Absent means absent**: no answer has a null.
        * **Lists** answer a page and, where there is more, a `nextToken` for the same query.
        * **Versions**: `ETag` says which version was read; `If-Match` with it keeps a change from undoing somebody else's.
        * **Idempotency-Key** makes it safe to repeat a POST: for 24 hours the same request gets the first answer again.
        """;

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        // Accents stay readable; the document is never put into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonNodeContext.Default,
    };

    /// <summary>The document as it is committed: indented, in a stable order, with a line feed at its end.</summary>
    public static string Write(ClinicTemplate template) => Create(template).ToJsonString(Pretty) + "\n";

    private static JsonObject Create(ClinicTemplate template)
    {
        var schemas = new ContractSchemas();
        var operations = new Operations(template.Api!.Routes, schemas);
        var paths = new JsonObject();
        foreach (var resource in ApiResource.All)
        {
            foreach (var path in resource.Routes.GroupBy(route => route.Path))
                paths[path.Key] = new JsonObject(path.Select(route => KeyValuePair.Create(route.Method.ToLowerInvariant(), (JsonNode?)operations.Write(resource, route))));
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Clinic", ["version"] = "2.0.0", ["description"] = Description },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/", ["description"] = "The host that this document comes from" }),
            ["tags"] = new JsonArray([.. ApiResource.All.Select(resource => new JsonObject { ["name"] = resource.Name, ["description"] = resource.Description })]),
            ["paths"] = paths,
            ["components"] = Components(schemas),
        };
    }

    private static JsonObject Components(ContractSchemas schemas) => new()
    {
        ["securitySchemes"] = new JsonObject
        {
            [Operations.SecurityScheme] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["bearerFormat"] = "JWT",
                ["description"] = "The accessToken that POST /auth/login answers.",
            },
        },
        ["parameters"] = SharedParts.Parameters(),
        ["headers"] = SharedParts.Headers(),
        ["responses"] = Refusals.Responses(schemas),
        ["schemas"] = schemas.Write(),
    };
}

/// <summary>A function as the API's readers see it: a resource with its routes.</summary>
/// <param name="Function">The function's logical id in the template.</param>
internal sealed record ApiResource(string Name, string Function, string Description, IReadOnlyList<Route> Routes)
{
    public static IReadOnlyList<ApiResource> All { get; } =
    [
        new("auth", "AuthFunction", "Signing in and out, passwords, and who the caller is.", AuthApi.Routes),
        new("users", "UsersFunction", "Staff, patients and their records.", UsersApi.Routes),
        new("sessions", "SessionsFunction", "Therapy sessions. A session is never changed or deleted.", SessionsApi.Routes),
        new("messages", "MessagesFunction", "Messages by mail.", MessagesApi.Routes),
        new("reports", "ReportsFunction", "The clinic's figures.", ReportsApi.Routes),
        new("exports", "ExportsFunction", "De-identified copies of the clinic's data, for research.", ExportsApi.Routes),
    ];
}

/// <summary>The parameters and headers that many operations have.</summary>
internal static class SharedParts
{
    private static readonly QueryParameter[] Paging = [QueryParameter.Limit, QueryParameter.NextToken];

    public static bool IsShared(QueryParameter parameter) => Paging.Contains(parameter);

    public static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    public static JsonObject HeaderReferences(IEnumerable<string> names) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Reference("headers", name))));

    public static JsonObject Write(QueryParameter parameter)
    {
        var schema = new JsonObject { ["type"] = parameter.IsInteger ? "integer" : "string" };
        SchemaKeywords.Add(schema, parameter.Constraint);
        var written = new JsonObject { ["name"] = parameter.Name, ["in"] = "query", ["description"] = parameter.Description, ["schema"] = schema };
        if (parameter.IsRequired)
            written["required"] = true;
        return written;
    }

    public static JsonObject Parameters()
    {
        var parameters = new JsonObject(Paging.Select(parameter => KeyValuePair.Create(parameter.Name, (JsonNode?)Write(parameter))));
        parameters["If-Match"] = Header("If-Match", "The ETag that was read, or *: the change is refused with 412 when the version is no longer that one.", null);
        parameters["Idempotency-Key"] = Header(
            "Idempotency-Key", "The same key, caller and body within 24 hours get the first answer again; another body is 409.", "^[A-Za-z0-9._:-]{1,64}$");
        parameters["X-Request-Id"] = Header("X-Request-Id", "Comes back on the answer, when it is 1 to 64 of the characters A-Z a-z 0-9 . _ : -", null);
        return parameters;
    }

    public static JsonObject Headers() => new()
    {
        ["X-Request-Id"] = Header("The request's own id, or one that was made for it."),
        ["ETag"] = Header("The version, in quotes; for If-Match."),
        ["Location"] = Header("The path of what was created.", "uri-reference"),
        ["Idempotency-Replayed"] = new JsonObject
        {
            ["description"] = "Set to true when the answer is that of the first request with this Idempotency-Key.",
            ["schema"] = new JsonObject { ["type"] = "string", ["const"] = "true" },
        },
        ["Accept"] = Header("The media types that a PUT may have."),
        ["Accept-Encoding"] = Header("The only content coding that a body may have: identity."),
        ["Accept-Patch"] = Header("The media types that a PATCH may have."),
        ["Accept-Post"] = Header("The media types that a POST may have."),
        ["Retry-After"] = new JsonObject
        {
            ["description"] = "Seconds to wait.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
        },
    };

    private static JsonObject Header(string name, string description, string? pattern)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (pattern is not null)
            schema["pattern"] = pattern;
        return new JsonObject { ["name"] = name, ["in"] = "header", ["description"] = description, ["schema"] = schema };
    }

    private static JsonObject Header(string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
            schema["format"] = format;
        return new JsonObject { ["description"] = description, ["schema"] = schema };
    }
}
