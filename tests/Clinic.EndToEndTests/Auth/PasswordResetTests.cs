using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Messages;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class PasswordResetTests(ClinicFixture clinic)
{
    private const string NewPassword = "otra-tinta-verde";

    [Fact]
    public async Task Known_unknown_and_inactive_emails_are_answered_alike()
    {
        var known = await clinic.CreateStaffAsync();
        var inactive = await clinic.CreateStaffAsync();
        (await clinic.Admin.DeleteAsync($"/users/{inactive.Id}")).Is(204);
        var unknown = Bodies.Email();

        foreach (var email in (string[])[known.Email, inactive.Email, unknown])
            Assert.Empty((await ForgotAsync(email)).Text);

        Assert.Single(await clinic.Admin.MessagesToAsync(known.Email));
        Assert.Empty(await clinic.Admin.MessagesToAsync(inactive.Email));
        Assert.Empty(await clinic.Admin.MessagesToAsync(unknown));
    }

    [Fact]
    public async Task The_mailed_code_sets_a_new_password_once_and_ends_every_session()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        await ForgotAsync(account.Email.ToUpperInvariant());
        var code = await clinic.Mailbox.CodeAsync(account.Email);

        (await ResetAsync(account.Email, code, NewPassword)).Is(204);

        (await ResetAsync(account.Email, code, "y-otra-mas-todavia")).IsProblem(400, "code");
        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = client.RefreshToken })).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(401);
        await clinic.Nobody.SignInAsync(account.Email, NewPassword);
    }

    [Fact]
    public async Task A_wrong_code_names_the_code_for_known_and_unknown_emails()
    {
        var account = await clinic.CreateStaffAsync();
        await ForgotAsync(account.Email);

        (await ResetAsync(account.Email, "00000000", NewPassword)).IsProblem(400, "code");
        (await ResetAsync(account.Email, "no code at all", NewPassword)).IsProblem(400, "code");
        (await ResetAsync(Bodies.Email(), "00000000", NewPassword)).IsProblem(400, "code");
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).Is(200);
    }

    [Fact]
    public async Task A_code_is_worthless_after_five_wrong_tries()
    {
        var account = await clinic.CreateStaffAsync();
        await ForgotAsync(account.Email);
        var code = await clinic.Mailbox.CodeAsync(account.Email);
        var wrong = code == "00000000" ? "00000001" : "00000000";

        for (var tries = 1; tries <= 5; tries++)
            (await ResetAsync(account.Email, wrong, NewPassword)).IsProblem(400, "code");

        (await ResetAsync(account.Email, code, NewPassword)).IsProblem(400, "code");
    }

    [Fact]
    public async Task Tries_are_bounded_for_known_and_unknown_emails_alike()
    {
        var account = await clinic.CreateStaffAsync();
        await ForgotAsync(account.Email);
        var code = await clinic.Mailbox.CodeAsync(account.Email);

        foreach (var email in (string[])[account.Email, Bodies.Email()])
        {
            for (var tries = 1; tries <= 10; tries++)
                (await ResetAsync(email, code == "00000000" ? "00000001" : "00000000", NewPassword)).IsProblem(400, "code");
            var refused = (await ResetAsync(email.ToUpperInvariant(), code, NewPassword)).IsProblem(429);
            Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 14 * 60, 15 * 60);
        }
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).Is(200);
    }

    [Fact]
    public async Task An_invitation_survives_what_a_stranger_asks_for_and_tries()
    {
        var body = Bodies.Staff("admin_support");
        (await clinic.Admin.PostAsync("/users", body)).Is(201);
        var email = body["email"]!.GetValue<string>();
        var code = await clinic.Mailbox.CodeAsync(email);

        for (var tries = 1; tries <= 6; tries++)
        {
            await ForgotAsync(email);
            (await ResetAsync(email, code == "00000000" ? "00000001" : "00000000", NewPassword)).IsProblem(400, "code");
        }

        (await ResetAsync(email, $"{code[..4]} {code[4..]}\n", NewPassword)).Is(204);
        await clinic.Nobody.SignInAsync(email, NewPassword);
    }

    [Fact]
    public async Task A_code_belongs_to_its_email()
    {
        var account = await clinic.CreateStaffAsync();
        var other = await clinic.CreateStaffAsync();
        await ForgotAsync(account.Email);

        (await ResetAsync(other.Email, await clinic.Mailbox.CodeAsync(account.Email), NewPassword)).IsProblem(400, "code");
    }

    [Fact]
    public async Task A_refused_new_password_does_not_use_the_code_up()
    {
        var account = await clinic.CreateStaffAsync();
        await ForgotAsync(account.Email);
        var code = await clinic.Mailbox.CodeAsync(account.Email);

        foreach (var password in (string[])["password", "qwertyuiop", "short", account.Email, new string('x', 129)])
            (await ResetAsync(account.Email, code, password)).IsProblem(400, "newPassword");

        (await ResetAsync(account.Email, code, NewPassword)).Is(204);
    }

    [Fact]
    public async Task A_new_member_of_the_staff_is_invited_by_mail_and_signs_in()
    {
        var body = Bodies.Staff("admin_support");
        var id = (await clinic.Admin.PostAsync("/users", body)).Is(201).Id;
        var email = body["email"]!.GetValue<string>();

        (await ResetAsync(email, await clinic.Mailbox.CodeAsync(email), NewPassword)).Is(204);

        Assert.Equal(id, (await clinic.Nobody.SignInAsync(email, NewPassword)).UserId);
    }

    [Fact]
    public async Task A_new_patient_with_an_email_is_invited_too()
    {
        var email = Bodies.Email();
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("email", email))).Is(201);

        (await ResetAsync(email, await clinic.Mailbox.CodeAsync(email), NewPassword)).Is(204);

        (await (await clinic.Nobody.SignInAsync(email, NewPassword)).GetAsync("/auth/me")).Is(200);
    }

    [Fact]
    public async Task Somebody_with_a_password_is_not_invited() => Assert.Empty(await clinic.Admin.MessagesToAsync((await clinic.CreateStaffAsync()).Email));

    [Theory]
    [InlineData("/auth/password/forgot", "{}", "email")]
    [InlineData("/auth/password/forgot", """{"email":"nobody"}""", "email")]
    [InlineData("/auth/password/reset", "{}", "code", "email", "newPassword")]
    [InlineData("/auth/password/reset", """{"email":"a@example.org","code":12345678,"newPassword":"otra-tinta-verde"}""", "code")]
    public async Task Invalid_requests_name_the_fields(string path, string body, params string[] fields) =>
        (await clinic.Nobody.SendAsync(HttpMethod.Post, path, ApiClient.Json(body))).IsProblem(400, fields);

    private async Task<Answer> ForgotAsync(string email) =>
        (await clinic.Nobody.PostAsync("/auth/password/forgot", new JsonObject { ["email"] = email })).Is(202);

    private Task<Answer> ResetAsync(string email, string code, string password) =>
        clinic.Nobody.PostAsync("/auth/password/reset", new JsonObject { ["email"] = email, ["code"] = code, ["newPassword"] = password });
}
