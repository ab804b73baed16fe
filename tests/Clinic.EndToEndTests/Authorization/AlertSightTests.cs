using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Core.Security;
using Xunit;

namespace Clinic.EndToEndTests.Authorization;

/// <summary>Who sees what of a patient's alerts and safety plan, by role and by what the patient is to them. Statuses, or what is shown where the answer is 200.</summary>
/// <param name="Summary">Of GET /users/{id}, and of the patient in GET /users.</param>
/// <param name="Alerts">Whose alerts are listed.</param>
public sealed record Sight(string Summary, string Listed, string Alerts, int Open, int Review, int Plan, int Versions);

[Collection(TheClinic.Name)]
public sealed class AlertSightTests(ClinicFixture clinic, AlertSightTests.RiskFixture fixture) : IClassFixture<AlertSightTests.RiskFixture>
{
    private const string Shown = "shown";
    private const string Hidden = "hidden";
    private const string Absent = "absent";

    /// <summary>Written out from the contract, and not from the code.</summary>
    private static readonly Dictionary<string, Sight> Expected = new()
    {
        ["admin"] = new(Shown, Shown, "own+substitute", 201, 201, 200, 200),
        ["admin_support"] = new(Hidden, Hidden, "403", 403, 403, 404, 403),
        ["thanatologist, own"] = new(Shown, Shown, "own+substitute", 201, 201, 200, 200),
        ["thanatologist, colleague's"] = new("404", Absent, "404", 404, 404, 404, 404),
        ["thanatologist, substitute"] = new("404", Absent, "substitute", 201, 404, 404, 404),
        ["patient, own"] = new(Hidden, "403", "403", 403, 403, 200, 403),
        ["patient, another's"] = new("404", "403", "403", 403, 403, 404, 403),
        ["service with care"] = new(Shown, Shown, "own+substitute", 201, 201, 200, 200),
        ["service without care"] = new(Hidden, Hidden, "403", 403, 403, 404, 403),
    };

    public static TheoryData<string> Everybody => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task Everybody_sees_what_the_contract_says(string who)
    {
        var risk = await fixture.OfAsync(clinic);
        var client = risk.Clients[who];
        var user = $"/users/{risk.PatientId}";

        var sight = new Sight(
            Summary(await client.GetAsync(user)),
            await ListedAsync(client, risk.PatientId),
            Openers(await client.GetAsync($"{user}/alerts"), risk),
            (await client.PostAsync($"{user}/alerts", Alert("other", "low"))).Status,
            (await client.PostAsync($"{user}/alerts/{risk.OwnAlertId}/reviews", new JsonObject { ["text"] = "Visto." })).Status,
            (await client.GetAsync($"{user}/safety-plan")).Status,
            (await client.GetAsync($"{user}/safety-plan/versions")).Status);

        Assert.Equal(Expected[who], sight);
    }

    private static JsonObject Alert(string kind, string severity) => new() { ["kind"] = kind, ["severity"] = severity, ["text"] = "Llora mucho." };

    private static string Summary(Answer user) => user.Status != 200 ? $"{user.Status}" : user.Value("alert.severity") is null ? Hidden : Shown;

    private static async Task<string> ListedAsync(ApiClient client, string patientId)
    {
        var list = await client.GetAsync($"/users?role=patient&recordStatus=open&q={Risk.LastName}");
        if (list.Status != 200)
            return $"{list.Status}";
        var listed = list.Items.SingleOrDefault(user => user["id"]!.GetValue<string>() == patientId);
        return listed is null ? Absent : listed["alert"] is null ? Hidden : Shown;
    }

    /// <summary>Alerts that this test opens are left out.</summary>
    private static string Openers(Answer list, Risk risk) => list.Status != 200
        ? $"{list.Status}"
        : string.Join('+', list.Items.Where(alert => alert["kind"]!.GetValue<string>() != "other").Select(alert => alert["openedById"]!.GetValue<string>())
            .Select(id => id == risk.OwnerId ? "own" : id == risk.SubstituteId ? "substitute" : id).Order());

    /// <summary>A patient with an alert of their thanatologist and one that a substitute's session has opened, and everybody who may ask.</summary>
    public sealed class Risk
    {
        public const string LastName = "Riesgo";

        public Dictionary<string, ApiClient> Clients { get; } = [];

        public string PatientId { get; private set; } = "";

        public string OwnerId { get; private set; } = "";

        public string SubstituteId { get; private set; } = "";

        public string OwnAlertId { get; private set; } = "";

        public static async Task<Risk> AssembleAsync(ClinicFixture clinic)
        {
            var (cast, risk) = (await Cast.AssembleAsync(clinic), new Risk());
            var substitute = await clinic.CreateStaffAsync("thanatologist");
            (risk.PatientId, risk.OwnerId) = (cast.PatientId, cast.OwnerId);
            foreach (var (who, persona) in new[]
                {
                    ("admin", Persona.Admin), ("admin_support", Persona.Support), ("thanatologist, own", Persona.Owner), ("thanatologist, colleague's", Persona.Colleague),
                    ("patient, own", Persona.Self), ("patient, another's", Persona.Stranger), ("service with care", Persona.Service),
                })
                risk.Clients[who] = cast[persona];
            risk.Clients["thanatologist, substitute"] = await clinic.Nobody.SignInAsync(substitute.Email, substitute.Password);
            risk.Clients["service without care"] = clinic.Service([Scope.Self, Scope.UsersRead]);
            risk.SubstituteId = risk.Clients["thanatologist, substitute"].UserId;
            var (owner, user) = (cast[Persona.Owner], $"/users/{cast.PatientId}");
            (await owner.PatchAsync(user, new JsonObject { ["firstLastName"] = LastName })).Is(200);
            risk.OwnAlertId = (await owner.PostAsync($"{user}/alerts", Alert("violence", "moderate"))).Is(201).Id;
            (await risk.Clients["thanatologist, substitute"].PostAsync("/sessions", Bodies.Session(cast.PatientId)
                .With("date", TimeProvider.System.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).With("motive", "Intento de suicidio").With("substitute", true).With("reason", "Vacaciones"))).Is(201);
            (await owner.PutAsync($"{user}/safety-plan", new JsonObject { ["ownMeans"] = new JsonArray("Caminar") })).Is(200);
            return risk;
        }
    }

    public sealed class RiskFixture
    {
        private Task<Risk>? risk;

        public Task<Risk> OfAsync(ClinicFixture clinic) => risk ??= Risk.AssembleAsync(clinic);
    }
}
