using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Sessions;

[Collection(TheClinic.Name)]
public sealed class SessionListTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Sessions_of_a_patient_are_listed_by_date_then_number_newest_first()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        foreach (var date in (string[])["2026-01-10", "2026-01-12", "2026-01-10", "2025-06-01", "2026-01-11", "2026-01-12", "2026-01-01"])
            await clinic.Thanatologist.WriteSessionAsync(patient, date);

        foreach (var limit in (int[])[1, 2, 3, 7, 100])
            Assert.Equal(["6", "2", "5", "3", "1", "7", "4"], (await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}", limit)).Texts("number"));
        Assert.Equal(["6", "2", "5", "3", "1", "7", "4"], (await clinic.Thanatologist.AllAsync($"/users/{patient}/sessions", 2)).Texts("number"));
        Assert.Equal(["5", "3", "1"], (await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}&from=2026-01-02&to=2026-01-11", 2)).Texts("number"));
        Assert.Equal(["3", "1"], (await clinic.Thanatologist.AllAsync($"/users/{patient}/sessions?from=2026-01-10&to=2026-01-10", 1)).Texts("number"));
        Assert.Equal(["4"], (await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}&to=2025-12-31")).Texts("number"));
        Assert.Equal(["6", "2"], (await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}&from=2026-01-12")).Texts("number"));
    }

    [Fact]
    public async Task A_listed_session_has_no_clinical_text()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.WriteSessionAsync(patient);

        var listed = (await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}")).Single();

        Assert.Equal(["date", "id", "interventionType", "number", "thanatologistId", "thanatologistName", "userId"], listed.Select(member => member.Key).Order());
    }

    [Fact]
    public async Task Sessions_of_a_thanatologist_are_those_that_they_held()
    {
        var own = await clinic.Thanatologist.CreatePatientAsync();
        var foreign = await clinic.Colleague.CreatePatientAsync();
        var first = await clinic.Thanatologist.WriteSessionAsync(own, "2024-05-01");
        var substituted = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(foreign, "2024-05-02").With("substitute", true).With("reason", "Viaje"))).Is(201);
        await clinic.Colleague.WriteSessionAsync(foreign, "2024-05-02");

        var path = $"/sessions?thanatologistId={DemoAccounts.Thanatologist.Id}&from=2024-05-01&to=2024-05-31";
        Assert.Equal([substituted.Id, first.Id], (await clinic.Thanatologist.AllAsync(path, 1)).Texts("id"));
        Assert.Equal([substituted.Id, first.Id], (await clinic.Admin.AllAsync(path)).Texts("id"));
        Assert.Equal([substituted.Id], (await clinic.Admin.AllAsync($"{path}&userId={foreign}")).Texts("id"));
        (await clinic.Colleague.GetAsync(path)).IsProblem(404);
    }

    [Fact]
    public async Task Lists_of_what_the_caller_may_not_see_are_not_found()
    {
        var foreign = await clinic.Colleague.CreatePatientAsync();
        foreach (var id in (string[])[foreign, Bodies.Id(), DemoAccounts.Support.Id])
        {
            (await clinic.Thanatologist.GetAsync($"/sessions?userId={id}")).IsProblem(404);
            (await clinic.Thanatologist.GetAsync($"/users/{id}/sessions")).IsProblem(404);
        }
        (await clinic.Admin.GetAsync($"/sessions?thanatologistId={Bodies.Id()}")).IsProblem(404);
        (await clinic.Support.GetAsync($"/sessions?userId={foreign}")).IsProblem(403);
        (await clinic.Patient.GetAsync($"/sessions?userId={DemoAccounts.Patient.Id}")).IsProblem(403);
    }

    [Theory]
    [InlineData("/sessions", "userId")]
    [InlineData("/sessions?from=2026-01-01", "userId")]
    [InlineData("/sessions?userId=x", "userId")]
    [InlineData("/sessions?thanatologistId=", "thanatologistId")]
    [InlineData("/sessions?userId=01990000-0000-7000-8000-000000000005&from=2026-1-1", "from")]
    [InlineData("/sessions?userId=01990000-0000-7000-8000-000000000005&to=tomorrow", "to")]
    [InlineData("/sessions?userId=01990000-0000-7000-8000-000000000005&from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("/users/01990000-0000-7000-8000-000000000005/sessions?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("/users/01990000-0000-7000-8000-000000000005/sessions?userId=01990000-0000-7000-8000-000000000005", "userId")]
    public async Task Invalid_query_names_the_parameter(string path, string parameter) => (await clinic.Admin.GetAsync(path)).IsProblem(400, parameter);

    [Fact]
    public async Task Unknown_session_ids_are_not_found()
    {
        var session = await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync());
        foreach (var id in (string[])["x", session.Id + "A", session.Id[..^1], session.Id.ToUpperInvariant() + "=", Bodies.Id(), new string('A', 27)])
            (await clinic.Admin.GetAsync($"/sessions/{id}")).IsProblem(404);
        (await clinic.Colleague.GetAsync($"/sessions/{session.Id}")).IsProblem(404);
        (await clinic.Patient.GetAsync($"/sessions/{session.Id}")).IsProblem(403);
    }
}
