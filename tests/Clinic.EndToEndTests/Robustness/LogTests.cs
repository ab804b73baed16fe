using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Robustness;

[Collection(TheClinic.Name)]
public sealed partial class LogTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Logs_tell_what_happened_and_nothing_about_anybody()
    {
        const string Name = "Quetzalcóatl";
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, "contrasena-equivocada"))).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/password/forgot", new JsonObject { ["email"] = account.Email })).Is(202);
        var patient = (await client.PostAsync("/users", Bodies.Patient().With("firstName", Name).With("phone", "5598765432"))).Is(201).Id;
        (await client.PostAsync("/users", Bodies.Patient().With("firstName", Name).With("phone", "55987654321"))).IsProblem(400, "phone");
        (await client.GetAsync("/users?q=quetzal")).Is(200);
        (await client.PostAsync("/sessions", Bodies.Session(patient).With("evaluation", "Llora por su nagual."))).Is(201);

        var logs = await clinic.ReadLogsAsync();

        string[] secrets =
        [
            account.Email, account.Password, DemoAccounts.Password, Bodies.Password, "contrasena-equivocada", Name, "quetzal", "5598765432", "nagual", "Villaseñor",
            client.AccessToken, client.RefreshToken, client.AccessToken.Split('.')[2], await clinic.Mailbox.CodeAsync(account.Email),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, logs, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotMatch(Token(), logs);
        Assert.DoesNotMatch(EmailAddress(), logs);
        Assert.Contains("POST /sessions 201", logs, StringComparison.Ordinal);
        Assert.Contains("GET /users 200", logs, StringComparison.Ordinal);
    }

    [GeneratedRegex("eyJ[A-Za-z0-9_-]{20,}")]
    private static partial Regex Token();

    [GeneratedRegex(@"[\w.-]+@[\w-]+\.\w+")]
    private static partial Regex EmailAddress();
}
