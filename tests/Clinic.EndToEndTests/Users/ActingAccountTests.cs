using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

/// <summary>A token outlives the deactivation of its account by minutes, and changes nothing in them: an admin always remains.</summary>
[Collection(TheClinic.Name)]
public sealed class ActingAccountTests(ClinicFixture clinic)
{
    private static JsonObject Inactive => new() { ["status"] = "inactive" };

    [Fact]
    public async Task Of_two_admins_who_deactivate_each_other_at_once_exactly_one_succeeds()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await AdminAsync(), await AdminAsync());

            var answers = await Task.WhenAll(
                one.DeleteAsync("/users/" + other.UserId), round % 2 == 0 ? other.DeleteAsync("/users/" + one.UserId) : other.PatchAsync("/users/" + one.UserId, Inactive));

            Assert.Single(answers, answer => answer.Status is 200 or 204);
            answers.Single(answer => answer.Status is not (200 or 204)).IsProblem(403);
            var states = await Task.WhenAll(((string[])[one.UserId, other.UserId]).Select(async id => (await clinic.Admin.GetAsync("/users/" + id)).Value("status")!));
            Assert.Equal(["active", "inactive"], states.Order());
        }
    }

    [Fact]
    public async Task An_admin_who_was_deactivated_changes_nothing()
    {
        var (admin, colleague) = (await AdminAsync(), await AdminAsync());
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var session = (await clinic.Thanatologist.WriteSessionAsync(patient)).Id;
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", Key("clinic/messages.send"))).Is(201).Id;
        (await colleague.DeleteAsync("/users/" + admin.UserId)).Is(204);
        (HttpMethod, string, JsonNode?)[] writes =
        [
            (HttpMethod.Delete, "/users/" + colleague.UserId, null),
            (HttpMethod.Patch, "/users/" + colleague.UserId, Inactive),
            (HttpMethod.Put, "/users/" + colleague.UserId, Bodies.Staff("admin").With("status", "inactive")),
            (HttpMethod.Patch, "/users/" + admin.UserId, new JsonObject { ["phone"] = "5512345678" }),
            (HttpMethod.Post, "/users", Bodies.Staff("admin")),
            (HttpMethod.Post, "/users", Bodies.Patient(DemoAccounts.Thanatologist.Id)),
            (HttpMethod.Patch, "/users/" + patient, new JsonObject { ["phone"] = "5512345678" }),
            (HttpMethod.Put, $"/users/{patient}/record", new JsonObject { ["isOpen"] = true, ["thanatologistId"] = DemoAccounts.Thanatologist2.Id }),
            (HttpMethod.Post, "/sessions", Bodies.Session(patient).With("substitute", true).With("reason", "La titular estaba enferma.")),
            (HttpMethod.Post, $"/sessions/{session}/addenda", new JsonObject { ["text"] = "Se corrige." }),
            (HttpMethod.Post, "/messages", new JsonObject { ["to"] = Bodies.Email(), ["subject"] = "Hola", ["body"] = "Texto" }),
            (HttpMethod.Post, "/auth/api-keys", Key("clinic/admin")),
            (HttpMethod.Delete, "/auth/api-keys/" + key, null),
            (HttpMethod.Post, "/exports", null),
        ];

        foreach (var (method, path, body) in writes)
            (await admin.SendJsonAsync(method, path, body?.DeepClone())).IsProblem(403);
        foreach (var (method, path, body) in writes.Where(write => write.Item1 == HttpMethod.Post))
            (await admin.SendJsonAsync(method, path, body?.DeepClone(), ("Idempotency-Key", Bodies.Id()))).IsProblem(403);

        Assert.Equal(("active", "1"), await StateAsync(colleague.UserId));
        Assert.Equal("2", (await StateAsync(admin.UserId)).Version);
        Assert.Contains(key, (await clinic.Admin.AllAsync("/auth/api-keys")).Texts("id"));
    }

    [Fact]
    public async Task Nobody_deactivates_themselves_not_by_a_key_either()
    {
        var admin = await AdminAsync();
        var service = await ServiceAsync(await MakeAsync(admin, "clinic/admin", "clinic/users.write", "clinic/users.read"));

        foreach (var client in new[] { admin, service })
        {
            (await client.DeleteAsync("/users/" + admin.UserId)).IsProblem(409);
            (await client.PatchAsync("/users/" + admin.UserId, Inactive)).IsProblem(409);
        }

        Assert.Equal(("active", "1"), await StateAsync(admin.UserId));
    }

    [Fact]
    public async Task A_key_ends_with_its_makers_account_and_its_tokens_change_nothing()
    {
        var (admin, colleague) = (await AdminAsync(), await AdminAsync());
        var key = await MakeAsync(admin, "clinic/admin", "clinic/users.write", "clinic/users.read");
        var service = await ServiceAsync(key);
        var made = await MakeAsync(service, "clinic/admin", "clinic/users.write");
        var other = await ServiceAsync(made);
        (await service.PatchAsync("/users/" + colleague.UserId, new JsonObject { ["phone"] = "5512345678" })).Is(200);

        (await colleague.DeleteAsync("/users/" + admin.UserId)).Is(204);

        foreach (var ended in new[] { key, made })
            (await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", ended))).IsProblem(401);
        foreach (var client in new[] { service, other })
        {
            (await client.DeleteAsync("/users/" + colleague.UserId)).IsProblem(403);
            (await client.PatchAsync("/users/" + admin.UserId, new JsonObject { ["status"] = "active" })).IsProblem(409);
            (await client.PostAsync("/auth/api-keys", Key("clinic/admin"))).IsProblem(403);
            (await client.PostAsync("/exports", null)).IsProblem(403);
            Assert.Equal("""{"active":false}""", (await clinic.Patient.PostAsync("/auth/introspect", new JsonObject { ["token"] = client.AccessToken })).Is(200).Text);
        }
    }

    [Fact]
    public async Task A_key_makes_none_with_a_longer_life_or_more_scopes_than_its_own()
    {
        const string End = "2999-01-01T00:00:00Z";
        var service = await ServiceAsync((await clinic.Admin.PostAsync("/auth/api-keys", Key("clinic/admin", "clinic/self").With("expiresAt", End))).Is(201).Value("key")!);

        (await service.PostAsync("/auth/api-keys", Key("clinic/self"))).IsProblem(400, "expiresAt");
        (await service.PostAsync("/auth/api-keys", Key("clinic/self").With("expiresAt", "2999-01-01T00:00:01Z"))).IsProblem(400, "expiresAt");
        (await service.PostAsync("/auth/api-keys", Key("clinic/users.read").With("expiresAt", End))).IsProblem(400, "scopes");
        (await service.PostAsync("/auth/api-keys", Key("clinic/self").With("expiresAt", End))).Is(201);
    }

    private static JsonObject Key(params string[] scopes) => new()
    {
        ["name"] = "Recordatorios",
        ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]),
    };

    private static async Task<string> MakeAsync(ApiClient client, params string[] scopes) => (await client.PostAsync("/auth/api-keys", Key(scopes))).Is(201).Value("key")!;

    private async Task<ApiClient> ServiceAsync(string key) => clinic.Nobody.With((await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key))).Is(200).Json);

    private async Task<ApiClient> AdminAsync()
    {
        var account = await clinic.CreateStaffAsync("admin");
        return await clinic.Nobody.SignInAsync(account.Email, account.Password);
    }

    private async Task<(string Status, string Version)> StateAsync(string id)
    {
        var user = (await clinic.Admin.GetAsync("/users/" + id)).Is(200);
        return (user.Value("status")!, user.Value("version")!);
    }
}
