using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed partial class LoginTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Login_with_the_password_answers_tokens()
    {
        var tokens = (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(DemoAccounts.Admin.Email, DemoAccounts.Password))).Is(200).Json;

        Assert.Equal(["accessToken", "expiresIn", "idToken", "refreshToken", "tokenType", "user"], tokens.Select(member => member.Key).Order());
        Assert.Equal("Bearer", tokens["tokenType"]!.GetValue<string>());
        Assert.Equal(900, tokens["expiresIn"]!.GetValue<int>());
        var user = new JsonObject { ["id"] = DemoAccounts.Admin.Id, ["firstName"] = DemoAccounts.Admin.FirstName, ["role"] = "admin" };
        Assert.True(JsonNode.DeepEquals(user, tokens["user"]), tokens["user"]!.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Login_with_the_digest_of_password_and_salt_answers_tokens(bool upperCase)
    {
        var account = DemoAccounts.Support;
        var digest = await DigestAsync(account.Email, DemoAccounts.Password);

        var login = new JsonObject { ["email"] = account.Email, ["passwordHash"] = upperCase ? digest.ToUpperInvariant() : digest };

        (await clinic.Nobody.PostAsync("/auth/login", login)).Is(200);
    }

    [Fact]
    public async Task Email_is_taken_in_any_letter_case_and_with_blanks_around_it() =>
        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login($" {DemoAccounts.Patient.Email.ToUpperInvariant()} ", DemoAccounts.Password))).Is(200);

    [Fact]
    public async Task Wrong_unknown_and_inactive_are_answered_alike()
    {
        var wrong = await clinic.CreateStaffAsync();
        var inactive = await clinic.CreateStaffAsync();
        (await clinic.Admin.DeleteAsync($"/users/{inactive.Id}")).Is(204);
        JsonObject[] logins =
        [
            Bodies.Login(wrong.Email, "nobody-knows-it"),
            Bodies.Login(Bodies.Email(), "nobody-knows-it"),
            inactive.Login,
            new() { ["email"] = wrong.Email, ["passwordHash"] = new string('a', 64) },
            new() { ["email"] = Bodies.Email(), ["passwordHash"] = new string('a', 64) },
            new() { ["email"] = inactive.Email, ["passwordHash"] = await DigestAsync(inactive.Email, inactive.Password) },
        ];

        var answers = new List<string>();
        foreach (var login in logins)
            answers.Add(Comparable((await clinic.Nobody.PostAsync("/auth/login", login)).IsProblem(401)));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public async Task A_digest_is_no_password()
    {
        var account = await clinic.CreateStaffAsync();
        var digest = await DigestAsync(account.Email, account.Password);

        (await clinic.Nobody.PostAsync("/auth/login", Bodies.Login(account.Email, digest))).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/login", new JsonObject { ["email"] = account.Email, ["passwordHash"] = digest })).Is(200);
    }

    [Theory]
    [InlineData("""{"password":"duelo-y-esperanza"}""", "email")]
    [InlineData("""{"email":"admin@clinic.test"}""", "password")]
    [InlineData("""{"email":"admin@clinic.test","password":null}""", "password")]
    [InlineData("""{"email":"admin@clinic.test","password":""}""", "password")]
    [InlineData("""{"email":"admin","password":"duelo-y-esperanza"}""", "email")]
    [InlineData("""{"email":"admin@clinic.test","passwordHash":"abc"}""", "passwordHash")]
    [InlineData("""{"email":"admin@clinic.test","passwordHash":"zz"}""", "passwordHash")]
    [InlineData("""{"email":"admin@clinic.test","password":12345678}""", "password")]
    [InlineData("""{"email":["admin@clinic.test"],"password":"duelo-y-esperanza"}""", "email")]
    [InlineData("""{"email":"admin@clinic.test","password":"duelo-y-esperanza","otp":"1"}""", "otp")]
    [InlineData("""{"email":"admin@clinic.test","password":"duelo-y-esperanza","password":"x"}""", "password")]
    public async Task Invalid_login_names_the_field(string body, string field) =>
        (await clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/login", ApiClient.Json(body))).IsProblem(400, field);

    [Fact]
    public async Task Last_login_is_on_the_staff_member()
    {
        var account = await clinic.CreateStaffAsync();
        Assert.Null((await clinic.Admin.GetAsync($"/users/{account.Id}")).Value("lastLoginAt"));

        await clinic.Nobody.SignInAsync(account.Email, account.Password);

        var at = DateTimeOffset.Parse((await clinic.Admin.GetAsync($"/users/{account.Id}")).Value("lastLoginAt")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(TimeProvider.System.GetUtcNow() - at, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private async Task<string> DigestAsync(string email, string password)
    {
        var salt = (await clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = email })).Is(200).Value("salt");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password + salt)));
    }

    /// <summary>All of an answer but what names this very request.</summary>
    /// <summary>All but what is new every time: ids, times, and how many attempts with this email are left.</summary>
    private static string Comparable(Answer answer) => TraceId().Replace(answer.Text, "") + string.Join('\n', answer.Headers
        .Where(header => !header.Key.Contains("Request", StringComparison.OrdinalIgnoreCase) && header.Key is not ("Date" or "Server-Timing" or "RateLimit"))
        .OrderBy(header => header.Key, StringComparer.Ordinal));

    [GeneratedRegex("\"traceId\":\"[^\"]*\"")]
    private static partial Regex TraceId();
}
