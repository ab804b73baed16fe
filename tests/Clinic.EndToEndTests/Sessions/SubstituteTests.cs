using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Sessions;

[Collection(TheClinic.Name)]
public sealed class SubstituteTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_colleagues_patient_needs_substitute_and_a_reason()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();

        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(404);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("substitute", false))).IsProblem(404);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("substitute", true))).IsProblem(400, "reason");
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("substitute", true).With("reason", " "))).IsProblem(400, "reason");
        var written = (await clinic.Thanatologist.PostAsync("/sessions", Substitute(patient))).Is(201);

        Assert.Equal("true", written.Value("substitute"));
        Assert.Equal("Vacaciones", written.Value("reason"));
        Assert.Equal(DemoAccounts.Thanatologist.Id, written.Value("thanatologistId"));
        Assert.Equal(DemoAccounts.Thanatologist2.Id, (await clinic.Admin.GetAsync($"/users/{patient}/record")).Value("thanatologistId"));
    }

    [Fact]
    public async Task A_substitute_session_is_audited_with_its_reason()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();
        (await clinic.Thanatologist.PostAsync("/sessions", Substitute(patient))).Is(201);

        var entry = (await clinic.Admin.AllAsync($"/users/{patient}/audit"))[0];

        Assert.Equal("session.written", entry["action"]!.GetValue<string>());
        Assert.Equal("Vacaciones", entry["reason"]!.GetValue<string>());
        Assert.Equal(DemoAccounts.Thanatologist.Id, entry["byId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_substituted_reads_that_session_and_not_the_patient()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();
        var before = await clinic.Colleague.WriteSessionAsync(patient);
        var substituted = (await clinic.Thanatologist.PostAsync("/sessions", Substitute(patient))).Is(201);

        (await clinic.Thanatologist.GetAsync($"/sessions/{substituted.Id}")).Is(200);
        (await clinic.Thanatologist.GetAsync($"/sessions/{before.Id}")).IsProblem(404);
        (await clinic.Thanatologist.GetAsync($"/users/{patient}")).IsProblem(404);
        (await clinic.Colleague.GetAsync($"/sessions/{substituted.Id}")).Is(200);
        Assert.Equal(["2", "1"], (await clinic.Colleague.AllAsync($"/sessions?userId={patient}")).Texts("number"));
    }

    [Fact]
    public async Task An_admins_session_is_a_substitute_and_needs_a_reason()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();

        (await clinic.Admin.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(400, "reason");
        var written = (await clinic.Admin.PostAsync("/sessions", Bodies.Session(patient).With("reason", "Vacaciones"))).Is(201);

        Assert.Equal("true", written.Value("substitute"));
        Assert.Equal(DemoAccounts.Admin.Id, written.Value("thanatologistId"));
    }

    [Fact]
    public async Task A_colleagues_closed_record_takes_no_substitute_session()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();
        await clinic.Colleague.CloseRecordAsync(patient);

        (await clinic.Thanatologist.PostAsync("/sessions", Substitute(patient))).IsProblem(409);
        (await clinic.Thanatologist.PostAsync("/sessions", Substitute(patient).Without("reason"))).IsProblem(409);
        (await clinic.Admin.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(409);
        (await clinic.Colleague.PostAsync("/sessions", Substitute(patient))).IsProblem(409);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(404);
    }

    [Fact]
    public async Task Nobody_else_writes_sessions()
    {
        var patient = await clinic.Colleague.CreatePatientAsync();

        (await clinic.Support.PostAsync("/sessions", Substitute(patient))).IsProblem(403);
        (await clinic.Patient.PostAsync("/sessions", Substitute(patient))).IsProblem(403);
        (await clinic.Thanatologist.PostAsync("/sessions", Substitute(Bodies.Id()))).IsProblem(404);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(DemoAccounts.Support.Id))).IsProblem(404);
    }

    private static JsonObject Substitute(string patient) => Bodies.Session(patient).With("substitute", true).With("reason", "Vacaciones");
}
