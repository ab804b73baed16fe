using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

/// <summary>Self-registration in a stack that allows it; and in the one of the other tests, which does not.</summary>
[Collection(TheClinic.Name)]
public sealed class RegistrationTests(ClinicFixture closed)
{
    [Fact]
    public async Task Where_it_is_not_allowed_authenticate_signs_in_and_no_more()
    {
        (await closed.Nobody.PostAsync("/auth/authenticate", Bodies.Login(DemoAccounts.Patient.Email, DemoAccounts.Password))).Is(200);
        (await closed.Nobody.PostAsync("/auth/authenticate", Bodies.Login(Bodies.Email(), Bodies.Password))).IsProblem(401);
        (await closed.Nobody.PostAsync("/auth/authenticate", new JsonObject { ["email"] = "x" })).IsProblem(400, "email", "password");
    }

    [Fact]
    public async Task Where_it_is_allowed_an_unknown_email_becomes_a_patient_in_one_request()
    {
        var state = Directory.CreateTempSubdirectory("clinic-registration-");
        try
        {
            await using var host = await LocalHost.StartAsync(new LocalHostOptions
            {
                Port = 0,
                InMemory = true,
                StateDirectory = state.FullName,
                Seeding = Seeding.Accounts,
                Parameters = new Dictionary<string, string> { ["AllowSelfRegistration"] = "true" },
            });
            using var http = ApiClient.Connect(host.BaseAddress);
            await RegisterAsync(new ApiClient(http));
            Assert.Null(host.Template.UserPool!.MachineClient); // as no scopes are named for one
        }
        finally
        {
            state.Delete(recursive: true);
        }
    }

    private static async Task RegisterAsync(ApiClient nobody)
    {
        (await nobody.PostAsync("/auth/authenticate", Bodies.Login("eulalia@example.org", "corta"))).IsProblem(400, "password");

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => nobody.PostAsync("/auth/authenticate", Bodies.Login("Eulalia@example.org", Bodies.Password))));

        Assert.Equal([200, 201], both.Select(answer => answer.Status).Order());
        Assert.Single(both.Select(answer => answer.Value("user.id")).Distinct());
        var made = both.Single(answer => answer.Status == 201);
        Assert.Equal($"/users/{made.Value("user.id")}", made.Header("Location"));
        var me = (await nobody.With(made.Json).GetAsync("/auth/me")).Is(200);
        Assert.Equal(("patient", "active", "eulalia", "eulalia@example.org"), (me.Value("role"), me.Value("status"), me.Value("firstName"), me.Value("email")));
        (await nobody.PostAsync("/auth/authenticate", Bodies.Login("eulalia@example.org", "otra-que-no-es"))).IsProblem(401);

        var admin = await nobody.SignInAsync(DemoAccounts.Admin.Email, DemoAccounts.Password);
        (await admin.PostAsync("/messages", new JsonObject { ["to"] = "eulalia@example.org", ["subject"] = "Su cita", ["body"] = "El jueves." })).Is(202);
        Assert.Empty((await nobody.With(made.Json).GetAsync("/messages")).Is(200).Items);

        var thanatologist = await nobody.SignInAsync(DemoAccounts.Thanatologist.Email, DemoAccounts.Password);
        var path = $"/users/{made.Value("user.id")}";
        (await thanatologist.GetAsync(path)).IsProblem(404);
        (await thanatologist.PostAsync("/sessions", Bodies.Session(made.Value("user.id")!))).IsProblem(404);
        (await thanatologist.PutAsync(path + "/record", new JsonObject { ["isOpen"] = true })).Is(200);
        (await thanatologist.PatchAsync(path, new JsonObject { ["firstName"] = "Eulalia" })).IsProblem(400, "firstLastName");
        (await nobody.With(made.Json).PatchAsync(path, new JsonObject { ["firstName"] = "Eulalia", ["firstLastName"] = "Ñáñez" })).Is(200);
        (await thanatologist.WriteSessionAsync(made.Value("user.id")!)).Is(201);
    }
}
