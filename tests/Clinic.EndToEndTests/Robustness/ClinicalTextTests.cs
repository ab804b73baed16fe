using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.EndToEndTests.Contract;
using Xunit;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>
/// Every operation that takes free texts is sent with a mark in each of them, accepted and refused. Then the marks are looked for where
/// they must not be: in logs, of which the metrics are made, mails and SMS, refusals and headers, the history, lists over patients, and what the tables
/// hold unsealed. A new operation or text is in this by itself, and fails it until it can be sent.
/// </summary>
[Collection(TheClinic.Name)]
public sealed partial class ClinicalTextTests(ClinicFixture clinic)
{
    private static readonly DocumentedApi Api = DocumentedApi.Current;

    private const int AtOnce = 8;

    private const string Users = @"(POST|PUT|PATCH) /users(/\{id\})?";
    private const string Names = Users + " (title|firstName|firstLastName|secondLastName)";
    private const string Sessions = "POST /sessions(/groups)?";

    /// <summary>Texts that no accepted request here has.</summary>
    private static readonly Dictionary<string, string> Unmarked = new()
    {
        ["POST /users password"] = "LogTests looks for passwords.",
        ["POST /users specialty"] = "Of staff.",
        ["PUT /users/{id} specialty"] = "Of staff.",
        ["PATCH /users/{id} specialty"] = "Of staff.",
        ["PUT /availability/{id} timeZone"] = "No free text: may be repeated, not changed.",
        ["POST /messages to"] = "An address.",
    };

    /// <summary>Where which texts may stand, and why. Each of these is found there: a row that is not needed is none.</summary>
    private static readonly (string Place, string Of, string Why)[] Allowed =
    [
        (@"UsersTable\.\w+", Users + @" (?!record)[\w.]+", "Master data are not sealed, the emergency contact with them; names stand there in other forms for lists and search: docs/privacy.md."),
        (@"UsersTable\.ekr", @"(POST /users record\.ekr|PUT /users/\{id\}/record ekr)", "The record's text is not sealed: docs/privacy.md."),
        (@"SessionsTable\.(evaluation|problem|prognosis|plan|reason|remark)", Sessions + " (evaluation|problem|prognosis|plan|reason|attendees.remark)", "Sessions are not sealed: docs/privacy.md."),
        (@"SessionsTable\.addenda", @"POST /sessions/\{id\}/addenda text", "Nor are their addenda."),
        (@"AgendaTable\.availability", @"PUT /availability/\{id\} (rules\.place|exceptions\.(note|place))", "Hours are of the thanatologist."),
        (@"AppointmentsTable\.(place|note|reason)", @"(POST|PATCH) /appointments(/\{id\})? (place|note|reason)", "An appointment's note is not clinical: api-agenda.md."),
        (@"WaitingListTable\.note", "POST /waiting-list note", "Nor is that of who waits."),
        (@"MessagesTable\.subject", "POST /messages subject", "A secure message has its text sealed, not its subject: docs/privacy.md."),
        (@"AuditTable\.reason", $@"({Sessions}|PATCH /appointments/\{{id\}}|DELETE /users/\{{id\}}/losses/\{{lossId\}}) reason", "Why somebody stood in, cancelled or took away is for the history."),
        (@"GET /users/\{id\}/audit", @"(PATCH /appointments|DELETE /users).* reason", "An admin reads it there."),
        ("GET /(users|sessions/drafts|appointments|waiting-list|tasks)", Names, "Lists over patients name them."),
        ("GET /appointments", @"(POST|PATCH) /appointments(/\{id\})? (place|note|reason)", "As an appointment is shown."),
        ("GET /availability/free", @"PUT /availability/\{id\} rules\.place", "Where to come to."),
        ("GET /waiting-list", "POST /waiting-list note", "As an entry is shown."),
        ("GET /messages", "POST /messages subject", "A list has no texts."),
        ("mails", "POST /messages (subject|body)", "They are the mail."),
    ];

    /// <summary>Lists of one patient that have no text, beside all the lists over patients.</summary>
    private static readonly string[] ListsOfOne = ["/users/{id}/sessions", "/users/{id}/audit", "/users/{id}/sessions/verify"];

    private readonly Marks marks = new();
    private readonly ConcurrentDictionary<string, byte> accepted = [];
    private readonly ConcurrentDictionary<(string Place, string Of), byte> found = [];
    private readonly ConcurrentDictionary<int, byte> statuses = [];

