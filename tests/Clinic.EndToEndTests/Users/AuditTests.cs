using System.Text.Json.Nodes;
using Clinic.Local.Seed;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class AuditTests(ClinicFixture clinic)
{
    [Fact]
    public async Task The_audit_says_who_did_what_newest_first()
    {
        var id = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("record", new JsonObject { ["ekr"] = "Texto secreto." }))).Is(201).Id;
        (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5598765432" })).Is(200);
        (await clinic.Admin.GetAsync($"/users/{id}")).Is(200);
        (await clinic.Thanatologist.WriteSessionAsync(id)).Is(201);
        (await clinic.Thanatologist.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = false })).Is(200);
        (await clinic.Admin.DeleteAsync($"/users/{id}")).Is(204);

        var audit = await clinic.Admin.AllAsync($"/users/{id}/audit", limit: 2);

        Assert.Equal(["user.deactivated", "record.changed", "session.written", "record.read", "user.changed", "user.created"], audit.Texts("action"));
        Assert.Equal(
            [DemoAccounts.Admin.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Admin.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist.Id],
            audit.Texts("byId"));
        Assert.Equal("Íñigo Zepeda Ceballos", audit[0]["byName"]!.GetValue<string>());
        Assert.Equal("admin", audit[0]["byRole"]!.GetValue<string>());
        Assert.Contains("phone", audit[4]["fields"]!.ToJsonString(), StringComparison.Ordinal);
        var text = string.Concat(audit.Select(entry => entry.ToJsonString()));
        Assert.DoesNotContain("5598765432", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secreto", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_change_is_not_in_the_audit()
    {
        var id = await clinic.Thanatologist.CreatePatientAsync();

        (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "1" })).IsProblem(400, "phone");
        (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5512345678" }, ("If-Match", "\"9\""))).IsProblem(412);

        Assert.Equal(["user.created"], (await clinic.Admin.AllAsync($"/users/{id}/audit")).Texts("action"));
    }

    [Fact]
    public async Task The_audit_is_for_admins_and_of_users_that_exist()
    {
        foreach (var client in (ApiClient[])[clinic.Support, clinic.Thanatologist, clinic.Patient])
            (await client.GetAsync($"/users/{DemoAccounts.Patient.Id}/audit")).IsProblem(403);
        (await clinic.Admin.GetAsync($"/users/{Bodies.Id()}/audit")).IsProblem(404);
        (await clinic.Admin.GetAsync("/users/nobody/audit")).IsProblem(404);
    }
}
