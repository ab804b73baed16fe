using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

[Collection(TheClinic.Name)]
public sealed class WaitingListTests(ClinicFixture clinic)
{
    [Fact]
    public async Task An_entry_is_answered_with_its_address_listed_and_taken_away()
    {
        var (own, patient) = await PairAsync();
        var body = Bodies.Waiting(patient).With("weekdays", new JsonArray(3, 1)).With("from", "16:00").With("to", "20:00").With("until", "2035-12-31").With("note", "Llamar a la señora Ibáñez");

        var added = (await own.PostAsync("/waiting-list", body)).Is(201);

        Assert.Equal(
            $$"""{"id":"{{added.Id}}","patientId":"{{patient}}","patientName":"Eusebio Villaseñor","weekdays":[1,3],"from":"16:00","to":"20:00","until":"2035-12-31","note":"Llamar a la señora Ibáñez","createdAt":"{{added.Value("createdAt")}}"}""",
            added.Text);
        Assert.Equal("/waiting-list/" + added.Id, added.Header("Location"));
        Assert.True(JsonNode.DeepEquals(added.Json, Assert.Single(await own.AllAsync("/waiting-list"))));
        Assert.Contains(added.Id, (await clinic.Support.AllAsync("/waiting-list?thanatologistId=" + own.UserId)).Texts("id"));
        (await clinic.Colleague.DeleteAsync("/waiting-list/" + added.Id)).IsProblem(404);
        (await own.DeleteAsync("/waiting-list/" + added.Id)).Is(204);
        (await own.DeleteAsync("/waiting-list/" + added.Id)).IsProblem(404);
        (await own.DeleteAsync("/waiting-list/x")).IsProblem(404);
        Assert.Empty(await own.AllAsync("/waiting-list"));
        Assert.Equal(
            ["waitingListEntry.removed", "waitingListEntry.added"], (await clinic.Admin.GetAsync($"/users/{patient}/audit?limit=2")).Is(200).Items.Texts("action"));
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_response_and_another_one_is_told_that_the_patient_waits()
    {
        var (own, patient) = await PairAsync();
        var key = ("Idempotency-Key", Bodies.Id());

        var first = (await own.PostAsync("/waiting-list", Bodies.Waiting(patient), key)).Is(201);

        Assert.Equal(first.Text, (await own.PostAsync("/waiting-list", Bodies.Waiting(patient), key)).Is(201).Text);
        Assert.Equal("already-waiting", (await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(patient).With("note", "Urgente"))).IsProblem(409).Value("code"));
        var named = (await own.PostAsync("/waiting-list", Bodies.Waiting(patient).With("thanatologistId", own.UserId), ("Prefer", "return=minimal"))).Is(201);
        Assert.Equal(("", true), (named.Text, named.Header("Location")!.StartsWith("/waiting-list/", StringComparison.Ordinal)));
        Assert.Equal(2, (await own.AllAsync("/waiting-list", limit: 1)).Count);
    }

    [Fact]
    public async Task A_free_time_finds_whom_it_suits_and_a_booking_takes_them_off_the_list()
    {
        var (own, patient) = await PairAsync();
        var later = await own.CreatePatientAsync();
        var entry = (await own.PostAsync("/waiting-list", Bodies.Waiting(patient).With("weekdays", new JsonArray(1)).With("from", "10:00").With("to", "11:00"))).Is(201);
        (await own.PostAsync("/waiting-list", Bodies.Waiting(later).With("from", "11:00"))).Is(201);

        // A Monday, in Mexico City and with another offset.
        Assert.Equal([patient], (await own.AllAsync("/waiting-list?fits=2035-03-19T10:00:00-06:00")).Texts("patientId"));
        Assert.Equal([patient], (await own.AllAsync("/waiting-list?minutes=30&fits=2035-03-19T16:30:00Z")).Texts("patientId"));
        Assert.Equal([later], (await own.AllAsync("/waiting-list?fits=2035-03-20T11:00:00-06:00")).Texts("patientId"));
        (await own.PostAsync("/appointments", Bodies.Appointment(later, "2035-03-19T10:00:00-06:00").With("waitingListId", entry.Id))).IsProblem(400, "waitingListId");
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00").With("waitingListId", entry.Id))).Is(201);
        Assert.Equal([later], (await own.AllAsync("/waiting-list")).Texts("patientId"));
    }

    [Fact]
    public async Task Every_field_at_fault_is_named()
    {
        var body = new JsonObject
        {
            ["patientId"] = "x",
            ["thanatologistId"] = "y",
            ["weekdays"] = new JsonArray(8),
            ["from"] = "25:00",
            ["to"] = "9",
            ["until"] = "2020-01-01",
            ["note"] = new string('a', 501),
        };

        (await clinic.Support.PostAsync("/waiting-list", body)).IsProblem(400, "patientId", "thanatologistId", "weekdays", "from", "to", "until", "note");
        (await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(Bodies.Id()).With("weekdays", new JsonArray("lunes")))).IsProblem(400, "weekdays[0]");
        Assert.Equal("patient-not-found", (await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(Bodies.Id()))).IsProblem(404).Value("code"));
        var (own, patient) = await PairAsync();
        (await own.PostAsync("/waiting-list", Bodies.Waiting(patient).With("thanatologistId", clinic.Colleague.UserId))).IsProblem(400, "thanatologistId");
        (await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(patient).With("thanatologistId", Bodies.Id()))).IsProblem(400, "thanatologistId");
        (await own.PostAsync("/appointments", Bodies.Appointment(patient).With("waitingListId", "x"))).IsProblem(400, "waitingListId");
    }

    [Theory]
    [InlineData("fits=2035-03-19", "fits")]
    [InlineData("fits=2035-03-19T10:00:00", "fits")]
    [InlineData("fits=2035-03-19T10:00:30Z", "fits")]
    [InlineData("fits=2020-03-19T10:00:00Z", "fits")]
    [InlineData("fits=9999-12-31T23:59:00Z", "fits")]
    [InlineData("fits=2035-03-19T10:00:00Z&minutes=14", "minutes")]
    [InlineData("minutes=60", "minutes")]
    [InlineData("thanatologistId=x", "thanatologistId")]
    public async Task A_query_that_cannot_be_is_refused(string query, string parameter) => (await clinic.Support.GetAsync("/waiting-list?" + query)).IsProblem(400, parameter);

    private async Task<(ApiClient Thanatologist, string Patient)> PairAsync()
    {
        var account = await clinic.CreateStaffAsync();
        var thanatologist = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        return (thanatologist, await thanatologist.CreatePatientAsync());
    }
}
