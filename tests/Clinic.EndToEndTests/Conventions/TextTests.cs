using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>Text as people and their programs write it, through the running product.</summary>
[Collection(TheClinic.Name)]
public sealed class TextTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_body_in_another_encoding_is_refused_and_the_member_named()
    {
        var body = Bodies.Patient().With("firstLastName", "Muñoz").With("children", new JsonArray(new JsonObject { ["firstName"] = "Íñigo" })).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        var answer = await clinic.Thanatologist.SendAsync(HttpMethod.Post, "/users", ApiClient.Bytes(Encoding.Latin1.GetBytes(body)));

        Assert.Contains("U+FFFD", answer.IsProblem(400, "firstLastName").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U_FFFD_is_refused_in_paths_and_queries()
    {
        (await clinic.Admin.GetAsync("/users/%F1")).IsProblem(400, "id");
        (await clinic.Admin.GetAsync("/users/%EF%BF%BD")).IsProblem(400, "id");
        (await clinic.Admin.GetAsync("/users?q=Mu%F1oz")).IsProblem(400, "q");
    }

    [Fact]
    public async Task A_name_that_shows_nothing_is_refused_and_inside_one_nothing_hides()
    {
        foreach (var name in (string[])["\u200b", "\u2800", "\ufeff", "\u00ad", "\u3164", "\u202e", "\u0301", "\u2028", "\u200d\u200c"])
        {
            (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", name))).IsProblem(400, "firstName");
            (await clinic.Admin.PostAsync("/messages", new JsonObject { ["to"] = Bodies.Email(), ["subject"] = name, ["body"] = name })).IsProblem(400, "subject", "body");
        }
        var id = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", "\u202eJose\u0301\u200b 👩\u200d👧"))).Is(201).Id;
        Assert.Equal("José 👩\u200d👧", (await clinic.Thanatologist.GetAsync($"/users/{id}")).Is(200).Json["firstName"]!.GetValue<string>());
        (await clinic.Thanatologist.PutAsync($"/users/{id}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "\u200b" })).IsProblem(400, "ekr");
    }

    [Fact]
    public async Task Catalogue_values_are_taken_in_every_form()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var session = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("tool", "Meditacio\u0301n").With("serviceType", "Servicios Acompan\u0303amiento"))).Is(201).Json;

        Assert.Equal(("Meditación", "Servicios Acompañamiento"), (session["tool"]!.GetValue<string>(), session["serviceType"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Every_apostrophe_and_hyphen_finds_every_other()
    {
        foreach (var (name, plain, other) in new[] { ("O’Quirogán", "O'Quirog", "O’Quirog"), ("Quirogá‐Peña", "quiroga-p", "quiroga–p") })
        {
            var id = await clinic.Thanatologist.CreatePatientAsync(name);
            foreach (var prefix in new[] { plain, other })
                Assert.Contains(id, (await clinic.Admin.GetAsync("/users?q=" + Uri.EscapeDataString(prefix))).Is(200).Items.Select(user => user!["id"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task A_password_is_one_however_it_is_typed()
    {
        var email = Bodies.Email();
        (await clinic.Admin.PostAsync("/users", Bodies.Staff().With("email", email).With("password", "contraseña-de-mañana"))).Is(201);

        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(email, "contrasen\u0303a-de-man\u0303ana"))).Is(200);
        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(email, "contrasena-de-manana"))).Is(401);
    }

    [Theory]
    [InlineData("0.1e-400", false)]
    [InlineData("150.0000000000000000000000000000000001", false)]
    [InlineData("1E400", false)]
    [InlineData("1.505", false)]
    [InlineData("1e2", true)]
    [InlineData("-0", true)]
    [InlineData("1.50", true)]
    public async Task A_fee_is_the_number_that_was_written(string fee, bool isTaken)
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var body = Bodies.Session(patient).ToJsonString().Replace("150.5", fee, StringComparison.Ordinal);

        var answer = await clinic.Thanatologist.SendAsync(HttpMethod.Post, "/sessions", ApiClient.Json(body));

        _ = isTaken ? answer.Is(201) : answer.IsProblem(400, "recoveryFee");
    }

    [Theory]
    [InlineData("2099-01-01")]
    [InlineData("2099-01-01T00:00:00")]
    [InlineData("2099-01-01T24:00:00Z")]
    public async Task A_time_has_an_offset(string expiresAt) =>
        (await clinic.Admin.PostAsync("/auth/api-keys", new JsonObject { ["name"] = "x", ["scopes"] = new JsonArray("clinic/self"), ["expiresAt"] = expiresAt })).IsProblem(400, "expiresAt");
}
