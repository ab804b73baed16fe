using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;

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
