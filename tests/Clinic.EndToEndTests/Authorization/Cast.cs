using System.Text.Json.Nodes;
using Clinic.Core.Security;

namespace Clinic.EndToEndTests.Authorization;

/// <summary>The people and things of the matrix: a patient with a session and a message, their thanatologist, and everybody else.</summary>
public sealed class Cast
{
    private readonly Dictionary<Persona, ApiClient> clients = [];

    public ApiClient this[Persona persona] => clients[persona];

    public string OwnerId { get; private set; } = "";

    public string PatientId { get; private set; } = "";

    public string PatientEmail { get; private set; } = "";

    public string SessionId { get; private set; } = "";

    public string AppointmentId { get; private set; } = "";

    public string LossId { get; private set; } = "";

    public string TaskId { get; private set; } = "";

    public string MessageId { get; private set; } = "";

    public static async Task<Cast> AssembleAsync(ClinicFixture clinic)
    {
        var cast = new Cast();
        foreach (var (persona, role) in new[] { (Persona.Support, "admin_support"), (Persona.Owner, "thanatologist"), (Persona.Colleague, "thanatologist"), (Persona.Admin, "admin") })
        {
            var account = await clinic.CreateStaffAsync(role);
            cast.clients[persona] = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        }
        cast.OwnerId = cast[Persona.Owner].UserId;
        (cast.clients[Persona.Self], cast.PatientEmail) = await PatientAsync(clinic, cast.OwnerId);
        (cast.clients[Persona.Stranger], _) = await PatientAsync(clinic, cast.OwnerId);
        cast.PatientId = cast[Persona.Self].UserId;
        cast.clients[Persona.Service] = clinic.Service(Scope.All);
        cast.SessionId = (await cast[Persona.Owner].WriteSessionAsync(cast.PatientId)).Id;
        cast.AppointmentId = await cast[Persona.Owner].BookAsync(cast.PatientId);
        (await cast[Persona.Owner].PostAsync("/waiting-list", Bodies.Waiting(cast.PatientId))).Is(201);
        cast.LossId = (await cast[Persona.Owner].PostAsync($"/users/{cast.PatientId}/losses", Bodies.Loss())).Is(201).Id;
        cast.TaskId = (await cast[Persona.Owner].PostAsync("/tasks", Bodies.Task(cast.PatientId))).Is(201).Id;
        cast.MessageId = (await cast[Persona.Owner].PostAsync("/messages", Matrix.Message(cast.PatientEmail))).Is(202).Id;
        return cast;
    }

    public string Target(Expectation expected) => expected.Path.Replace("{lossId}", LossId, StringComparison.Ordinal).At(expected.Id(this))
        + expected.Query.Replace("{patient}", PatientId, StringComparison.Ordinal).Replace("{email}", PatientEmail, StringComparison.Ordinal);

    private static async Task<(ApiClient Client, string Email)> PatientAsync(ClinicFixture clinic, string thanatologistId)
    {
        var email = Bodies.Email();
        (await clinic.Admin.PostAsync("/users", Bodies.Patient(thanatologistId).With("email", email).With("password", Bodies.Password))).Is(201);
        return (await clinic.Nobody.SignInAsync(email, Bodies.Password), email);
    }
}

internal static class ServiceTokens
{
    /// <summary>A client with a token of the pool for no user, with these scopes.</summary>
    public static ApiClient Service(this ClinicFixture clinic, IEnumerable<string> scopes, TimeSpan? life = null)
    {
        var pool = clinic.Host.Pool;
        var client = pool.Settings.MachineClient! with { AccessTokenLife = life ?? TimeSpan.FromMinutes(15) };
        return clinic.Nobody.With(new JsonObject { ["accessToken"] = pool.TokenIssuer.IssueForClient(client, scopes, pool.Issuer) });
    }
}

/// <summary>The cast is assembled once for the whole matrix.</summary>
public sealed class CastFixture
{
    private Task<Cast>? cast;

    public Task<Cast> OfAsync(ClinicFixture clinic) => cast ??= Cast.AssembleAsync(clinic);
}
