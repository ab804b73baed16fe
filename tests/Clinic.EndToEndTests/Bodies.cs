using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.EndToEndTests;

/// <summary>Valid request bodies, to be changed by <c>With</c> and <c>Without</c>.</summary>
internal static class Bodies
{
    public const string Password = "tinta-verde-y-lluvia";

    private static int emails;
    private static int appointments;

    public static string Email() => $"persona{Interlocked.Increment(ref emails)}@example.org";

    /// <summary>An id that nothing has.</summary>
    public static string Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();

    public static JsonObject Login(string email, string password) => new() { ["email"] = email, ["password"] = password };

    public static JsonObject Staff(string role = "thanatologist") => new()
    {
        ["role"] = role,
        ["firstName"] = "Ximena",
        ["firstLastName"] = "Quiroga",
        ["email"] = Email(),
    };

    /// <summary>As a thanatologist creates one; an admin names the thanatologist.</summary>
    public static JsonObject Patient(string? thanatologistId = null)
    {
        var patient = new JsonObject { ["role"] = "patient", ["firstName"] = "Eusebio", ["firstLastName"] = "Villaseñor" };
        if (thanatologistId is not null)
            patient["record"] = new JsonObject { ["thanatologistId"] = thanatologistId };
        return patient;
    }

    public static JsonObject Session(string userId, string? date = null) => new()
    {
        ["userId"] = userId,
        ["date"] = date ?? "2026-01-15",
        ["serviceType"] = "Servicios Acompañamiento",
        ["interventionType"] = "Tanatología",
        ["tool"] = "Diálogo",
        ["motive"] = "Duelo",
        ["evaluation"] = "Habla de su hermana.",
        ["recoveryFee"] = 150.5m,
    };

    public static JsonObject Loss() => new() { ["kind"] = "Muerte", ["relation"] = "Madre", ["name"] = "Elvira", ["date"] = "2024-05-10", ["notes"] = "La cuidó." };

    public static JsonObject Task(string patientId) => new() { ["patientId"] = patientId, ["text"] = "Llamar.", ["due"] = "2035-05-10" };

    /// <summary>Outside of all hours, so that no thanatologist needs any.</summary>
    public static JsonObject Appointment(string patientId, string start) => new() { ["patientId"] = patientId, ["start"] = start, ["override"] = true };

    /// <summary>Who waits for any thanatologist, at any time.</summary>
    public static JsonObject Waiting(string patientId) => new() { ["patientId"] = patientId };

    /// <summary>At a time that no other test takes, and that no length and no buffer reaches.</summary>
    public static JsonObject Appointment(string patientId) => Appointment(
        patientId, new DateTimeOffset(2035, 6, 1, 0, 0, 0, TimeSpan.Zero).AddHours(6 * Interlocked.Increment(ref appointments)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public static JsonObject With(this JsonObject body, string member, JsonNode? value)
    {
        body[member] = value;
        return body;
    }

    public static JsonObject Without(this JsonObject body, params string[] members)
    {
        foreach (var member in members)
            body.Remove(member);
        return body;
    }
}
