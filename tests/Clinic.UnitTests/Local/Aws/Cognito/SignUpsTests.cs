using System.Text.Json.Nodes;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class SignUpsTests
{
    private readonly PoolFixture pool = new();

    [Fact]
    public async Task The_trigger_confirms_the_user_at_once()
    {
        var answer = await pool.SignUpAsync("ana");

        Assert.True((bool)answer["UserConfirmed"]!);
        Assert.True(Guid.TryParse((string?)answer["UserSub"], out _));
    }

    [Fact]
    public async Task A_sign_up_that_the_trigger_refuses_makes_no_user()
    {
        pool.Triggers.Fail("PreSignUp_SignUp", "Unknown account");

        var error = await RefusedAsync("UserLambdaValidationException", () => pool.SignUpAsync("ana"));
        await pool.BeginAsync("ana");

        Assert.Equal("PreSignUp failed with error Unknown account.", error.Message);
        Assert.True((bool)pool.Triggers.Last("DefineAuthChallenge_Authentication")["request"]!["userNotFound"]!);
    }

    [Fact]
    public async Task Of_concurrent_sign_ups_with_one_name_exactly_one_succeeds()
    {
        var gate = new TaskCompletionSource();
        pool.Triggers.Delay = _ => gate.Task;

        var attempts = Enumerable.Range(0, 5).Select(_ => Record.ExceptionAsync(() => pool.SignUpAsync("ana"))).ToArray();
        gate.SetResult();

        var errors = await Task.WhenAll(attempts);
        Assert.Single(errors, error => error is null);
        await RefusedAsync("UsernameExistsException", () => pool.SignUpAsync("ana"));
    }

    [Theory]
    [InlineData("Short-7", "Password not long enough")]
    [InlineData("lower-case-7", "Password must have uppercase characters")]
    [InlineData("UPPER-CASE-7", "Password must have lowercase characters")]
    [InlineData("Without-digit", "Password must have numeric characters")]
    [InlineData("Without0symbol", "Password must have symbol characters")]
    public async Task A_password_must_conform_with_the_default_policy(string password, string fault)
    {
        var error = await RefusedAsync("InvalidPasswordException", () => pool.CallAsync(
            "SignUp", new JsonObject { ["Username"] = "ana", ["Password"] = password }));

        Assert.Equal("Password did not conform with policy: " + fault, error.Message);
        Assert.Empty(pool.Triggers.Events);
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("with\nbreak")]
    public async Task A_user_name_has_no_blanks(string username) =>
        await RefusedAsync("InvalidParameterException", () => pool.SignUpAsync(username));

    [Fact]
    public async Task An_attribute_outside_the_schema_is_refused()
    {
        var error = await RefusedAsync("InvalidParameterException", () => pool.CallAsync("SignUp", new JsonObject
        {
            ["Username"] = "ana",
            ["Password"] = Password,
            ["UserAttributes"] = new JsonArray(new JsonObject { ["Name"] = "custom:role", ["Value"] = "admin" }),
        }));

        Assert.Contains("custom:role", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trigger_verifies_an_email()
    {
        pool.Triggers.On("PreSignUp_SignUp", _ => new JsonObject { ["autoConfirmUser"] = true, ["autoVerifyEmail"] = true });
        await pool.CallAsync("SignUp", new JsonObject
        {
            ["Username"] = "ana",
            ["Password"] = Password,
            ["UserAttributes"] = new JsonArray(new JsonObject { ["Name"] = "email", ["Value"] = "ana@clinic.test" }),
        });

        await pool.BeginAsync("ana");

        var attributes = pool.Triggers.Last("DefineAuthChallenge_Authentication")["request"]!["userAttributes"]!;
        Assert.Equal("true", (string?)attributes["email_verified"]);
    }
}
