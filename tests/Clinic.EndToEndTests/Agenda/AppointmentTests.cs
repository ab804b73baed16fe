using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

[Collection(TheClinic.Name)]
public sealed class AppointmentTests(ClinicFixture clinic)
{
    private const string Monday = "2035-03-19T10:00:00-06:00";

    [Fact]
    public async Task An_appointment_is_answered_with_its_address_and_version_and_read_there()
    {
        var (own, patient) = await PairAsync();

        var booked = (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(patient, Monday).With("note", "Llega en taxi"))).Is(201);

        Assert.Equal(
            $$"""{"id":"{{booked.Id}}","patientId":"{{patient}}","patientName":"Eusebio Villaseñor","thanatologistId":"{{own.UserId}}","thanatologistName":"Ximena Quiroga","start":"2035-03-19T16:00:00.000Z","end":"2035-03-19T17:00:00.000Z","minutes":60,"mode":"in-person","note":"Llega en taxi","status":"booked","version":1,"createdAt":"{{booked.Value("createdAt")}}","updatedAt":"{{booked.Value("createdAt")}}"}""",
            booked.Text);
        Assert.Equal("/appointments/" + booked.Id, booked.Header("Location"));
        var read = (await own.GetAsync("/appointments/" + booked.Id)).Is(200);
        Assert.Equal((booked.Text, booked.ETag), (read.Text, read.ETag));
        (await own.GetAsync("/appointments/" + booked.Id, ("If-None-Match", booked.ETag))).Is(304);
        (await clinic.Colleague.GetAsync("/appointments/" + booked.Id)).IsProblem(404);
        (await clinic.Patient.GetAsync("/appointments/" + booked.Id)).IsProblem(404);
    }

    [Fact]
    public async Task A_repeated_booking_gets_the_first_response()
    {
        var (own, patient) = await PairAsync();
        var key = ("Idempotency-Key", Bodies.Id());

        var first = (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday), key)).Is(201);
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => own.PostAsync("/appointments", Bodies.Appointment(patient, Monday), key)));

        Assert.All(again, one => Assert.Equal((first.Text, "true"), (one.Is(201).Text, one.Header("Idempotency-Replayed"))));
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday).With("minutes", 30), key)).IsProblem(409);
    }

    [Fact]
    public async Task A_taken_time_is_told_without_a_name()
    {
        var (own, patient) = await PairAsync();
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday))).Is(201);

        var refused = (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(await own.CreatePatientAsync(), "2035-03-19T16:30:00Z"))).IsProblem(409);

        Assert.Equal("time-taken", refused.Value("code"));
        Assert.Equal("""[{"start":"2035-03-19T16:00:00.000Z","end":"2035-03-19T17:00:00.000Z"}]""", refused.Json["conflicts"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_field_at_fault_is_named()
    {
        var body = new JsonObject
        {
            ["patientId"] = "x",
            ["start"] = "2035-03-19T10:00:30-06:00",
            ["minutes"] = 5,
            ["place"] = new string('a', 201),
            ["note"] = new string('a', 501),
            ["repeat"] = new JsonObject { ["every"] = "week", ["count"] = 1 },
        };

        (await clinic.Support.PostAsync("/appointments", body)).IsProblem(400, "patientId", "start", "minutes", "place", "note", "repeat.count");
        (await clinic.Support.PostAsync("/appointments", new JsonObject())).IsProblem(400, "patientId", "start");
        (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(Bodies.Id(), Monday).With("mode", "fax"))).IsProblem(400, "mode");
        (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(Bodies.Id(), "2035-03-19T10:00:00"))).IsProblem(400, "start");
        Assert.Equal("patient-not-found", (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(Bodies.Id(), Monday))).IsProblem(404).Value("code"));
        var (own, patient) = await PairAsync();
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday).With("thanatologistId", clinic.Colleague.UserId))).IsProblem(400, "thanatologistId");
    }

    [Fact]
    public async Task A_change_honours_the_version_and_what_is_asked_for()
    {
        var (own, patient) = await PairAsync();
        var booked = (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday))).Is(201);
        var path = "/appointments/" + booked.Id;

        var confirmed = (await own.PatchAsync(path, new JsonObject { ["status"] = "confirmed", ["note"] = "x" }, ("If-Match", booked.ETag))).Is(200);
        Assert.Equal(("confirmed", "2"), (confirmed.Value("status"), confirmed.Value("version")));
        (await own.PatchAsync(path, new JsonObject { ["note"] = "y" }, ("If-Match", booked.ETag))).IsProblem(412);
        var moved = (await own.PatchAsync(path, new JsonObject { ["start"] = "2035-03-20T10:00:00-06:00", ["override"] = true, ["note"] = null })).Is(200);
        Assert.Equal(("booked", "2035-03-20T16:00:00.000Z", null), (moved.Value("status"), moved.Value("start"), moved.Value("note")));
        (await own.PatchAsync(path, new JsonObject { ["minutes"] = null })).IsProblem(400, "minutes");
        (await own.PatchAsync(path, new JsonObject { ["status"] = "cancelled" })).IsProblem(400, "reason");
        (await own.PatchAsync(path, new JsonObject { ["patientId"] = patient })).IsProblem(400, "patientId");
        (await own.PatchAsync(path, new JsonObject { ["status"] = "cancelled", ["reason"] = "Viaja" }, ("Prefer", "return=minimal"))).Is(204);
        Assert.Equal("clinic", (await own.GetAsync(path)).Is(200).Value("cancelledBy"));
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-20T16:00:00Z"))).Is(201);
    }

    [Fact]
    public async Task A_list_comes_in_pages_by_start()
    {
        var (own, patient) = await PairAsync();
        foreach (var day in (string[])["2035-04-02", "2035-03-19", "2035-05-07"])
            (await own.PostAsync("/appointments", Bodies.Appointment(patient, day + "T10:00:00-06:00"))).Is(201);

        Assert.Equal(["2035-03-19", "2035-04-02", "2035-05-07"], (await own.AllAsync("/appointments?from=2035-01-01", limit: 1)).Texts("start").Select(start => start[..10]));
        Assert.Equal(2, (await clinic.Support.AllAsync($"/appointments?from=2035-03-20&to=2035-05-07&patientId={patient}&status=booked", limit: 1)).Count);
        Assert.Contains((await clinic.Support.AllAsync("/appointments?from=2035-03-01&to=2035-03-31")).Texts("patientId"), id => id == patient);
        Assert.Empty((await clinic.Patient.GetAsync("/appointments?from=2035-01-01")).Is(200).Items);
        (await own.GetAsync("/appointments")).IsProblem(400, "from");
        (await own.GetAsync("/appointments?from=2035-01-01&to=2036-01-02")).IsProblem(400, "to");
        (await own.GetAsync("/appointments?from=2035-01-01&status=lost")).IsProblem(400, "status");
        (await own.GetAsync("/appointments?from=2035-01-01&thanatologistId=" + clinic.Colleague.UserId)).IsProblem(404);
        (await clinic.Support.GetAsync("/appointments?from=2035-01-01&patientId=" + Bodies.Id())).IsProblem(404);
    }

    [Fact]
    public async Task A_series_tells_what_is_booked_and_what_is_not()
    {
        var (own, patient) = await PairAsync();
        (await own.PostAsync("/appointments", Bodies.Appointment(await own.CreatePatientAsync(), "2035-03-26T10:30:00-06:00"))).Is(201);
        var body = Bodies.Appointment(patient, Monday).With("repeat", new JsonObject { ["every"] = "week", ["count"] = 3 });

        var refused = (await own.PostAsync("/appointments", body.DeepClone().AsObject().With("repeat", new JsonObject { ["every"] = "week", ["count"] = 3, ["allOrNone"] = true }))).IsProblem(409);
        var booked = (await own.PostAsync("/appointments", body, ("Idempotency-Key", Bodies.Id()))).Is(201);

        var conflicts = """[{"start":"2035-03-26T16:00:00.000Z","code":"time-taken"}]""";
        Assert.Equal((conflicts, conflicts), (refused.Json["conflicts"]!.ToJsonString(), booked.Json["conflicts"]!.ToJsonString()));
        Assert.Equal(["2035-03-19T16:00:00.000Z", "2035-04-02T16:00:00.000Z"], booked.Items.Texts("start"));
        Assert.Equal([booked.Value("seriesId")], booked.Items.Texts("seriesId").Distinct());
        var path = "/appointments/" + booked.Items[0]["id"]!.GetValue<string>();
        Assert.Equal(path, booked.Header("Location"));
        var moved = (await own.PatchAsync(path + "?scope=following", new JsonObject { ["start"] = "2035-03-20T11:00:00-06:00", ["override"] = true }, ("If-Match", booked.ETag))).Is(200);
        Assert.Equal(["2035-03-20T17:00:00.000Z", "2035-04-03T17:00:00.000Z"], moved.Items.Texts("start"));
        Assert.Equal("[]", moved.Json["conflicts"]!.ToJsonString());
        (await own.PatchAsync(path + "?scope=all", new JsonObject())).IsProblem(400, "scope");
    }

    [Fact]
    public async Task A_session_and_its_appointment_name_each_other()
    {
        var (own, patient) = await PairAsync();
        var booked = (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday))).Is(201);
        var (session, key) = (Bodies.Session(patient).With("appointmentId", booked.Id), ("Idempotency-Key", Bodies.Id()));

        var written = (await own.PostAsync("/sessions", session.DeepClone(), key)).Is(201);

        Assert.Equal(booked.Id, written.Value("appointmentId"));
        var done = (await own.GetAsync("/appointments/" + booked.Id)).Is(200);
        Assert.Equal(("done", written.Id), (done.Value("status"), done.Value("sessionId")));
        Assert.Equal(written.Text, (await own.PostAsync("/sessions", session.DeepClone(), key)).Is(201).Text);
        Assert.Equal("appointment-unusable", (await own.PostAsync("/sessions", session)).IsProblem(409).Value("code"));
        (await own.PostAsync("/sessions", Bodies.Session(patient).With("appointmentId", Bodies.Id()))).IsProblem(404);
        (await own.PostAsync("/sessions", Bodies.Session(patient).With("appointmentId", "x"))).IsProblem(400, "appointmentId");
    }

    [Fact]
    public async Task Who_leaves_appointments_behind_is_told_which()
    {
        var (own, patient) = await PairAsync();
        var booked = (await own.PostAsync("/appointments", Bodies.Appointment(patient, Monday))).Is(201);
        var left = $$"""[{"id":"{{booked.Id}}","start":"2035-03-19T16:00:00.000Z","patientId":"{{patient}}","thanatologistId":"{{own.UserId}}"}]""";

        var closed = (await own.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = false })).Is(200);
        var deactivated = (await clinic.Admin.DeleteAsync("/users/" + own.UserId)).Is(200);

        Assert.Equal((left, left), (closed.Json["futureAppointments"]!.ToJsonString(), deactivated.Json["futureAppointments"]!.ToJsonString()));
        var audit = (await clinic.Admin.GetAsync($"/users/{patient}/audit?limit=1")).Is(200);
        Assert.Equal(("record.changed", $"""["{booked.Id}"]"""), (audit.Items[0]["action"]!.GetValue<string>(), audit.Items[0]["appointments"]!.ToJsonString()));
        Assert.Null((await clinic.Admin.GetAsync($"/users/{patient}/record")).Is(200).Value("futureAppointments"));
        (await clinic.Admin.DeleteAsync("/users/" + own.UserId)).Is(204);
    }

    private async Task<(ApiClient Thanatologist, string Patient)> PairAsync()
    {
        var account = await clinic.CreateStaffAsync();
        var thanatologist = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        return (thanatologist, await thanatologist.CreatePatientAsync());
    }
}
