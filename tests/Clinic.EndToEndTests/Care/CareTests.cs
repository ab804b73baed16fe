using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Care;

/// <summary>Losses and tasks over HTTP, through the function's own rights on the table.</summary>
[Collection(TheClinic.Name)]
public sealed class CareTests(ClinicFixture clinic)
{
    private static readonly string Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-1)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_loss_is_written_followed_up_changed_and_taken_away()
    {
        var (patient, key) = (await clinic.Thanatologist.CreatePatientAsync(), ("Idempotency-Key", Bodies.Id()));
        var body = Bodies.Loss().With("date", Today).With("followUp", true);

        var written = (await clinic.Thanatologist.PostAsync($"/users/{patient}/losses", body.DeepClone(), key)).Is(201);
        var again = (await clinic.Thanatologist.PostAsync($"/users/{patient}/losses", body.DeepClone(), key)).Is(201);
        var path = written.Header("Location")!;
        Assert.Equal((written.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        Assert.Equal(($"/users/{patient}/losses/{written.Id}", "1"), (path, written.Value("version")));

        var read = (await clinic.Thanatologist.GetAsync(path)).Is(200);
        Assert.Equal((written.Text, written.ETag), (read.Text, read.ETag));
        Assert.Equal(4, (await clinic.Thanatologist.AllAsync($"/tasks?patientId={patient}&status=open")).Count);

        var changed = (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["date"] = "2024", ["name"] = null }, ("If-Match", read.ETag!))).Is(200);
        Assert.Equal(("2024", null, "2"), (changed.Value("date"), changed.Value("name"), changed.Value("version")));
        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["name"] = "Otra" }, ("If-Match", read.ETag!))).IsProblem(412);
        Assert.Empty(await clinic.Thanatologist.AllAsync($"/tasks?patientId={patient}&status=open"));

        (await clinic.Thanatologist.DeleteAsync(path)).IsProblem(400, "reason");
        (await clinic.Thanatologist.DeleteAsync($"{path}?reason={new string('a', 201)}")).IsProblem(400, "reason");
        (await clinic.Thanatologist.DeleteAsync($"{path}?reason=doble")).Is(204);
        (await clinic.Thanatologist.GetAsync(path)).IsProblem(404);
        (await clinic.Thanatologist.PatchAsync(path, new JsonObject { ["name"] = "Otra" })).IsProblem(404);
        Assert.Empty(await clinic.Thanatologist.AllAsync($"/users/{patient}/losses"));
    }

    [Fact]
    public async Task Every_member_at_fault_is_named()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        (await clinic.Thanatologist.PostAsync($"/users/{patient}/losses", new JsonObject { ["relation"] = "Tía", ["date"] = "2024-13", ["circumstance"] = "Rayo", ["notes"] = new string('a', 4_001) }))
            .IsProblem(400, "kind", "relation", "date", "circumstance", "notes");
        (await clinic.Thanatologist.PostAsync("/tasks", new JsonObject { ["patientId"] = "x", ["text"] = new string('a', 501) })).IsProblem(400, "patientId", "text", "due");
        (await clinic.Thanatologist.PostAsync("/tasks", Bodies.Task(patient).With("assigneeId", clinic.Support.UserId))).IsProblem(400, "assigneeId");
        (await clinic.Thanatologist.GetAsync("/care/anniversaries?from=2026-01-01&to=2026-04-03")).IsProblem(400, "to");
        (await clinic.Thanatologist.GetAsync("/care/anniversaries?from=2026-01-01&to=2026-04-02")).Is(200);
        (await clinic.Thanatologist.GetAsync("/tasks?status=x")).IsProblem(400, "status");
    }

    [Fact]
    public async Task A_list_over_patients_names_them_and_has_no_text()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync("Marcada");
        var task = (await clinic.Thanatologist.PostAsync("/tasks", Bodies.Task(patient).With("text", "Palabra marcada.").With("due", "2031-03-14"))).Is(201);

        var listed = Assert.Single(await clinic.Thanatologist.AllAsync("/tasks?from=2031-03-14&to=2031-03-14"));

        Assert.Equal(task.Id, listed["id"]!.ToString());
        Assert.Equal("Eusebio Marcada", listed["patientName"]!.ToString());
        Assert.False(listed.ContainsKey("text"));
        (await clinic.Thanatologist.PatchAsync("/tasks/" + task.Id, new JsonObject { ["status"] = "done" })).Is(200);
        Assert.NotNull((await clinic.Thanatologist.GetAsync("/tasks/" + task.Id)).Is(200).Value("doneAt"));
    }

    [Fact]
    public async Task The_catalogue_has_the_words_of_losses()
    {
        var catalogue = (await clinic.Patient.GetAsync("/sessions/catalogue")).Is(200).Json;

        Assert.Equal((8, 10, 9), (catalogue["lossKinds"]!.AsArray().Count, catalogue["lossRelations"]!.AsArray().Count, catalogue["lossCircumstances"]!.AsArray().Count));
    }
}
