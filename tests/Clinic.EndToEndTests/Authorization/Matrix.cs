using System.Text.Json.Nodes;

namespace Clinic.EndToEndTests.Authorization;

/// <summary>Who calls: the roles, and for what belongs to somebody the owner and somebody like them who is not.</summary>
public enum Persona
{
    Admin,
    Support,
    Owner,
    Colleague,
    Self,
    Stranger,
    Service,
}

/// <summary>A route and the status that each persona gets for a request that only their rights decide about, in the personas' order.</summary>
public sealed record Expectation(string Method, string Path, params int[] Statuses)
{
    /// <summary>The body, which may depend on who sends it: what a role has to say that another one must not.</summary>
    internal Func<Cast, Persona, JsonObject?> Body { get; init; } = (_, _) => null;

    /// <summary>The id in the path.</summary>
    internal Func<Cast, string> Id { get; init; } = cast => cast.PatientId;

    public string Query { get; init; } = "";

    public (string, string)[] Headers { get; init; } = [];
}

/// <summary>The contract's rights, route by route, written out from its tables and not from the code.</summary>
internal static class Matrix
{
    private const string Nothing = "{}"; // a body that every rule refuses: who gets 400 for it was let in

    /// <summary>Columns: admin, support, the patient's thanatologist, another one, the patient, another patient, a service with every scope.</summary>
    public static IReadOnlyList<Expectation> All { get; } =
    [
        new("POST", "/auth/logout", 400, 400, 400, 400, 400, 400, 400) { Body = (_, _) => Empty() },
        new("PUT", "/auth/password", 400, 400, 400, 400, 400, 400, 400) { Body = (_, _) => Empty() },
        new("GET", "/auth/me", 200, 200, 200, 200, 200, 200, 404),
        new("POST", "/auth/introspect", 200, 200, 200, 200, 200, 200, 200) { Body = (_, _) => new JsonObject { ["token"] = "none" } },
        new("POST", "/auth/mfa/enrol", 200, 200, 200, 200, 403, 403, 404) { Body = (_, _) => new JsonObject { ["currentPassword"] = Bodies.Password } },
        new("POST", "/auth/mfa/confirm", 400, 400, 400, 400, 400, 400, 400) { Body = (_, _) => Empty() },
        new("DELETE", "/auth/mfa", 404, 404, 404, 404, 404, 404, 404) { Body = (_, _) => new JsonObject { ["code"] = "123456" } },
        new("POST", "/auth/api-keys", 201, 403, 403, 403, 403, 403, 201) { Body = (_, _) => new JsonObject { ["name"] = "Clave", ["scopes"] = new JsonArray("clinic/self") } },
        new("GET", "/auth/api-keys", 200, 403, 403, 403, 403, 403, 200),
        new("DELETE", "/auth/api-keys/{id}", 404, 403, 403, 403, 403, 403, 404) { Id = _ => Bodies.Id() },

        new("POST", "/users", 201, 403, 201, 201, 403, 403, 201) { Body = (cast, who) => Bodies.Patient(who is Persona.Admin or Persona.Service ? cast.OwnerId : null) },
        new("GET", "/users", 200, 200, 200, 200, 403, 403, 200),
        new("GET", "/users/{id}", 200, 200, 200, 404, 200, 404, 200),
        new("PUT", "/users/{id}", 200, 403, 200, 404, 403, 403, 200) { Body = (cast, _) => Bodies.Patient().With("email", cast.PatientEmail) },
        new("PATCH", "/users/{id}", 200, 403, 200, 404, 200, 404, 200) { Body = (_, _) => new JsonObject { ["occupation"] = "Docente" } },
        new("DELETE", "/users/{id}", 404, 403, 404, 404, 403, 403, 404) { Id = _ => Bodies.Id() },
        new("GET", "/users/{id}/record", 200, 200, 200, 404, 403, 403, 200),
        new("PUT", "/users/{id}/record", 200, 403, 200, 404, 403, 403, 200) { Body = (_, _) => new JsonObject { ["isOpen"] = true } },
        new("GET", "/users/{id}/sessions", 200, 403, 200, 404, 403, 403, 200),
        new("GET", "/users/{id}/sessions/verify", 200, 403, 200, 404, 403, 403, 200),
        new("GET", "/users/{id}/audit", 200, 403, 403, 403, 403, 403, 200),

        new("POST", "/sessions", 201, 403, 201, 404, 403, 403, 201) { Body = (cast, who) => SessionBy(who, cast) },
        new("GET", "/sessions", 200, 403, 200, 404, 403, 403, 200) { Query = "?userId={patient}" },
        new("GET", "/sessions/drafts", 200, 403, 200, 200, 403, 403, 404),
        new("PUT", "/users/{id}/draft", 200, 403, 200, 404, 403, 403, 404) { Body = (_, _) => new JsonObject { ["evaluation"] = "Llega tarde." } },
        new("GET", "/users/{id}/draft", 404, 403, 404, 404, 403, 403, 404) { Id = _ => Bodies.Id() },
        new("DELETE", "/users/{id}/draft", 404, 403, 404, 404, 403, 403, 404) { Id = _ => Bodies.Id() },
        new("POST", "/sessions/groups", 400, 403, 400, 400, 403, 403, 400) { Body = (_, _) => Empty() },
        new("GET", "/sessions/catalogue", 200, 200, 200, 200, 200, 200, 200),
        new("GET", "/sessions/{id}", 200, 403, 200, 404, 403, 403, 200) { Id = cast => cast.SessionId },
        new("POST", "/sessions/{id}/addenda", 201, 403, 201, 404, 403, 403, 201) { Id = cast => cast.SessionId, Body = (_, _) => new JsonObject { ["text"] = "Llamó." } },

        new("GET", "/availability/{id}", 200, 200, 200, 200, 404, 404, 200) { Id = cast => cast.OwnerId },
        new("PUT", "/availability/{id}", 200, 200, 200, 403, 403, 403, 200) { Id = cast => cast.OwnerId, Body = (_, _) => Empty() },
        new("GET", "/availability/{id}/free", 200, 200, 200, 200, 404, 404, 200) { Id = cast => cast.OwnerId },
        new("GET", "/availability/free", 200, 200, 200, 200, 200, 200, 200),

        new("POST", "/appointments", 201, 201, 201, 404, 403, 403, 201) { Body = (cast, _) => Bodies.Appointment(cast.PatientId) },
        new("GET", "/appointments", 200, 200, 200, 200, 200, 200, 200) { Query = "?from=2035-01-01" },
        new("GET", "/appointments/{id}", 200, 200, 200, 404, 200, 404, 200) { Id = cast => cast.AppointmentId },
        new("PATCH", "/appointments/{id}", 200, 200, 200, 404, 403, 403, 200) { Id = cast => cast.AppointmentId, Body = (_, who) => new JsonObject { ["note"] = who.ToString() } },

        new("POST", "/waiting-list", 409, 409, 409, 404, 403, 403, 409) { Body = (cast, _) => Bodies.Waiting(cast.PatientId) }, // the patient waits already
        new("GET", "/waiting-list", 200, 200, 200, 200, 403, 403, 200),
        new("DELETE", "/waiting-list/{id}", 404, 404, 404, 404, 403, 403, 404) { Id = _ => Bodies.Id() },

        new("POST", "/users/{id}/losses", 201, 403, 201, 404, 403, 403, 201) { Body = (_, _) => Bodies.Loss() },
        new("GET", "/users/{id}/losses", 200, 403, 200, 404, 403, 403, 200),
        new("GET", "/users/{id}/losses/{lossId}", 200, 403, 200, 404, 403, 403, 200),
        new("PATCH", "/users/{id}/losses/{lossId}", 200, 403, 200, 404, 403, 403, 200) { Body = (_, who) => new JsonObject { ["name"] = who.ToString() } },
        new("DELETE", "/users/{id}/losses/{lossId}", 412, 403, 412, 404, 403, 403, 412) { Query = "?reason=x", Headers = [("If-Match", "\"0\"")] },
        new("GET", "/care/anniversaries", 200, 403, 200, 200, 403, 403, 200),

        new("POST", "/tasks", 201, 403, 201, 404, 403, 403, 201) { Body = (cast, _) => Bodies.Task(cast.PatientId) },
        new("GET", "/tasks", 200, 403, 200, 404, 403, 403, 200) { Query = "?patientId={patient}" },
        new("GET", "/tasks/{id}", 200, 403, 200, 404, 403, 403, 200) { Id = cast => cast.TaskId },
        new("PATCH", "/tasks/{id}", 200, 403, 200, 404, 403, 403, 200) { Id = cast => cast.TaskId, Body = (_, who) => new JsonObject { ["text"] = who.ToString() } },

        new("POST", "/calendar/feeds", 201, 201, 201, 201, 403, 403, 404),
        new("GET", "/calendar/feeds", 200, 200, 200, 200, 403, 403, 404),
        new("DELETE", "/calendar/feeds/{id}", 404, 404, 404, 404, 403, 403, 404) { Id = _ => Bodies.Id() },

        new("POST", "/users/{id}/alerts", 201, 403, 201, 404, 403, 403, 201) { Body = (_, _) => new JsonObject { ["kind"] = "other", ["severity"] = "low", ["text"] = "Llora." } },
        new("GET", "/users/{id}/alerts", 200, 403, 200, 404, 403, 403, 200),
        new("POST", "/users/{id}/alerts/{alertId}/reviews", 404, 403, 404, 404, 403, 403, 404) { Body = (_, _) => new JsonObject { ["text"] = "Visto." } },
        new("PUT", "/users/{id}/safety-plan", 200, 403, 200, 404, 403, 403, 200) { Body = (_, _) => new JsonObject { ["ownMeans"] = new JsonArray("Caminar") } },
        new("GET", "/users/{id}/safety-plan", 200, 404, 200, 404, 200, 404, 200),
        new("GET", "/users/{id}/safety-plan/versions", 200, 403, 200, 404, 403, 403, 200),

        new("PUT", "/instruments/{id}", 400, 403, 403, 403, 403, 403, 400) { Id = _ => "phq-9", Body = (_, _) => [] },
        new("GET", "/instruments", 200, 403, 200, 200, 403, 403, 200),
        new("GET", "/instruments/{id}", 404, 403, 404, 404, 403, 403, 404) { Id = _ => "no-such-instrument" },
        new("POST", "/users/{id}/assessments", 400, 403, 400, 404, 403, 403, 400) { Body = (_, _) => new JsonObject { ["instrument"] = "no-such-instrument", ["answers"] = new JsonObject() } },
        new("GET", "/users/{id}/assessments", 200, 403, 200, 404, 403, 403, 200),
        new("GET", "/users/{id}/assessments/{assessmentId}", 404, 403, 404, 404, 403, 403, 404),
        new("POST", "/users/{id}/assessment-requests", 400, 403, 400, 404, 403, 403, 400) { Body = (_, _) => new JsonObject { ["instrument"] = "no-such-instrument" } },
        new("GET", "/care/requests", 200, 200, 200, 200, 200, 200, 200),
        new("POST", "/care/requests/{id}/answers", 404, 404, 404, 404, 404, 404, 404) { Id = _ => Bodies.Id(), Body = (_, _) => new JsonObject { ["answers"] = new JsonObject() } },

        new("POST", "/messages", 202, 202, 202, 202, 403, 403, 202) { Body = (_, _) => Message(Bodies.Email()) },
        new("GET", "/messages", 200, 200, 200, 200, 200, 200, 200) { Query = "?to={email}" },
        new("GET", "/messages/{id}", 200, 200, 200, 404, 200, 404, 200) { Id = cast => cast.MessageId },
        new("POST", "/messages/{id}/decrypt", 200, 403, 403, 403, 403, 403, 200) { Id = cast => cast.MessageId },

        new("GET", "/reports/sessions", 200, 200, 200, 200, 403, 403, 200) { Query = "?groupBy=tool" },
        new("GET", "/reports/patients", 200, 200, 200, 200, 403, 403, 200) { Query = "?groupBy=gender" },
        new("GET", "/reports/fees", 200, 200, 200, 200, 403, 403, 200),
        new("GET", "/reports/appointments", 200, 200, 200, 200, 403, 403, 200) { Query = "?groupBy=status" },
        new("GET", "/reports/thanatologists", 200, 200, 200, 200, 403, 403, 200),
        new("GET", "/reports/summary", 200, 200, 200, 200, 403, 403, 200),
        new("GET", "/reports/outcomes", 404, 404, 404, 404, 403, 403, 404) { Query = "?instrument=no-such-instrument&groupBy=month" },

        new("POST", "/exports", 202, 403, 403, 403, 403, 403, 202),
        new("GET", "/exports", 200, 403, 403, 403, 403, 403, 200),
        new("GET", "/exports/{id}", 404, 403, 403, 403, 403, 403, 404) { Id = _ => Bodies.Id() },
    ];

    public static JsonObject Message(string to) => new() { ["to"] = to, ["subject"] = "Cita", ["body"] = "El jueves.", ["storeSecure"] = true };

    private static JsonObject Empty() => JsonNode.Parse(Nothing)!.AsObject();

    /// <summary>An admin's session for somebody's patient is a substitute too.</summary>
    private static JsonObject SessionBy(Persona who, Cast cast) => who is Persona.Admin
        ? Bodies.Session(cast.PatientId).With("substitute", true).With("reason", "Vacaciones")
        : Bodies.Session(cast.PatientId);
}
