using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Contract.Postman;

/// <summary>One call for each operation: the document's own example, where the data that the scripts make replaces the demo data.</summary>
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
        ["phq-2"] = "{{instrumentId}}",
    };

    private static readonly string[] Spare = ["spareEmail", "sparePassword", "spareId", "spareToken"];

    private static readonly Dictionary<string, string> NoToken = new() { ["token"] = "nobodys" };

    private static readonly Dictionary<string, string> Ids = new()
    {
        ["/users/"] = "{{patientId}}",
        ["/sessions/"] = "{{sessionId}}",
        ["/availability/"] = "{{thanatologistId}}",
        ["/appointments/"] = "{{appointmentId}}",
        ["/waiting-list/"] = "{{waitingListId}}",
        ["/tasks/"] = "{{taskId}}",
        ["/messages/"] = "{{messageId}}",
        ["/instruments/"] = "{{instrumentId}}",
        ["/care/requests/"] = "01990000-9d41-7000-8000-4b6d8e0a1c2f",
        ["/auth/api-keys/"] = "{{apiKeyId}}",
        ["/exports/"] = "{{exportId}}",
        ["/calendar/feeds/"] = "{{calendarFeedId}}",
        ["/calendar/"] = "nobodys.ics",
    };

    private static readonly Dictionary<string, Func<PostmanCall, PostmanCall>> Special = new()
    {
        ["token"] = call => call with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "{{apiKey}}" } },
        ["login"] = call => With(With(call, "email", "{{adminEmail}}"), "password", "{{adminPassword}}"),
        ["authenticate"] = call => With(With(call, "email", "{{adminEmail}}"), "password", "{{adminPassword}}"),
        ["listSessions"] = call => call with { Query = new Dictionary<string, string> { ["userId"] = "{{patientId}}" } },
        ["listAppointments"] = call => call with { Query = new Dictionary<string, string> { ["from"] = "{{yesterday}}" } },
        // At a time that no run before has taken.
        ["bookAppointment"] = call => With(call, "start", "{{appointmentStart}}"),
        // The second attendee of the example is made up.
        ["writeGroupSession"] = call => call with { Status = 404 },
        // The right token is in a mail.
        ["getAnswerPage"] = call => call with { Query = NoToken, Status = 404 },
        ["answerAppointment"] = call => call with { Query = NoToken, Status = 404 },
        // The right id is in the patient's own list.
        ["answerRequest"] = call => call with { Status = 404 },
        ["getDraft"] = call => call with { Id = "{{draftedPatientId}}" },
        ["deleteDraft"] = call => call with { Id = "{{draftedPatientId}}", Tests = [Forget("draftedPatientId")] },
        ["getSafetyPlan"] = call => call with { Id = "{{plannedPatientId}}" },
        ["reportOutcomes"] = call => call with { Query = new Dictionary<string, string> { ["instrument"] = "{{instrumentId}}", ["groupBy"] = "thanatologist" } },
        // The right address is in the answer that made it.
        ["readCalendar"] = call => call with { Status = 404 },
        ["createCalendarFeed"] = call => call with { Tests = [TakeBack("/calendar/feeds", "thanatologistToken")] },
        ["deleteCalendarFeed"] = call => call with { Tests = [Forget("calendarFeedId")] },
        ["addToWaitingList"] = call => call with { Tests = [TakeBack("/waiting-list", "thanatologistToken")] },
        ["removeFromWaitingList"] = call => call with { Tests = [Forget("waitingListId")] },
        ["removeLoss"] = call => call with { Query = new Dictionary<string, string> { ["reason"] = "Se escribió dos veces" }, Tests = [Forget("lossId")] },
        // The right code is in a mail.
        ["resetPassword"] = call => With(call with { Status = 400 }, "email", "nobody@clinic.test"),
        // The right code is in an app that knows the secret, and the made-up account has no second factor.
        ["finishLogin"] = call => call with { Status = 401 },
        ["confirmMfa"] = call => call with { As = "enrolledToken", Status = 400, Tests = [Forget("enrolledToken", "mfaSecret")] },
        ["removeMfa"] = call => call with { Status = 404 },
        // What ends with the call is made again for the next one.
        ["refresh"] = call => call with { Tests = [Forget("refreshToken")] },
        ["logout"] = call => call with { Tests = [Forget("refreshToken")] },
        ["changePassword"] = call => With(call with { As = "spareToken", Tests = [Forget(Spare)] }, "currentPassword", "{{sparePassword}}"),
        ["deactivateUser"] = call => call with { As = "adminToken", Id = "{{spareId}}", Tests = [Forget(Spare)] },
        ["deleteApiKey"] = call => call with { Tests = [Forget("apiKey", "apiKeyId")] },
        ["createApiKey"] = call => call with { Tests = [TakeBack("/auth/api-keys", "adminToken")] },
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
        .Where(parameter => parameter["required"]?.GetValue<bool>() is true && parameter["schema"]!["enum"] is not null)
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

    /// <summary>JavaScript that deletes what the call has made, so that a run leaves none behind: the calls that need one make their own.</summary>
    private static string TakeBack(string path, string token) =>
        $"pm.sendRequest({{ url: `${{pm.variables.get('baseUrl')}}{path}/${{pm.response.json().id}}`, method: 'DELETE', header: {{ Authorization: `Bearer ${{pm.variables.get('{token}')}}` }} }}, () => {{}});";

    /// <summary>JavaScript after which the variables are made again when they are needed.</summary>
    public static string Forget(params string[] variables) =>
        $"[{string.Join(", ", variables.Select(variable => $"'{variable}'"))}].forEach(name => pm.collectionVariables.unset(name));";
}

