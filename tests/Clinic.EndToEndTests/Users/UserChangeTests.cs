using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class UserChangeTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Put_replaces_and_removes_what_is_left_out()
    {
        var id = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("phone", "5512345678").With("occupation", "Maestra"))).Is(201).Id;

        var changed = (await clinic.Thanatologist.PutAsync($"/users/{id}", Bodies.Patient().With("firstName", "Otro").With("id", id))).Is(200);

        Assert.Equal("Otro", changed.Value("firstName"));
        Assert.Null(changed.Value("phone"));
        Assert.Null(changed.Value("occupation"));
        Assert.Equal("2", changed.Value("version"));
        Assert.StartsWith("\"2-", changed.ETag, StringComparison.Ordinal);
        Assert.Equal("true", changed.Value("record.isOpen"));
        Assert.True(JsonNode.DeepEquals(changed.Json, (await clinic.Thanatologist.GetAsync($"/users/{id}")).Json));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/merge-patch+json; charset=utf-8")]
    public async Task Patch_merges_and_null_removes(string contentType)
    {
        var body = Bodies.Patient().With("phone", "5512345678").With("address", new JsonObject { ["street"] = "Olmo", ["zipCode"] = "06000" });
        var id = (await clinic.Thanatologist.PostAsync("/users", body)).Is(201).Id;
        var patch = ApiClient.Json("""{"phone":null,"address":{"street":null,"city":"Mérida"},"children":[{"firstName":"Leo"}]}""", contentType);

        var changed = (await clinic.Thanatologist.SendAsync(HttpMethod.Patch, $"/users/{id}", patch)).Is(200);

        Assert.Null(changed.Value("phone"));
        Assert.Contains("""
            "address":{"zipCode":"06000","city":"Mérida"}
            """, changed.Text, StringComparison.Ordinal);
        Assert.Equal("""[{"firstName":"Leo"}]""", changed.Value("children"));
        Assert.Equal("Eusebio", changed.Value("firstName"));
        var without = (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["address"] = null, ["children"] = null })).Is(200);
        Assert.Null(without.Value("address"));
        Assert.Null(without.Value("children"));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_keeps_the_version()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();
        var before = (await clinic.Thanatologist.GetAsync($"/users/{id}")).Is(200);

        foreach (var patch in (JsonObject[])[new(), new() { ["firstName"] = "Eusebio" }, new() { ["firstName"] = " Eusebio " }, new() { ["phone"] = null }, new() { ["role"] = "patient", ["id"] = id }])
        {
            var answer = (await clinic.Thanatologist.PatchAsync($"/users/{id}", patch)).Is(200);
            Assert.Equal(before.ETag, answer.ETag);
            Assert.Equal(before.Text, answer.Text);
        }
    }

    [Fact]
    public async Task A_stale_If_Match_is_412_and_changes_nothing()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();
        (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5512345678" })).Is(200);
        var before = await clinic.DumpTablesAsync();

        foreach (var stale in (string[])["\"1\"", "\"3\"", "W/\"2\"", "2", "\"\"", "garbage", "\"1\", \"3\""])
        {
            (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = null }, ("If-Match", stale))).IsProblem(412);
            (await clinic.Thanatologist.PutAsync($"/users/{id}", Bodies.Patient(), ("If-Match", stale))).IsProblem(412);
            (await clinic.Admin.DeleteAsync($"/users/{id}", ("If-Match", stale))).IsProblem(412);
            (await clinic.Thanatologist.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = false }, ("If-Match", stale))).IsProblem(412);
        }

        Assert.Equal(before, await clinic.Tables.DumpAsync());
    }

    [Fact]
    public async Task A_fresh_If_Match_is_honoured()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();

        var patched = (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5512345678" }, ("If-Match", "\"1\""))).Is(200);
        var put = (await clinic.Thanatologist.PutAsync($"/users/{id}", Bodies.Patient(), ("If-Match", patched.ETag))).Is(200);
        var closed = (await clinic.Thanatologist.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = false }, ("If-Match", "\"7\", " + put.ETag))).Is(200);
        (await clinic.Admin.DeleteAsync($"/users/{id}", ("If-Match", closed.ETag))).Is(204);
        (await clinic.Admin.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5512345678" }, ("If-Match", "*"))).Is(200);
    }

    [Fact]
    public async Task Of_concurrent_changes_of_one_version_exactly_one_succeeds()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = $"551234567{i}" }, ("If-Match", "\"1\""))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(9, answers.Count(answer => answer.Status == 412));
        Assert.Equal("2", (await clinic.Thanatologist.GetAsync($"/users/{id}")).Value("version"));
    }

    [Fact]
    public async Task Concurrent_patches_of_different_members_are_all_kept()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();
        string[] members = ["occupation", "religion", "maritalStatus", "birthPlace", "title"];

        var answers = await Task.WhenAll(members.Select(member => clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { [member] = "Alguno" })));

        Assert.All(answers, answer => answer.Is(200));
        var user = (await clinic.Thanatologist.GetAsync($"/users/{id}")).Is(200);
        Assert.All(members, member => Assert.Equal("Alguno", user.Value(member)));
    }

    [Fact]
    public async Task Patients_choose_their_reminders_and_mails_are_the_default()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}";
        Assert.Equal(("true", "false"), Reminders(await clinic.Thanatologist.GetAsync(path)));

        Assert.Equal(("true", "true"), Reminders(await clinic.Thanatologist.PatchAsync(path, Patch("""{"reminders":{"sms":true}}"""))));
        Assert.Equal(("false", "true"), Reminders(await clinic.Thanatologist.PatchAsync(path, Patch("""{"reminders":{"mail":false}}"""))));
        Assert.Equal(("true", "true"), Reminders(await clinic.Thanatologist.PatchAsync(path, Patch("""{"reminders":{"mail":null}}"""))));
        Assert.Equal(("true", "false"), Reminders(await clinic.Thanatologist.PatchAsync(path, Patch("""{"reminders":null}"""))));

        static JsonObject Patch(string json) => JsonNode.Parse(json)!.AsObject();

        static (string?, string?) Reminders(Answer user) => (user.Is(200).Value("reminders.mail"), user.Value("reminders.sms"));
    }

    [Fact]
    public async Task Id_and_role_are_fixed_and_required_members_stay()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}";

        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["id"] = Bodies.Id() })).IsProblem(400, "id");
        (await clinic.Admin.PatchAsync(path, new JsonObject { ["role"] = "thanatologist" })).IsProblem(400, "role");
        (await clinic.Admin.PutAsync(path, Bodies.Patient().With("role", "admin"))).IsProblem(400, "role");
        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["firstName"] = null })).IsProblem(400, "firstName");
        (await clinic.Thanatologist.PutAsync(path, Bodies.Patient().Without("firstLastName"))).IsProblem(400, "firstLastName");
        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["record"] = new JsonObject { ["isOpen"] = false } })).IsProblem(400, "record");
        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["password"] = Bodies.Password })).IsProblem(400, "password");
        (await clinic.Thanatologist.PatchAsync(path, new JsonArray())).IsProblem(400, "body");
        (await clinic.Thanatologist.PutAsync(path, Bodies.Patient().Without("role"))).Is(200);
    }

    [Fact]
    public async Task The_status_is_for_an_admin_to_write()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}";

        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["status"] = "inactive" })).IsProblem(403);
        (await clinic.Thanatologist.PutAsync(path, Bodies.Patient().With("status", "inactive"))).IsProblem(403);
        (await clinic.Admin.PatchAsync(path, new JsonObject { ["status"] = "gone" })).IsProblem(400, "status");
        Assert.Equal("inactive", (await clinic.Admin.PatchAsync(path, new JsonObject { ["status"] = "inactive" })).Is(200).Value("status"));
        Assert.Equal("active", (await clinic.Admin.PutAsync(path, Bodies.Patient().With("status", "active"))).Is(200).Value("status"));
    }

    [Fact]
    public async Task A_changed_email_is_the_one_to_sign_in_with()
    {
        var account = await clinic.CreateStaffAsync();
        var taken = Bodies.Staff();
        (await clinic.Admin.PostAsync("/users", taken)).Is(201);
        var email = Bodies.Email();

        (await clinic.Admin.PatchAsync($"/users/{account.Id}", new JsonObject { ["email"] = taken["email"]!.GetValue<string>().ToUpperInvariant() })).IsProblem(409);
        (await clinic.Admin.PatchAsync($"/users/{account.Id}", new JsonObject { ["email"] = email })).Is(200);

        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(401);
        Assert.Equal(account.Id, (await clinic.Nobody.SignInAsync(email, account.Password)).UserId);
        (await clinic.Admin.PostAsync("/users", Bodies.Staff().With("email", account.Email))).Is(201);
    }

    [Fact]
    public async Task Deactivation_stops_login_keeps_the_record_and_can_be_undone()
    {
        var account = await clinic.CreateStaffAsync();
        await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var patient = (await clinic.Admin.PostAsync("/users", Bodies.Patient(account.Id))).Is(201).Id;

        (await clinic.Thanatologist.DeleteAsync($"/users/{patient}")).IsProblem(404);
        (await clinic.Thanatologist.DeleteAsync($"/users/{await clinic.Thanatologist.CreatePatientAsync()}")).IsProblem(403);
        (await clinic.Admin.DeleteAsync($"/users/{account.Id}")).Is(204);
        (await clinic.Admin.DeleteAsync($"/users/{account.Id}")).Is(204);

        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(401);
        Assert.Equal("inactive", (await clinic.Admin.GetAsync($"/users/{account.Id}")).Is(200).Value("status"));
        Assert.Equal(account.Id, (await clinic.Admin.GetAsync($"/users/{patient}/record")).Is(200).Value("thanatologistId"));
        (await clinic.Admin.PatchAsync($"/users/{account.Id}", new JsonObject { ["status"] = "active" })).Is(200);
        await clinic.Nobody.SignInAsync(account.Email, account.Password);
    }

    [Fact]
    public async Task An_admin_does_not_deactivate_themselves() =>
        (await clinic.Admin.DeleteAsync($"/users/{DemoAccounts.Admin.Id}")).IsProblem(409);
}
