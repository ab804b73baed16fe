using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class UserAccessTests(ClinicFixture clinic)
{
    [Fact]
    public async Task What_the_caller_may_not_see_is_answered_as_what_does_not_exist()
    {
        var open = await clinic.Colleague.CreatePatientAsync();
        var closed = await clinic.Colleague.CreatePatientAsync();
        await clinic.Colleague.CloseRecordAsync(closed);
        string[] ids = [open, closed, Bodies.Id(), "no-uuid", "00000000-0000-0000-0000-000000000000"];

        foreach (var id in ids)
        {
            var refusals = new[]
            {
                await clinic.Thanatologist.GetAsync($"/users/{id}"),
                await clinic.Thanatologist.GetAsync($"/users/{id}/record"),
                await clinic.Thanatologist.GetAsync($"/users/{id}/sessions"),
                await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5500000000" }),
                await clinic.Thanatologist.PutAsync($"/users/{id}", Bodies.Patient()),
                await clinic.Thanatologist.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = false }),
            };
            Assert.All(refusals, refusal => refusal.IsProblem(404));
            Assert.Single(refusals.Select(refusal => refusal.Value("detail")).Distinct());
        }
    }

    [Fact]
    public async Task Thanatologists_see_of_colleagues_name_and_role()
    {
        foreach (var id in (string[])[DemoAccounts.Thanatologist2.Id, DemoAccounts.Admin.Id])
        {
            var seen = (await clinic.Thanatologist.GetAsync($"/users/{id}")).Is(200);
            Assert.Empty(seen.Json.Select(member => member.Key).Except(["id", "role", "title", "firstName", "firstLastName", "secondLastName", "version"]));
            (await clinic.Thanatologist.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5500000000" })).IsProblem(403);
            (await clinic.Thanatologist.GetAsync($"/users/{id}/record")).IsProblem(404);
        }
    }

    [Fact]
    public async Task Support_reads_staff_and_patients_but_no_clinical_text_and_writes_nothing()
    {
        var id = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("record", new JsonObject { ["ekr"] = "Texto clínico." }))).Is(201).Id;

        var seen = (await clinic.Support.GetAsync($"/users/{id}")).Is(200);
        var record = (await clinic.Support.GetAsync($"/users/{id}/record")).Is(200);

        Assert.DoesNotContain("clínico", seen.Text + record.Text, StringComparison.Ordinal);
        Assert.Equal("Texto clínico.", (await clinic.Admin.GetAsync($"/users/{id}")).Value("record.ekr"));
        (await clinic.Support.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5500000000" })).IsProblem(403);
        (await clinic.Support.PutAsync($"/users/{id}", Bodies.Patient())).IsProblem(403);
        (await clinic.Support.DeleteAsync($"/users/{id}")).IsProblem(403);
        (await clinic.Support.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = false })).IsProblem(403);
        (await clinic.Support.GetAsync($"/users/{id}/sessions")).IsProblem(403);
        (await clinic.Support.GetAsync($"/users/{id}/audit")).IsProblem(403);
        (await clinic.Support.GetAsync($"/users/{DemoAccounts.Admin.Id}")).Is(200);
    }

    [Fact]
    public async Task A_patient_sees_and_edits_themselves_and_nobody_else()
    {
        var self = $"/users/{DemoAccounts.Patient.Id}";
        (await clinic.Patient.GetAsync(self)).Is(200);
        (await clinic.Patient.GetAsync($"/users/{DemoAccounts.Patient.Id.ToUpperInvariant()}")).Is(200);
        foreach (var id in (string[])[DemoAccounts.Admin.Id, DemoAccounts.Thanatologist.Id, await clinic.Thanatologist.CreatePatientAsync(), Bodies.Id()])
        {
            (await clinic.Patient.GetAsync($"/users/{id}")).IsProblem(404);
            (await clinic.Patient.PatchAsync($"/users/{id}", new JsonObject { ["phone"] = "5500000000" })).IsProblem(404);
        }

        Assert.Equal("5500000000", (await clinic.Patient.PatchAsync(self, new JsonObject { ["phone"] = "5500000000" })).Is(200).Value("phone"));
        (await clinic.Patient.PatchAsync(self, new JsonObject { ["role"] = "admin" })).IsProblem(400, "role");
        (await clinic.Patient.PatchAsync(self, new JsonObject { ["status"] = "inactive" })).IsProblem(403);
        (await clinic.Patient.PatchAsync(self, new JsonObject { ["email"] = Bodies.Email() })).IsProblem(403);
        (await clinic.Patient.PatchAsync(self, new JsonObject { ["record"] = new JsonObject() })).IsProblem(400, "record");
        (await clinic.Patient.PutAsync(self, Bodies.Patient())).IsProblem(403);
        (await clinic.Patient.DeleteAsync(self)).IsProblem(403);
        (await clinic.Patient.GetAsync(self + "/record")).IsProblem(403);
        (await clinic.Patient.GetAsync(self + "/sessions")).IsProblem(403);
    }

    [Fact]
    public async Task A_patient_reads_no_clinical_text_about_themselves()
    {
        (await clinic.Admin.PutAsync($"/users/{DemoAccounts.Patient.Id}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "Texto clínico." })).Is(200);

        Assert.DoesNotContain("clínico", (await clinic.Patient.GetAsync($"/users/{DemoAccounts.Patient.Id}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("clínico", (await clinic.Patient.GetAsync("/auth/me")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_member_of_the_staff_edits_their_own_master_data()
    {
        (await clinic.Support.PatchAsync($"/users/{DemoAccounts.Support.Id}", new JsonObject { ["phone"] = "5511111111" })).Is(200);
        (await clinic.Thanatologist.PatchAsync($"/users/{DemoAccounts.Thanatologist.Id}", new JsonObject { ["specialty"] = "Duelo infantil" })).Is(200);
        (await clinic.Thanatologist.PatchAsync($"/users/{DemoAccounts.Thanatologist.Id}", new JsonObject { ["status"] = "inactive" })).IsProblem(403);
        (await clinic.Support.PatchAsync($"/users/{DemoAccounts.Support.Id}", new JsonObject { ["role"] = "admin" })).IsProblem(400, "role");
        (await clinic.Thanatologist.PutAsync($"/users/{DemoAccounts.Thanatologist.Id}", Bodies.Staff())).IsProblem(403);
    }
}
