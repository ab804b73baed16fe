using System.Text.Json.Nodes;
using Clinic.Core.Security;

namespace Clinic.Contract.Postman;

/// <summary>One call for each operation: the document's own example, with what the scripts make in the place of the demo data.</summary>
internal static class RouteCalls
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["01990000-0000-7000-8000-000000000003"] = "{{thanatologistId}}",
        ["01990000-0000-7000-8000-000000000005"] = "{{patientId}}",
        ["thanatologist@clinic.test"] = "{{thanatologistEmail}}",
        ["patient@clinic.test"] = "{{recipient}}",
        ["duelo-y-esperanza"] = "{{thanatologistPassword}}",
        ["eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.…"] = "{{refreshToken}}",
        ["eyJraWQiOiJ…"] = "{{thanatologistToken}}",
    };

    private static readonly string[] Spare = ["spareEmail", "sparePassword", "spareId", "spareToken"];

    /// <summary>A run leaves no key behind: this one is nobody's, as the calls with a key make their own.</summary>
    private const string TakeKeyBack = """
        pm.sendRequest({ url: `${pm.variables.get('baseUrl')}/auth/api-keys/${pm.response.json().id}`, method: 'DELETE', header: { Authorization: `Bearer ${pm.variables.get('adminToken')}` } }, () => {});
        """;

    private static readonly Dictionary<string, string> Ids = new()
    {
        ["/users/"] = "{{patientId}}",
        ["/sessions/"] = "{{sessionId}}",
        ["/messages/"] = "{{messageId}}",
        ["/auth/api-keys/"] = "{{apiKeyId}}",
        ["/exports/"] = "{{exportId}}",
    };

    private static readonly Dictionary<string, Func<PostmanCall, PostmanCall>> Special = new()
    {
        ["token"] = call => call with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "{{apiKey}}" } },
        ["login"] = call => With(With(call, "email", "{{adminEmail}}"), "password", "{{adminPassword}}"),
        ["authenticate"] = call => With(With(call, "email", "{{adminEmail}}"), "password", "{{adminPassword}}"),
        ["listSessions"] = call => call with { Query = new Dictionary<string, string> { ["userId"] = "{{patientId}}" } },
        // The right code is in a mail.
        ["resetPassword"] = call => With(call with { Status = 400 }, "email", "nobody@clinic.test"),
        // The right code is in an app that knows the secret, and the made-up account has no second factor.
        ["finishLogin"] = call => call with { Status = 401 },
        ["confirmMfa"] = call => call with { Status = 400 },
        ["removeMfa"] = call => call with { Status = 404 },
        // What ends with the call is made anew for the next one.
        ["refresh"] = call => call with { Tests = [Forget("refreshToken")] },
        ["logout"] = call => call with { Tests = [Forget("refreshToken")] },
        ["changePassword"] = call => With(call with { As = "spareToken", Tests = [Forget(Spare)] }, "currentPassword", "{{sparePassword}}"),
        ["deactivateUser"] = call => call with { As = "adminToken", Id = "{{spareId}}", Tests = [Forget(Spare)] },
        ["deleteApiKey"] = call => call with { Tests = [Forget("apiKey", "apiKeyId")] },
        ["createApiKey"] = call => call with { Tests = [TakeKeyBack] },
    };

    public static PostmanCall Of(ApiOperation operation)
    {
        var call = new PostmanCall(
            $"{operation.Method} {operation.Path}",
            Caller(operation),
            Ids.FirstOrDefault(known => operation.Path.StartsWith(known.Key, StringComparison.Ordinal)).Value,
            operation.TakesBody ? Filled(operation.BodyExample) : null,
            Required(operation),
            new Dictionary<string, string>(),
            operation.Status,
            []);
        return Special.TryGetValue(operation.Id, out var change) ? change(call) : call;
    }

    private static string? Caller(ApiOperation operation) => operation.Scopes.ToList() switch
    {
        [] => null,
        var scopes when scopes.Intersect(Scope.Of(Role.Thanatologist)).Any() => "thanatologistToken",
        _ => "adminToken",
    };

    private static Dictionary<string, string> Required(ApiOperation operation) => operation.Parameters("query")
        .Where(parameter => parameter["required"]?.GetValue<bool>() is true)
        .ToDictionary(parameter => parameter["name"]!.GetValue<string>(), parameter => parameter["schema"]!["enum"]![0]!.GetValue<string>());

    private static JsonNode? Filled(JsonNode? example) => example switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Filled)]),
        JsonValue value when value.TryGetValue<string>(out var text) && Variables.TryGetValue(text, out var variable) => variable,
        _ => example?.DeepClone(),
    };

    private static PostmanCall With(PostmanCall call, string member, string value)
    {
        var body = call.Body!.DeepClone();
        body[member] = value;
        return call with { Body = body };
    }

    /// <summary>JavaScript after which the variables are made anew when they are needed.</summary>
    public static string Forget(params string[] variables) =>
        $"[{string.Join(", ", variables.Select(variable => $"'{variable}'"))}].forEach(name => pm.collectionVariables.unset(name));";
}
