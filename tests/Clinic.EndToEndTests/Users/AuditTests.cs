using System.Text.Json.Nodes;
using Clinic.Demo;
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

        var changes = audit.Where(entry => entry["action"]!.GetValue<string>() != "record.read").ToList();
        Assert.Equal(["user.deactivated", "record.changed", "session.written", "user.changed", "user.created"], changes.Texts("action"));
        Assert.Equal(
            [DemoAccounts.Admin.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist.Id],
            changes.Texts("byId"));
        // The answer to the change shows the text, too. Another process may write the same reader again.
        Assert.Equal(new[] { DemoAccounts.Admin.Id, DemoAccounts.Thanatologist.Id }.Order(), audit.Except(changes).Texts("byId").Distinct().Order());
        Assert.Equal("Íñigo Zepeda Ceballos", audit[0]["byName"]!.GetValue<string>());
        Assert.Equal("admin", audit[0]["byRole"]!.GetValue<string>());
        Assert.Contains("phone", changes[3]["fields"]!.ToJsonString(), StringComparison.Ordinal);
        var text = string.Concat(audit.Select(entry => entry.ToJsonString()));
        Assert.DoesNotContain("5598765432", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secreto", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_shown_the_clinical_text_has_read_it_whatever_the_route()
    {
        var record = new JsonObject { ["ekr"] = "Texto secreto." };
        async Task<string> PatientAsync() => (await clinic.Colleague.PostAsync("/users", Bodies.Patient().With("record", record.DeepClone()))).Is(201).Id;
        async Task ReadersAsync(string id, params ApiClient[] readers)
        {
            var reads = (await clinic.Admin.AllAsync($"/users/{id}/audit")).Where(entry => entry["action"]!.GetValue<string>() == "record.read");
            Assert.Equal(readers.Select(reader => reader.UserId).Order(), reads.Texts("byId").Distinct().Order());
        }

        var (patched, replaced, taken, untouched) = (await PatientAsync(), await PatientAsync(), await PatientAsync(), await PatientAsync());
        Assert.Equal("Texto secreto.", (await clinic.Colleague.PatchAsync($"/users/{patched}", new JsonObject { ["phone"] = "5598765432" })).Is(200).Value("record.ekr"));
        await ReadersAsync(patched, clinic.Colleague);
        Assert.Equal("Texto secreto.", (await clinic.Admin.PutAsync($"/users/{replaced}", Bodies.Patient().With("phone", "5598765432"))).Is(200).Value("record.ekr"));
        await ReadersAsync(replaced, clinic.Admin);
        await clinic.Admin.CloseRecordAsync(taken);
        Assert.Equal("Texto secreto.", (await clinic.Thanatologist.PutAsync($"/users/{taken}/record", new JsonObject { ["isOpen"] = true })).Is(200).Value("ekr"));
        await ReadersAsync(taken, clinic.Admin, clinic.Thanatologist);
        Assert.Null((await clinic.Support.GetAsync($"/users/{untouched}")).Is(200).Value("record.ekr"));
        await ReadersAsync(untouched);
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