    [Fact]
    public async Task Clinical_texts_are_nowhere_but_where_they_belong()
    {
        var scene = await Scene.AssembleAsync(clinic);
        var bodies = new MarkedBodies(Api, marks, scene.Known);
        var operations = Api.Operations.Where(operation => operation.Bodies.ContainsKey("application/json") && !IsOfNobody(operation.Path)).ToList();

        await EachAsync(operations, operation => DriveAsync(scene, bodies, operation));
        await RemoveLossAsync(scene);
        await EachAsync(Api.Operations.Where(operation => operation.Method == "GET"), operation => AskAsync(scene, operation));
        await scene.MailAsync(clinic);
        var logs = await clinic.ReadLogsAsync();
        Find("logs", logs);
        Find("mails", string.Join('\n', (await clinic.Mailbox.ToAsync("")).Select(mail => mail.ToJsonString())));
        Find("SMS", string.Join('\n', (await clinic.Phone.ToAsync(null)).Select(sms => sms.ToJsonString())));
        foreach (var (place, text) in await clinic.Tables.AttributesAsync())
            Find(place, text);

        Assert.Equal(operations.SelectMany(bodies.TextsOf).Order(StringComparer.Ordinal), accepted.Keys.Concat(Unmarked.Keys).Order(StringComparer.Ordinal));
        Assert.Empty(((int[])[400, 401, 403, 404, 406, 409, 412, 413, 415]).Except(statuses.Keys));
        Assert.Contains("POST /users/{id}/losses 201", logs, StringComparison.Ordinal);
        Assert.DoesNotContain(found.Keys, one => !Array.Exists(Allowed, row => IsIn(one, row)));
        // What a list of the clinic shows depends on what else is in it; a table has what was written.
        Assert.All(Allowed.Where(row => !row.Place.StartsWith("GET ", StringComparison.Ordinal)), row => Assert.Contains(found.Keys, one => IsIn(one, row)));
    }

    private static bool IsIn((string Place, string Of) found, (string Place, string Of, string Why) row) =>
        Regex.IsMatch(found.Place, $"^({row.Place})$") && Regex.IsMatch(found.Of, $"^({row.Of})$");

    private static Task EachAsync(IEnumerable<DocumentedOperation> operations, Func<DocumentedOperation, Task> drive) =>
        Parallel.ForEachAsync(operations, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (operation, _) => await drive(operation));

    /// <summary>What people sign in with, of which LogTests is, and questionnaires, which are the clinic's and of nobody.</summary>
    private static bool IsOfNobody(string path) => path.StartsWith("/auth/", StringComparison.Ordinal) || path == "/instruments/{id}";

    /// <summary>Sends a request that is accepted, and such as are refused.</summary>
    private async Task DriveAsync(Scene scene, MarkedBodies bodies, DocumentedOperation operation)
    {
        var (target, key) = (await scene.TargetAsync(operation.Path), ("Idempotency-Key", Bodies.Id()));
        string Body() => scene.Complete(operation, bodies.Of(operation)).ToJsonString();
        Task<Answer> TryAsync(string body, params (string, string)[] headers) => SendAsync(scene.Thanatologist, operation, target, body, headers);

        var body = Body();
        var answer = await TryAsync(body, key);
        if (bodies.TextsOf(operation).Count > 0)
            Assert.True(answer.Status < 300, $"{operation.Method} {operation.Path} has texts, and is not accepted so that they can be looked for: {answer.Status} {answer.Text}\n{body}");
        if (answer.Status < 300)
            marks.In(body).ToList().ForEach(owner => accepted.TryAdd(owner, 0));

        // What is refused as all requests may be: repeated with another body, wrong in each text, unreadable, too long, stale, of nobody, for nobody, not allowed.

        await TryAsync(Body(), key);
        await TryAsync(bodies.AllMarked(operation, JsonNode.Parse(Body()))!.ToJsonString());
        await TryAsync(TextAt().Replace(Body(), "$0" + new string('a', 5_001)));
        await TryAsync(JsonNode.Parse(Body())!.AsObject().With("unknown", marks.New("unknown")).ToJsonString());
        await TryAsync(Body()[..^1]);
        await TryAsync(Body() + new string(' ', 400_000));
        await TryAsync(Body(), ("If-Match", "\"999999\""));
        await TryAsync(Body(), ("Accept", "image/png"));
        await SendAsync(scene.Thanatologist, operation, Id().Replace(target, _ => Bodies.Id()), Id().Replace(Body(), _ => Bodies.Id()));
        await SendAsync(scene.Thanatologist, operation, Id().Replace(target, scene.ClosedId), Id().Replace(Body(), scene.ClosedId));
        await SendAsync(scene.Thanatologist, operation, target + "?unknown=" + marks.New("query"), Body());
        await SendAsync(clinic.Nobody, operation, target, Body());
        await SendAsync(clinic.Patient, operation, target, Body());
        await SendAsync(clinic.Support, operation, target, Body());
        Check(await scene.Thanatologist.SendAsync(new HttpMethod(operation.Method), target, ApiClient.Json(Refused(Body()), "text/plain")));
    }

