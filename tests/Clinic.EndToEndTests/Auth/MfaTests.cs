using System.Text;
using System.Text.Json.Nodes;
using OtpNet;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

/// <summary>The second factor through the gateway, with codes as an authenticator app makes them.</summary>
[Collection(TheClinic.Name)]
public sealed class MfaTests(ClinicFixture clinic)
{
    [Fact]
    public async Task From_enrolment_to_a_login_with_a_code_and_back()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        var enrolment = (await EnrolAsync(client)).Is(200);
        Assert.StartsWith("otpauth://totp/", enrolment.Value("otpauthUri"), StringComparison.Ordinal);
        var secret = enrolment.Value("secret")!;
        (await client.PostAsync("/auth/mfa/confirm", Code("000000" == CodeOf(secret) ? "000001" : "000000"))).IsProblem(400, "code");
        var used = CodeOf(secret);
        var recovery = (await client.PostAsync("/auth/mfa/confirm", Code(used))).Is(200).Json["recoveryCodes"]!.AsArray();
        Assert.Equal(10, recovery.Count);
        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = client.RefreshToken })).IsProblem(401);

        var challenge = await ChallengeAsync(account);
        (await FinishAsync(challenge, used)).IsProblem(401); // the code that confirmed is used up
        (await FinishAsync(challenge, CodeOf(secret, 1))).IsProblem(401); // and so is the session
        var tokens = (await FinishAsync(await ChallengeAsync(account), CodeOf(secret, 1))).Is(200);
        Assert.Equal(["accessToken", "expiresIn", "idToken", "refreshToken", "tokenType", "user"], tokens.Json.Select(member => member.Key).Order());
        (await FinishAsync(await ChallengeAsync(account), recovery[0]!.GetValue<string>())).Is(200);

        var signedIn = clinic.Nobody.With(tokens.Json);
        (await EnrolAsync(signedIn)).IsProblem(409);
        (await signedIn.SendJsonAsync(HttpMethod.Delete, "/auth/mfa", Code("wrong"))).IsProblem(400, "code");
        (await signedIn.SendJsonAsync(HttpMethod.Delete, "/auth/mfa", Code(recovery[1]!.GetValue<string>()))).Is(204);
        Assert.NotNull((await clinic.Nobody.PostAsync("/auth/login", account.Login)).Is(200).Value("accessToken"));
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_like_wrong_passwords()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var secret = (await EnrolAsync(client)).Is(200).Value("secret")!;
        (await client.PostAsync("/auth/mfa/confirm", Code(CodeOf(secret)))).Is(200);
        for (var i = 0; i < 5; i++)
            (await FinishAsync(await ChallengeAsync(account), "no-such-code")).IsProblem(401);

        var locked = (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);

        Assert.NotNull(locked.Header("Retry-After"));
    }

    [Fact]
    public async Task Codes_are_taken_as_people_type_them_on_every_route()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var secret = (await EnrolAsync(client)).Is(200).Value("secret")!;

        var code = CodeOf(secret);
        var recovery = (await client.PostAsync("/auth/mfa/confirm", Code($"{code[..3]} {code[3..]}\n"))).Is(200).Json["recoveryCodes"]!.AsArray();
        code = CodeOf(secret, 1);
        var tokens = (await FinishAsync(await ChallengeAsync(account), $"\u00a0{FullWidth(code[..3])}\u2011{code[3..]}\r\n")).Is(200);
        (await FinishAsync(await ChallengeAsync(account), $" {recovery[0]!.GetValue<string>().Replace('-', ' ').ToUpperInvariant()}\u200b")).Is(200);
        (await clinic.Nobody.With(tokens.Json).SendJsonAsync(HttpMethod.Delete, "/auth/mfa", Code(FullWidth(recovery[1]!.GetValue<string>())))).Is(204);
    }

    [Fact]
    public async Task Enrolling_asks_for_the_current_password_and_wrong_ones_lock_the_account()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        (await client.PostAsync("/auth/mfa/enrol", null)).IsProblem(400, "body");
        (await client.PostAsync("/auth/mfa/enrol", new JsonObject())).IsProblem(400, "currentPassword");

        for (var failure = 1; failure <= 5; failure++)
            (await EnrolAsync(client, "wrong")).IsProblem(400, "currentPassword");

        Assert.NotNull((await EnrolAsync(client)).IsProblem(429).Header("Retry-After"));
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);
    }

    [Fact]
    public async Task An_operator_frees_an_admin_who_lost_the_authenticator()
    {
        var account = await clinic.CreateStaffAsync("admin");
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var secret = (await EnrolAsync(client)).Is(200).Value("secret")!;
        (await client.PostAsync("/auth/mfa/confirm", Code(CodeOf(secret)))).Is(200);
        var signedIn = (await FinishAsync(await ChallengeAsync(account), CodeOf(secret, 1))).Is(200);
        for (var i = 0; i < 5; i++)
            (await FinishAsync(await ChallengeAsync(account), "no-such-code")).IsProblem(401);
        (await clinic.Nobody.PostAsync("/auth/login", account.Login)).IsProblem(429);

        Assert.True(await OperateAsync("remove-mfa", account.Email.ToUpperInvariant()));

        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = signedIn.Value("refreshToken") })).IsProblem(401);
        await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var history = (await clinic.Admin.GetAsync($"/users/{account.Id}/audit")).Is(200).Items;
        Assert.Contains(history, entry => entry["action"]!.GetValue<string>() == "mfa.disabled" && entry["byRole"]!.GetValue<string>() == "operator");
        foreach (var (action, email) in ((string, string?)[])[("remove-mfa", account.Email), ("remove-mfa", Bodies.Email()), ("remove-everything", account.Email), ("remove-mfa", null)])
            Assert.False(await OperateAsync(action, email));
    }

    [Theory]
    [InlineData("""{"code":"123456"}""", "session")]
    [InlineData("""{"session":"x"}""", "code")]
    [InlineData("""{"session":"x","code":" - "}""", "code")]
    [InlineData("""{"session":7,"code":"123456"}""", "session")]
    public async Task What_is_missing_is_named(string body, string field) =>
        (await clinic.Nobody.PostAsync("/auth/mfa", JsonNode.Parse(body))).IsProblem(400, field);

    private static Task<Answer> EnrolAsync(ApiClient client, string password = Bodies.Password) =>
        client.PostAsync("/auth/mfa/enrol", new JsonObject { ["currentPassword"] = password });

    /// <summary>Whether what an operator asked for was done.</summary>
    private async Task<bool> OperateAsync(string action, string? email)
    {
        var request = new JsonObject { ["action"] = action, ["email"] = email };
        var outcome = await clinic.Host.Lambda.InvokeAsync("OperatorFunction", Encoding.UTF8.GetBytes(request.ToJsonString()));
        Assert.Null(outcome.FunctionError);
        return JsonNode.Parse(outcome.Payload.Span)!["done"]!.GetValue<bool>();
    }

    private static string FullWidth(string code) => string.Concat(code.Select(letter => (char)(letter + 0xFEE0)));

    private async Task<string> ChallengeAsync(NewAccount account)
    {
        var answer = (await clinic.Nobody.PostAsync("/auth/login", account.Login)).Is(200);
        Assert.Equal(["challenge", "session"], answer.Json.Select(member => member.Key).Order());
        Assert.Equal("totp", answer.Value("challenge"));
        return answer.Value("session")!;
    }

    private Task<Answer> FinishAsync(string session, string code) => clinic.Nobody.PostAsync("/auth/mfa", Code(code).With("session", session));

    private static JsonObject Code(string code) => new() { ["code"] = code };

    private static string CodeOf(string secret, int steps = 0) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));
}
