using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Robustness;

[Collection(TheClinic.Name)]
public sealed class RefusalTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_refused_request_writes_nothing()
    {
        var foreign = await clinic.Colleague.CreatePatientAsync();
        var closed = await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.CloseRecordAsync(closed);
        var session = await clinic.Colleague.WriteSessionAsync(foreign);
        var key = ("Idempotency-Key", "refused-key");
        var taken = DemoAccounts.Support.Email.ToUpperInvariant();
        var before = await clinic.DumpTablesAsync();

        var refusals = new[]
        {
            await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("phone", "1"), key),
            await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("email", taken), key),
            await clinic.Admin.PostAsync("/users", Bodies.Staff().With("email", taken).With("password", Bodies.Password), key),
            await clinic.Admin.PostAsync("/users", Bodies.Patient(DemoAccounts.Support.Id), key),
            await clinic.Thanatologist.PostAsync("/users", Bodies.Staff(), key),
            await clinic.Thanatologist.PatchAsync($"/users/{foreign}", new JsonObject { ["phone"] = "5512345678" }),
            await clinic.Thanatologist.PatchAsync($"/users/{closed}", new JsonObject { ["phone"] = "x" }),
            await clinic.Admin.PatchAsync($"/users/{foreign}", new JsonObject { ["email"] = taken }),
            await clinic.Admin.PutAsync($"/users/{foreign}", Bodies.Patient(), ("If-Match", "\"99\"")),
            await clinic.Admin.DeleteAsync($"/users/{foreign}", ("If-Match", "\"99\"")),
            await clinic.Thanatologist.DeleteAsync($"/users/{closed}"),
            await clinic.Thanatologist.PutAsync($"/users/{foreign}/record", new JsonObject { ["isOpen"] = true }),
            await clinic.Thanatologist.PutAsync($"/users/{closed}/record", new JsonObject { ["isOpen"] = false, ["ekr"] = "x" }),
            await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(closed), key),
            await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(foreign), key),
            await clinic.Colleague.PostAsync("/sessions", Bodies.Session(foreign, "2999-01-01"), key),
            await clinic.Colleague.PostAsync("/sessions", Bodies.Session(foreign).With("closeRecord", true).With("recoveryFee", -1), key),
            await clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", new JsonObject { ["text"] = "x" }, key),
            await clinic.Colleague.PostAsync($"/sessions/{session.Id}/addenda", new JsonObject { ["text"] = "" }, key),
            await clinic.Patient.PutAsync("/auth/password", new JsonObject { ["currentPassword"] = DemoAccounts.Password, ["newPassword"] = "password" }),
            await clinic.Nobody.PostAsync("/auth/password/reset", new JsonObject { ["email"] = Bodies.Email(), ["code"] = "12345678", ["newPassword"] = "password" }),
            await clinic.Nobody.PostAsync("/auth/password/forgot", new JsonObject { ["email"] = "x" }),
            await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = "x" }),
        };

        Assert.All(refusals, refusal => Assert.InRange(refusal.Status, 400, 499));
        Assert.Equal(before, await clinic.Tables.DumpAsync());
    }
}