    /// <summary>The one free text that is in an address.</summary>
    private async Task RemoveLossAsync(Scene scene)
    {
        var loss = await scene.TargetAsync("/users/{id}/losses/{lossId}");
        Check(await scene.Thanatologist.DeleteAsync($"{loss}?reason={Refused(marks.New("DELETE /users/{id}/losses/{lossId} reason"))}{new string('a', 200)}"));
        Check((await scene.Thanatologist.DeleteAsync($"{loss}?reason={marks.New("DELETE /users/{id}/losses/{lossId} reason")}")).Is(204));
    }

    /// <summary>Reads, with a mark in each parameter that is a text and without.</summary>
    private async Task AskAsync(Scene scene, DocumentedOperation operation)
    {
        var (isList, isRead) = (!operation.Path.Contains('{', StringComparison.Ordinal) || ListsOfOne.Contains(operation.Path), false);
        foreach (var client in (ApiClient[])[scene.Thanatologist, clinic.Admin, clinic.Support, clinic.Patient])
        {
            var answer = await client.GetAsync(scene.Query(operation));
            Check(answer);
            isRead |= answer.Status == 200;
            if (isList)
                Find($"GET {operation.Path}", answer.Text);
        }
        Assert.True(isRead || !isList || operation.Path == "/appointments/answer", $"Nobody has read GET {operation.Path}.");
        foreach (var parameter in operation.Parameters.Where(parameter => parameter["in"]!.ToString() is "query" or "path"))
        {
            var (name, isPath) = (parameter["name"]!.ToString(), parameter["in"]!.ToString() == "path");
            var asked = Refused(marks.New($"GET {operation.Path} {name}"));
            var path = scene.Query(operation);
            Check(await scene.Thanatologist.GetAsync(isPath ? operation.Path.Replace($"{{{name}}}", asked, StringComparison.Ordinal).At() : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={asked}"));
        }
    }

    private async Task<Answer> SendAsync(ApiClient client, DocumentedOperation operation, string target, string body, params (string, string)[] headers)
    {
        var answer = await client.SendAsync(new HttpMethod(operation.Method), target, ApiClient.Json(body), headers);
        if (answer.Status >= 400)
            Refused(target + body);
        Check(answer);
        return answer;
    }

    private string Refused(string request)
    {
        marks.Refuse(request);
        return request;
    }

    private void Check(Answer answer)
    {
        statuses.TryAdd(answer.Status, 0);
        Find("headers", string.Join('\n', answer.Headers.Values));
        if (answer.Status >= 400)
            Find($"refusal {answer.Request} {answer.Status}", answer.Text);
    }

    private void Find(string place, string text) => marks.In(text).ToList().ForEach(owner => found.TryAdd((place, owner), 0));

    [GeneratedRegex("zq[0-9]{5}q")]
    private static partial Regex TextAt();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    /// <summary>Who writes the texts, and of whom.</summary>
    private sealed class Scene(ApiClient thanatologist)
    {
        public ApiClient Thanatologist => thanatologist;

        public string ClosedId { get; private set; } = "";

        public string PatientId { get; private set; } = "";

        /// <summary>Patients of a colleague, for whom the thanatologist stands in: only then a session has a reason.</summary>
        public IReadOnlyList<string> Foreign { get; private set; } = [];

        public IReadOnlyDictionary<string, string> Known { get; private set; } = null!;

        public string Email { get; private init; } = "";

        public static async Task<Scene> AssembleAsync(ClinicFixture clinic)
        {
            var account = await clinic.CreateStaffAsync();
            var scene = new Scene(await clinic.Nobody.SignInAsync(account.Email, account.Password)) { Email = account.Email };
            scene.PatientId = await scene.Thanatologist.CreatePatientAsync();
            scene.ClosedId = await scene.Thanatologist.CreatePatientAsync();
            await scene.Thanatologist.CloseRecordAsync(scene.ClosedId);
            scene.Foreign = [await clinic.Colleague.CreatePatientAsync(), await clinic.Colleague.CreatePatientAsync(), await clinic.Colleague.CreatePatientAsync()];
            scene.Known = new Dictionary<string, string>
            {
                ["userId"] = scene.PatientId,
                ["patientId"] = scene.PatientId,
                ["date"] = "2026-01-15",
                ["due"] = "2035-05-10",
                ["start"] = Bodies.Appointment(scene.PatientId)["start"]!.ToString(),
                ["phone"] = "5512345678",
                ["from"] = "09:00",
                ["to"] = "10:00",
                ["instrument"] = "gad-7",
            };
            await clinic.Admin.LoadInstrumentAsync("gad-7");
            return scene;
        }

        /// <summary>The path of something that is there.</summary>
        public async Task<string> TargetAsync(string path) => await thanatologist.CarePathAsync(path) ?? path switch
        {
            "/users/{id}/draft" => path.At(Foreign[0]),
            "/sessions/{id}/addenda" => path.At((await thanatologist.WriteSessionAsync(PatientId)).Id),
            "/appointments/{id}" => path.At(await thanatologist.BookAsync(PatientId)),
            "/availability/{id}" => path.At(thanatologist.UserId),
            "/users/{id}/alerts" => path.At(PatientId),
            _ => path.At(await thanatologist.CreatePatientAsync()),
        };

        /// <summary>The body with what else is needed for all of its texts to be taken.</summary>
        public JsonObject Complete(DocumentedOperation operation, JsonObject body) => $"{operation.Method} {operation.Path}" switch
        {
            "POST /users" => body.Without("password", "specialty").With("role", "patient"),
            "PUT /users/{id}" => body.Without("specialty"),
            "PATCH /users/{id}" => body.Without("specialty").With("emergencyContact", body["emergencyContact"]!.DeepClone().AsObject().With("phone", "5512345678")),
            "POST /sessions" => body.With("userId", Foreign[0]).With("substitute", true),
            "PUT /users/{id}/draft" => body.With("substitute", true),
            "POST /sessions/groups" => body.With("substitute", true).With("attendees", Attendees(body["attendees"]![0]!.AsObject())),
            "PUT /availability/{id}" => body.Without("timeZone").With("exceptions", Exceptions(body["exceptions"]![0]!.AsObject())),
            "POST /appointments" => body.With("override", true).With("start", Bodies.Appointment(PatientId)["start"]!.ToString()),
            "PATCH /appointments/{id}" => body.With("status", "cancelled"),
            "POST /users/{id}/alerts" => body.With("severity", "imminent"),
            "POST /users/{id}/assessments" or "POST /care/requests/{id}/answers" => body.With("answers", new JsonObject(Enumerable.Range(1, 7).Select(number => KeyValuePair.Create($"q{number}", (JsonNode?)1)))),
            "POST /messages" => body.With("to", Bodies.Email()).With("storeSecure", true),
            _ => body,
        };

        /// <summary>The address of a read, with the query that it has to have.</summary>
        public string Query(DocumentedOperation operation) => operation.Path.At(operation.Path.StartsWith("/availability", StringComparison.Ordinal) ? thanatologist.UserId : PatientId) + operation.Path switch
        {
            "/sessions" => $"?thanatologistId={thanatologist.UserId}&limit=100",
            "/appointments" => "?from=2035-01-01&limit=100",
            "/care/anniversaries" => "?from=2026-01-01&to=2026-04-01",
            "/reports/sessions" => "?groupBy=tool",
            "/reports/patients" => "?groupBy=gender",
            "/reports/appointments" => "?groupBy=status",
            "/reports/outcomes" => "?instrument=gad-7&groupBy=month",
            "/users" or "/tasks" or "/messages" or "/waiting-list" => "?limit=100",
            _ => "",
        };

        /// <summary>Lets mails go out of what was written: that a questionnaire waits, and that nobody has looked at an alert.</summary>
        public async Task MailAsync(ClinicFixture clinic)
        {
            var email = Bodies.Email();
            (await thanatologist.PatchAsync("/users/" + PatientId, new JsonObject { ["email"] = email })).Is(200);
            (await thanatologist.PostAsync($"/users/{PatientId}/assessment-requests", new JsonObject { ["instrument"] = "gad-7" })).Is(201);
            await clinic.Tables.AgeAlertsAsync(PatientId);
            await clinic.Host.Lambda.InvokeAsync(clinic.Host.Lambda.Find("Notices")!.LogicalId, Encoding.UTF8.GetBytes("{}"));
            await clinic.Mailbox.ArrivedAsync(Email, "Una alerta espera revisión");
            await clinic.Mailbox.ArrivedAsync(email);
        }

        /// <summary>One who arrived, and one who did not.</summary>
        private JsonArray Attendees(JsonObject attendee) =>
            [attendee.DeepClone().AsObject().With("userId", Foreign[1]), attendee.DeepClone().AsObject().With("userId", Foreign[2]).With("arrived", false)];

        /// <summary>Closed days have a note, added hours a place.</summary>
        private static JsonArray Exceptions(JsonObject days) =>
        [
            new JsonObject { ["date"] = "2035-01-15", ["closed"] = true, ["note"] = days["note"]!.DeepClone() },
            new JsonObject { ["date"] = "2035-01-16", ["from"] = "16:00", ["to"] = "18:00", ["place"] = days["place"]!.DeepClone() },
        ];
    }
}
