using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Sessions;

[Collection(TheClinic.Name)]
public sealed class SessionWritingTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_session_comes_back_as_it_was_written()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var body = Bodies.Session(patient);

        var written = (await clinic.Thanatologist.PostAsync("/sessions", body)).Is(201);

        Assert.Equal($"/sessions/{written.Id}", written.Header("Location"));
        foreach (var (name, value) in body)
            Assert.True(JsonNode.DeepEquals(value, written.Json[name]), $"{name}: {written.Text}");
        Assert.Equal("1", written.Value("number"));
        Assert.Equal(DemoAccounts.Thanatologist.Id, written.Value("thanatologistId"));
        Assert.Equal("Lucía Sánchez Álvarez", written.Value("thanatologistName"));
        Assert.Empty(written.Json.Select(member => member.Key).Except([.. body.Select(member => member.Key), "id", "number", "thanatologistId", "thanatologistName", "signature", "createdAt"]));
        Assert.Equal(written.Text, (await clinic.Thanatologist.GetAsync($"/sessions/{written.Id}")).Is(200).Text);
        Assert.Matches("^[A-Za-z0-9_-]+$", written.Id);
        Assert.Equal("1", (await clinic.Thanatologist.GetAsync($"/users/{patient}")).Value("record.sessionCount"));
    }

    [Fact]
    public async Task A_hundred_at_once_are_numbered_1_to_100()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => clinic.Thanatologist.WriteSessionAsync(patient)));

        Assert.Equal(Enumerable.Range(1, 100), answers.Select(answer => answer.Json["number"]!.GetValue<int>()).Order());
        Assert.Equal("100", (await clinic.Thanatologist.GetAsync($"/users/{patient}/record")).Value("sessionCount"));
        var listed = await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}", limit: 30);
        Assert.Equal(Enumerable.Range(1, 100).Reverse(), listed.Select(session => session["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_session_that_is_entered_late_gets_the_next_number()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.WriteSessionAsync(patient, "2026-03-01");

        Assert.Equal("2", (await clinic.Thanatologist.WriteSessionAsync(patient, "2025-12-24")).Value("number"));
        Assert.Equal("3", (await clinic.Thanatologist.WriteSessionAsync(patient, "2026-02-01")).Value("number"));
        Assert.Equal(["1", "3", "2"], (await clinic.Thanatologist.AllAsync($"/users/{patient}/sessions")).Texts("number"));
    }

    [Theory]
    [InlineData("Servicios Holisticos", "Biomagetismo", "Servicios Holísticos", "Biomagnetismo")]
    [InlineData(" servicios holísticos ", "Cama Térmica de Jade", "Servicios Holísticos", "Cama térmica de Jade")]
    [InlineData("Servicios Acompañamiento", "Mindfullness", "Servicios Acompañamiento", "Mindfulness")]
    [InlineData("SERVICIOS ACOMPAÑAMIENTO", "Acompañamiento Grupo", "Servicios Acompañamiento", "Acompañamiento Grupal")]
    [InlineData("Herramientas Alternativas", "flores de bach", "Herramientas Alternativas", "Flores de Bach")]
    public async Task Aliases_are_stored_as_the_canonical_value(string service, string intervention, string storedService, string storedIntervention)
    {
        var body = Bodies.Session(await clinic.Thanatologist.CreatePatientAsync())
            .With("serviceType", service).With("interventionType", intervention).With("motive", "Enfermeda").With("tool", " video");

        var written = (await clinic.Thanatologist.PostAsync("/sessions", body)).Is(201);

        Assert.Equal(storedService, written.Value("serviceType"));
        Assert.Equal(storedIntervention, written.Value("interventionType"));
        Assert.Equal("Enfermedad", written.Value("motive"));
        Assert.Equal("Video", written.Value("tool"));
    }

    [Fact]
    public async Task A_closed_record_takes_no_session()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.CloseRecordAsync(patient);

        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(409);

        Assert.Equal("0", (await clinic.Thanatologist.GetAsync($"/users/{patient}/record")).Value("sessionCount"));
    }

    [Fact]
    public async Task CloseRecord_closes_the_record_together_with_the_session()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var written = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("closeRecord", true))).Is(201);

        Assert.Null(written.Value("closeRecord"));
        var record = (await clinic.Thanatologist.GetAsync($"/users/{patient}/record")).Is(200);
        Assert.Equal("false", record.Value("isOpen"));
        Assert.Equal("1", record.Value("sessionCount"));
        Assert.NotNull(record.Value("closedAt"));
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient))).IsProblem(409);
    }

    [Fact]
    public async Task Of_many_closing_sessions_at_once_exactly_one_is_written()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("closeRecord", true))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(7, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task The_catalogue_is_everybodys_to_read_and_every_value_is_accepted()
    {
        var catalogue = (await clinic.Patient.GetAsync("/sessions/catalogue")).Is(200).Json;

        Assert.Equal(3, catalogue["services"]!.AsArray().Count);
        Assert.Equal(13, catalogue["services"]!.AsArray().Sum(service => service!["interventionTypes"]!.AsArray().Count));
        Assert.Equal(10, catalogue["tools"]!.AsArray().Count);
        Assert.Equal(33, catalogue["motives"]!.AsArray().Count);
        Assert.Equal(["Hombre", "Mujer", "Otro"], catalogue["genders"]!.AsArray().Select(gender => gender!.GetValue<string>()));
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        foreach (var service in catalogue["services"]!.AsArray())
            foreach (var intervention in service!["interventionTypes"]!.AsArray())
                (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient)
                    .With("serviceType", service["serviceType"]!.GetValue<string>()).With("interventionType", intervention!.GetValue<string>()))).Is(201);
    }
}
