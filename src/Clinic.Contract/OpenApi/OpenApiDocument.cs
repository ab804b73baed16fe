using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Appointments;
using Clinic.Auth;
using Clinic.Care;
using Clinic.Core.Http;
using Clinic.Exports;
using Clinic.Info;
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
        * **Errors** are `application/problem+json` (RFC 9457); for invalid input `errors` maps each field to what is wrong with it, and `fields` says the same in codes. `code`, which never changes, tells one problem from another; `x-problem-codes` lists those of each response. Texts are in Spanish or English by `Accept-Language`. What a caller may not see answers 404, as what does not exist. A method that a path does not know answers 405 with `Allow`, an address that is too long 414, and headers that are too many or too long 431.
        * **Input is strict**: unknown or duplicate members, unknown query parameters and wrong types are 400. Catalogue values are matched without regard to letter case, surrounding blanks and old misspellings, and stored in the spelling given here.
        * **Text** is UTF-8, is stored in Unicode's form C (NFC) and loses characters that nobody sees, such as zero-width spaces, soft hyphens and overrides of direction. A required text has to show something. Lengths count code points. U+FFFD is refused: it stands for bytes of another encoding.
        * **Passwords** are the same however a keyboard composes their accents. A client that sends `passwordHash` brings the password into NFC before it digests it.
        * **Numbers** are exactly what was written (RFC 8259); **times** are RFC 3339 with an offset, dates a full-date of it.
        * **Rules that a schema cannot say** are 400 too, and name the field. Staff need an `email`, and so does an account with a `password`. What is for staff or for patients only is refused of others. The id and the role of a user never change. No birth date and no session is of a day to come, and nothing ends in the past. A new password is not among the most common ones and not the email; a code that is wrong names `code`. In a session, an `interventionType` is one of those of its `serviceType` (`GET /sessions/catalogue`); `substitute` and `reason` are for a colleague's patients alone. In a draft `userId` is the patient of the address, if it is there, and there is no `fromDraft`; a group session names nobody twice, somebody arrived, and its texts fit together. In an availability hours end after they begin, and days are closed up to a day that is not before the first; closed days have a `note` and no hours, added hours have no note; a way to meet is named once, or none. `timeZone` and `version` may be repeated, not changed. Free times are asked for of at most 62 days. In the waiting list `weekdays` are some of 1 to 7, each once, `to` is after `from`, and `until` is from today to ten years ahead; its query has `minutes` with `fits` alone. A loss is from 1900 on and of no day to come; anniversaries are asked for of at most 92 days. A task is due from 1900 to ten years ahead, and `assigneeId` is that of an active admin or of the record's thanatologist. An instrument names no item and no value of an item twice, its bands are over all scores that there can be, without a gap or an overlap, its flags are of items and of values that it has, and one item at least is always answered; its numbers have two decimals at most. An assessment is by an `instrument` and a `version` that there is, of no time to come, and its `answers` are values of that instrument's options; what is asked of a patient is due from today to a year ahead. In a period `to` is not before `from`.
        * **Absent means absent**: no answer has a null. In a request a null says no more than leaving out a member that may be left out; in a merge patch it removes.
        * **Lists** answer a page and, where there is more, a `nextToken` for the same query, and the address of the next page as `Link` with `rel="next"` (RFC 8288).
        * **Versions**: `If-Match` with an `ETag` that was read keeps a change from undoing somebody else's. It compares the version, the part of the tag before the hyphen.
        * **What has not changed** need not be loaded again: GET with `If-None-Match` and the `ETag` of what the client has answers 304 without a body. The tag is of what this caller sees, in this media type; a page's is of its items and of whether there is another page. `Cache-Control` is `private, no-cache` there, and `no-store` where there is a secret or clinical text.
        * **HEAD** answers as GET does, without the body, on every path that has GET.
        * **Prefer: return=minimal** (RFC 7240) leaves out a body that only shows what was written: 204 in place of 200, 201 with `Location` and `ETag`, and `Preference-Applied`.
        * **Idempotency-Key** makes it safe to repeat a POST: for 24 hours the same request gets the first answer again. It is taken bare or as a structured field's string: `"…"` is the same key.
        * **Limits** on failed attempts are announced with `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) where the function itself counts.
        * **Traces**: a `traceparent` (W3C Trace Context) is logged with the request and passed on; `Server-Timing` tells the function's own milliseconds.
        * **Compression**: answers of 1 KB and more are compressed for whoever sends `Accept-Encoding`. A request's body is never compressed: 415.
        * **What will go** says so: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) tell since and until when.
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
            {
                paths[path.Key] = new JsonObject(path.SelectMany(route => route.Methods.Select(method =>
                    KeyValuePair.Create(method.ToLowerInvariant(), (JsonNode?)operations.Write(resource, route, method)))));
            }
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Clinic", ["version"] = InfoApi.Version, ["description"] = Description },
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
        new("appointments", "AppointmentsFunction", "The agenda: when thanatologists are available, their appointments, and who waits for one.", AppointmentsApi.Routes),
        new("care", "CareFunction", "Care in grief: what patients have lost, what may become dangerous for them and what helps then, questionnaires, and what is to be done.", CareApi.Routes),
        new("messages", "MessagesFunction", "Messages by mail.", MessagesApi.Routes),
        new("reports", "ReportsFunction", "The clinic's figures.", ReportsApi.Routes),
        new("exports", "ExportsFunction", "De-identified copies of the clinic's data, for research.", ExportsApi.Routes),
        new("info", "InfoFunction", "What anybody may know of the API itself.", InfoApi.Routes),
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
        parameters["If-None-Match"] = Header("If-None-Match", "The ETags of what the client has: 304 when one of them is that of the answer.", null);
        parameters["Prefer"] = Header("Prefer", "With return=minimal the answer has no body. Other preferences are ignored.", null);
        parameters["Idempotency-Key"] = Header(
            "Idempotency-Key", "The same key, caller and body within 24 hours get the first answer again; another body is 409. Bare, or in quotes.", "^([A-Za-z0-9._:-]{1,64}|\"[A-Za-z0-9._:-]{1,64}\")$");
        parameters["Accept-Language"] = Header("Accept-Language", "The language of title, detail and errors of a problem: es or en (RFC 9110, section 12.5.4).", null);
        parameters["X-Request-Id"] = Header("X-Request-Id", "Comes back on the answer, when it is 1 to 64 of the characters A-Z a-z 0-9 . _ : -", null);
        parameters["traceparent"] = Header("traceparent", "The client's place in a trace (W3C Trace Context). A malformed one is ignored, as that standard says.", null);
        return parameters;
    }

    public static JsonObject Headers() => new()
    {
        ["X-Request-Id"] = Always(Header("The request's own id, or one that was made for it.")),
        ["Content-Language"] = Header("The language of the problem's texts, es or en."),
        ["ETag"] = Always(Header("What was answered: the version, where there is one, and a digest. For If-Match and If-None-Match.")),
        ["Cache-Control"] = Header("Whether the answer may be kept: private, no-cache until it is asked for again; no-store not at all."),
        ["Link"] = Header("The address of the next page, with rel=\"next\". Not on the last one."),
        ["Preference-Applied"] = new JsonObject
        {
            ["description"] = "That the preference was followed; then there is no body.",
            ["schema"] = new JsonObject { ["type"] = "string", ["const"] = "return=minimal" },
        },
        ["RateLimit-Policy"] = Header("The limit on failed attempts: its name, how many, and in how many seconds."),
        ["RateLimit"] = Header("How many failed attempts are left, and in how many seconds there are more."),
        ["Server-Timing"] = Header("The function's own milliseconds."),
        ["WWW-Authenticate"] = Header("Bearer, with what is wrong with the token (RFC 6750)."),
        ["Deprecation"] = Header("Since when clients should not use this any more: @ and the seconds since 1970 (RFC 9745)."),
        ["Sunset"] = Header("When it will be gone (RFC 8594)."),
        ["Location"] = Always(Header("The path of what was created.", "uri-reference")),
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

    /// <summary>A header that every response has which names it.</summary>
    private static JsonObject Always(JsonObject header)
    {
        header["required"] = true;
        return header;
    }

    private static JsonObject Header(string description, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
            schema["format"] = format;
        return new JsonObject { ["description"] = description, ["schema"] = schema };
    }
}