/// <summary>The steps of the patient's story, which is in <c>Assets/story.json</c>, as calls of the document's operations.</summary>
internal static class StoryCalls
{
    public static IEnumerable<(string Operation, PostmanCall Call)> Read() =>
        JsonNode.Parse(PostmanAssets.Read("story.json"))!.AsArray().Select(step => (Text(step!["call"])!, Call(step!)));

    private static PostmanCall Call(JsonNode step) => new(
        Text(step["name"])!,
        Text(step["as"]),
        Text(step["id"]),
        step["body"]?.DeepClone(),
        Map(step["query"]),
        Map(step["headers"]),
        step["status"]!.GetValue<int>(),
        [.. Tests(step), .. Kept(step), .. Forgotten(step)]);

    private static IEnumerable<string> Tests(JsonNode step) =>
        Map(step["tests"]).Select(test => $"pm.test('{test.Key}', () => {test.Value});");

    /// <summary>What later steps use: a member of the response or, after a colon, a header.</summary>
    private static IEnumerable<string> Kept(JsonNode step) => Map(step["keep"]).Select(kept => kept.Value.StartsWith(':')
        ? $"pm.collectionVariables.set('{kept.Key}', pm.response.headers.get('{kept.Value[1..]}'));"
        : $"pm.collectionVariables.set('{kept.Key}', pm.response.json().{kept.Value});");

    /// <summary>After the last step the next run makes its own variables.</summary>
    private static IEnumerable<string> Forgotten(JsonNode step) =>
        step["forget"] is { } names ? [RouteCalls.Forget([.. names.AsArray().Select(name => Text(name)!)])] : [];

    private static Dictionary<string, string> Map(JsonNode? node) => node is null ? [] : node.AsObject().ToDictionary(member => member.Key, member => Text(member.Value)!);

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}

/// <summary>The parts of an operation of the OpenAPI document from which a request is made.</summary>
internal sealed class ApiOperation(string method, string path, JsonNode operation, JsonNode document)
{
    public string Method => method;

    public string Path => path;

    public string Id => operation["operationId"]!.GetValue<string>();

    public string Tag => operation["tags"]![0]!.GetValue<string>();

    public string Summary => operation["summary"]!.GetValue<string>();

    public string? Description => operation["description"]?.GetValue<string>();

    /// <summary>The scopes of which a token needs one; none when the operation is public.</summary>
    public IEnumerable<string> Scopes => operation["security"]!.AsArray().Select(alternative => alternative!.AsObject().First().Value![0]!.GetValue<string>());

    /// <summary>The status of success, or the first one where nothing can succeed.</summary>
    public int Status => int.Parse(operation["responses"]!.AsObject().First().Key, CultureInfo.InvariantCulture);

    public bool TakesBody => operation["requestBody"] is not null;

    public string BodyType => operation["requestBody"]!["content"]!.AsObject().Last().Key;

    public JsonNode? BodyExample => (operation["requestBody"]?["content"]?[MediaTypes.Json] ?? operation["requestBody"]?["content"]?[MediaTypes.Form])?["example"];

    public JsonNode? ResponseExample => operation["responses"]!.AsObject().First().Value!["content"]?["application/json"]?["example"];

    public IEnumerable<JsonNode> Parameters(string place) => operation["parameters"]!.AsArray()
        .Select(parameter => parameter!["$ref"] is { } reference ? Follow(reference.GetValue<string>()) : parameter)
        .Where(parameter => parameter["in"]!.GetValue<string>() == place);

    /// <summary>Every operation but HEAD, which GET shows too, in the document's order.</summary>
    public static IReadOnlyList<ApiOperation> AllOf(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Where(operation => operation.Key != "head").Select(operation => new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!, document))),
    ];

    private JsonNode Follow(string reference) => reference.Split('/')[1..].Aggregate(document, (node, name) => node[name]!);
}
