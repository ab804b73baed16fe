using System.Text.Json.Nodes;
using Clinic.Local;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>An account made for one test.</summary>
public sealed record NewAccount(string Id, string Email, string Password)
{
    public JsonObject Login => Bodies.Login(Email, Password);
}

/// <summary>Accounts and patients of a test's own, so that no test depends on what another one did.</summary>
internal static class NewAccounts
{
    public static async Task<NewAccount> CreateStaffAsync(this ClinicFixture clinic, string role = "thanatologist")
    {
        var body = Bodies.Staff(role).With("password", Bodies.Password);
        var answer = (await clinic.Admin.PostAsync("/users", body)).Is(201);
        return new NewAccount(answer.Id, body["email"]!.GetValue<string>(), Bodies.Password);
    }

    /// <summary>A patient of the client, who is a thanatologist.</summary>
    public static async Task<string> CreatePatientAsync(this ApiClient thanatologist, string lastName = "Villaseñor") =>
        (await thanatologist.PostAsync("/users", Bodies.Patient().With("firstLastName", lastName))).Is(201).Id;

    public static async Task CloseRecordAsync(this ApiClient client, string patientId) =>
        (await client.PutAsync($"/users/{patientId}/record", new JsonObject { ["isOpen"] = false })).Is(200);

    public static async Task<string> BookAsync(this ApiClient client, string patientId) => (await client.PostAsync("/appointments", Bodies.Appointment(patientId))).Is(201).Id;

    /// <summary>The address of a new calendar of the client, without the host.</summary>
    public static async Task<string> SubscribeAsync(this ApiClient client) => new Uri((await client.PostAsync("/calendar/feeds", null)).Is(201).Value("url")!).AbsolutePath;

    public static async Task<Answer> WriteSessionAsync(this ApiClient client, string patientId, string? date = null) =>
        (await client.PostAsync("/sessions", Bodies.Session(patientId, date))).Is(201);

    /// <summary>The path of a new loss, task, alert or plan of a new patient of the client, where the path is that of one; else null.</summary>
    public static async Task<string?> CarePathAsync(this ApiClient thanatologist, string path) => path switch
    {
        "/users/{id}/losses/{lossId}" => (await thanatologist.PostAsync($"/users/{await thanatologist.CreatePatientAsync()}/losses", Bodies.Loss())).Is(201).Header("Location"),
        "/tasks/{id}" => (await thanatologist.PostAsync("/tasks", Bodies.Task(await thanatologist.CreatePatientAsync()))).Is(201).Header("Location"),
        "/users/{id}/alerts/{alertId}/reviews" => await thanatologist.AlertPathAsync() + "/reviews",
        "/users/{id}/safety-plan" => await thanatologist.SafetyPlanPathAsync(),
        _ => null,
    };

    private static async Task<string> AlertPathAsync(this ApiClient thanatologist)
    {
        var alerts = $"/users/{await thanatologist.CreatePatientAsync()}/alerts";
        return $"{alerts}/{(await thanatologist.PostAsync(alerts, new JsonObject { ["kind"] = "other", ["severity"] = "low", ["text"] = "Llora mucho." })).Is(201).Id}";
    }

    private static async Task<string> SafetyPlanPathAsync(this ApiClient thanatologist)
    {
        var plan = $"/users/{await thanatologist.CreatePatientAsync()}/safety-plan";
        (await thanatologist.PutAsync(plan, new JsonObject { ["ownMeans"] = new JsonArray("Caminar") })).Is(200);
        return plan;
    }

    /// <summary>Loads an instrument that is shipped; where it is there, its next version.</summary>
    public static async Task LoadInstrumentAsync(this ApiClient admin, string id)
    {
        var definition = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Find(), "docs", "instruments", id + ".json")))!.AsObject();
        (await admin.PutAsync("/instruments/" + id, definition.Without("version"))).Is(200);
    }

    /// <summary>All pages of a list, of a given size; every page but the last is full.</summary>
    public static async Task<IReadOnlyList<JsonObject>> AllAsync(this ApiClient client, string path, int limit = 100)
    {
        var items = new List<JsonObject>();
        var page = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}";
        for (string? token = "", next = page; token is not null; next = $"{page}&nextToken={token}")
        {
            var answer = (await client.GetAsync(next)).Is(200);
            token = answer.NextToken;
            items.AddRange(answer.Items);
            Assert.True(token is null ? answer.Items.Count <= limit : answer.Items.Count == limit, $"{next} has {answer.Items.Count} items");
        }
        return items;
    }

    public static IReadOnlyList<string> Texts(this IEnumerable<JsonObject> items, string member) => [.. items.Select(item => item[member]!.ToString())];
}
