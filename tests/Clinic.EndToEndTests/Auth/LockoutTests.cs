using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class LockoutTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Five_failures_lock_a_known_email() => await FailAsync((await clinic.CreateStaffAsync()).Login);

    [Fact]
    public async Task Five_failures_lock_an_unknown_email_just_the_same() => await FailAsync(Bodies.Login(Bodies.Email(), "x"));

    [Fact]
    public async Task Failures_count_whatever_the_letter_case_and_success_clears_them()
    {
        var account = await clinic.CreateStaffAsync();
        for (var failure = 1; failure <= 4; failure++)
            (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, "wrong"))).IsProblem(401);
        await clinic.Nobody.SignInAsync(account.Email, account.Password);
        for (var failure = 1; failure <= 4; failure++)
            (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email.ToUpperInvariant(), "wrong"))).IsProblem(401);

        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, "wrong"))).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);
    }

    [Fact]
    public async Task Parallel_attempts_get_no_more_than_five_guesses()
    {
        var account = await clinic.CreateStaffAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, $"wrong-{i}"))));

        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 401, 429 }));
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);
    }

    [Fact]
    public async Task A_reset_clears_the_lock()
    {
        var account = await clinic.CreateStaffAsync();
        await FailAsync(account.Login);
        (await clinic.Nobody.PostAsync("/auth/password/forgot", new JsonObject { ["email"] = account.Email })).Is(202);

        var reset = new JsonObject { ["email"] = account.Email, ["code"] = await clinic.Mailbox.CodeAsync(account.Email), ["newPassword"] = "otra-tinta-verde" };
        (await clinic.Nobody.PostAsync("/auth/password/reset", reset)).Is(204);

        await clinic.Nobody.SignInAsync(account.Email, "otra-tinta-verde");
    }

    /// <summary>Five times 401, the sixth time 429, even with the right password.</summary>
    private async Task FailAsync(JsonObject login)
    {
        var email = login["email"]!.GetValue<string>();
        for (var failure = 1; failure <= 5; failure++)
            (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(email, $"wrong-{failure}"))).IsProblem(401);
        var locked = (await clinic.Nobody.PostAsync("/auth/login", login)).IsProblem(429);
        Assert.InRange(int.Parse(locked.Headers["Retry-After"], CultureInfo.InvariantCulture), 14 * 60, 15 * 60);
    }
}
