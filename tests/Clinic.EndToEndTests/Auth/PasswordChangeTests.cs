using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class PasswordChangeTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_changed_password_works_and_ends_every_session()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        (await client.PutAsync("/auth/password", Change(account.Password, "otra-tinta-verde"))).Is(204);

        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = client.RefreshToken })).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(401);
        var again = await clinic.Nobody.SignInAsync(account.Email, "otra-tinta-verde");
        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = again.RefreshToken })).Is(200);
    }

    [Fact]
    public async Task A_wrong_current_password_names_the_field_and_counts_as_a_failure()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        for (var failure = 1; failure <= 5; failure++)
            (await client.PutAsync("/auth/password", Change("wrong", "otra-tinta-verde"))).IsProblem(400, "currentPassword");

        (await client.PutAsync("/auth/password", Change(account.Password, "otra-tinta-verde"))).IsProblem(429);
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);
    }

    [Fact]
    public async Task New_passwords_that_are_common_short_long_or_the_email_are_refused()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        foreach (var password in (string[])["password", "PASSWORD1", "12345678", "1234567", "", new string('x', 129), account.Email, account.Email.ToUpperInvariant()])
            (await client.PutAsync("/auth/password", Change(account.Password, password))).IsProblem(400, "newPassword");

        (await client.PutAsync("/auth/password", Change(account.Password, new string('x', 127) + "é"))).Is(204);
        await clinic.Nobody.SignInAsync(account.Email, new string('x', 127) + "é");
    }

    [Theory]
    [InlineData("{}", "currentPassword", "newPassword")]
    [InlineData("""{"currentPassword":"x"}""", "newPassword")]
    [InlineData("""{"newPassword":"otra-tinta-verde"}""", "currentPassword")]
    [InlineData("""{"currentPassword":"x","newPassword":"otra-tinta-verde","userId":"x"}""", "userId")]
    public async Task Invalid_change_names_the_fields(string body, params string[] fields) =>
        (await clinic.Patient.SendAsync(HttpMethod.Put, "/auth/password", ApiClient.Json(body))).IsProblem(400, fields);

    [Fact]
    public async Task Only_one_of_two_changes_at_the_same_time_has_an_effect()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => client.PutAsync("/auth/password", Change(account.Password, $"otra-tinta-verde-{i}"))));

        Assert.Single(answers, answer => answer.Status == 204);
        var works = 0;
        for (var i = 0; i < 3; i++)
            works += (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, $"otra-tinta-verde-{i}"))).Status == 200 ? 1 : 0;
        Assert.Equal(1, works);
    }

    private static JsonObject Change(string current, string next) => new() { ["currentPassword"] = current, ["newPassword"] = next };
}
