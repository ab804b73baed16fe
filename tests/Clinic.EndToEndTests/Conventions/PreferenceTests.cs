using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

[Collection(TheClinic.Name)]
public sealed class PreferenceTests(ClinicFixture clinic)
{
    private static readonly (string, string) Minimal = ("Prefer", "return=minimal");

    [Fact]
    public async Task What_was_created_is_named_and_not_shown()
    {
        var body = Bodies.Patient();
        var key = ("Idempotency-Key", "minimal-" + Bodies.Id());
        var user = (await clinic.Thanatologist.PostAsync("/users", body, Minimal, key)).Is(201);
        var patient = user.Header("Location")!.Split('/')[^1];
        var session = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), Minimal)).Is(201);
        var addendum = (await clinic.Thanatologist.PostAsync($"{session.Header("Location")}/addenda", new JsonObject { ["text"] = "Nota." }, Minimal)).Is(201);
        var message = (await clinic.Thanatologist.PostAsync("/messages", new JsonObject { ["to"] = "patient@clinic.test", ["subject"] = "Cita", ["body"] = "A las 17." }, Minimal)).Is(202);

        foreach (var answer in (Answer[])[user, session, addendum, message])
        {
            Assert.Equal(("", "return=minimal"), (answer.Text, answer.Header("Preference-Applied")));
            (await clinic.Thanatologist.GetAsync(answer.Header("Location")!)).Is(200);
        }
        (await clinic.Thanatologist.GetAsync(user.Header("Location")!, ("If-None-Match", user.ETag))).Is(200); // its record has sessions now
        Assert.Equal(user.ETag, (await clinic.Thanatologist.PostAsync("/users", body, key)).Is(201).ETag);
    }

    [Fact]
    public async Task What_was_changed_is_204_with_its_new_tag()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var patched = (await clinic.Thanatologist.PatchAsync($"/users/{patient}", new JsonObject { ["phone"] = "5512345678" }, Minimal)).Is(204);
        (await clinic.Thanatologist.GetAsync($"/users/{patient}", ("If-None-Match", patched.ETag))).Is(304);
        var put = (await clinic.Thanatologist.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "Duelo." }, Minimal, ("If-Match", patched.ETag))).Is(204);

        Assert.Equal("return=minimal", put.Header("Preference-Applied"));
        (await clinic.Thanatologist.GetAsync($"/users/{patient}/record", ("If-None-Match", put.ETag))).Is(304);
        (await clinic.Thanatologist.PatchAsync($"/users/{patient}", new JsonObject { ["phone"] = "1" }, Minimal)).IsProblem(400, "phone");
    }

    [Fact]
    public async Task Where_the_body_is_the_point_it_is_sent()
    {
        var salt = (await clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = "patient@clinic.test" }, Minimal)).Is(200);

        Assert.NotEmpty(salt.Text);
        Assert.Null(salt.Header("Preference-Applied"));
    }
}
