using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Testing;
using FluentValidation;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class AccountRulesTests
{
    private static readonly string Digest = new('a', 64);

    public static TheoryData<string, LoginRequest> BrokenLogins => new()
    {
        { "email", new LoginRequest(null, A.Password) },
        { "email", new LoginRequest("itzel", A.Password) },
        { "password", new LoginRequest("itzel@example.org") },
        { "password", new LoginRequest("itzel@example.org", "") },
        { "password", new LoginRequest("itzel@example.org", new string('a', 257)) },
        { "password", new LoginRequest("itzel@example.org", A.Password, Digest) },
        { "passwordHash", new LoginRequest("itzel@example.org", null, Digest[..63]) },
        { "passwordHash", new LoginRequest("itzel@example.org", null, Digest[..63] + "g") },
        { "passwordHash", new LoginRequest("itzel@example.org", null, "") },
    };

    [Theory]
    [MemberData(nameof(BrokenLogins))]
    public void A_broken_login_names_its_field(string field, LoginRequest login) => Assert.Equal([field], Errors(new LoginRules(), login));

    [Fact]
    public void A_login_has_the_password_or_its_digest_in_any_letter_case()
    {
        Assert.Empty(Errors(new LoginRules(), new LoginRequest("itzel@example.org", "x")));
        Assert.Empty(Errors(new LoginRules(), new LoginRequest("itzel@example.org", null, Digest.ToUpperInvariant())));
    }

    [Fact]
    public void A_guess_has_up_to_256_characters() => Assert.Empty(Errors(new LoginRules(), new LoginRequest("itzel@example.org", new string('ñ', 256))));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_typed_code_has_at_most_64_characters(int length, bool valid) =>
        Assert.Equal(valid, !Errors(new MfaCodeRules(), new MfaCode(new string('1', length))).Any());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short-7")]
    [InlineData("password")]
    [InlineData("PassWord")]
    [InlineData("12345678")]
    public void A_new_password_that_is_short_or_common_is_refused(string? password)
    {
        Assert.Equal(["newPassword"], Errors(new PasswordChangeRules(), new PasswordChange("old", password)));
        Assert.Equal(["newPassword"], Errors(new PasswordResetRules(), new PasswordReset("itzel@example.org", "12345678", password)));
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_new_password_has_8_to_128_characters_of_any_kind(int length, bool valid) =>
        Assert.Equal(valid, !Errors(new PasswordChangeRules(), new PasswordChange("old", new string('ñ', length))).Any());

    /// <summary>The length is that of the composed password, in code points.</summary>
    [Theory]
    [InlineData("n\u0303", 128, true)]
    [InlineData("n\u0303", 7, false)]
    [InlineData("😀", 128, true)]
    [InlineData("😀", 7, false)]
    [InlineData(" ", 8, false)]
    [InlineData("\u200b", 8, false)]
    public void A_new_password_is_measured_in_characters_and_shows_something(string character, int count, bool valid) =>
        Assert.Equal(valid, !Errors(new PasswordChangeRules(), new PasswordChange("old", string.Concat(Enumerable.Repeat(character, count)))).Any());

    [Theory]
    [InlineData("Itzel@Example.org")]
    [InlineData(" itzel@example.org ")]
    public void A_new_password_is_not_the_email(string password) =>
        Assert.Equal(["newPassword"], Errors(new PasswordResetRules(), new PasswordReset("itzel@example.org", "12345678", password)));

    [Fact]
    public void Empty_bodies_name_what_is_required()
    {
        Assert.Equal(["email"], Errors(new SaltRules(), new SaltRequest()));
        Assert.Equal(["email"], Errors(new ForgotPasswordRules(), new ForgotPassword()));
        Assert.Equal(["refreshToken"], Errors(new RefreshRules(), new RefreshRequest()));
        Assert.Equal(["refreshToken"], Errors(new LogoutRules(), new LogoutRequest("")));
        Assert.Equal(["currentPassword", "newPassword"], Errors(new PasswordChangeRules(), new PasswordChange()));
        Assert.Equal(["currentPassword"], Errors(new NewSecondFactorRules(), new NewSecondFactor()));
        Assert.Equal(["code"], Errors(new MfaCodeRules(), new MfaCode("\u00a0-\n")));
        Assert.Equal(["code", "session"], Errors(new MfaLoginRules(), new MfaLogin()).Order());
        Assert.Equal(["code", "email", "newPassword"], Errors(new PasswordResetRules(), new PasswordReset()).Order());
    }

    [Fact]
    public void The_3000_most_common_passwords_are_known()
    {
        using var list = typeof(PasswordDigest).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(list);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToLookup(line => line[0] == '#');
        var passwords = lines[false].ToList();

        Assert.Equal(3_000, passwords.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(passwords, password => Assert.True(password.Length >= 8 && CommonPasswords.Contains(password.ToUpperInvariant())));
        Assert.False(CommonPasswords.Contains(A.Password));
        Assert.All(lines[true], comment => Assert.False(CommonPasswords.Contains(comment)));
    }

    private static IEnumerable<string> Errors<T>(IValidator<T> rules, T contract) where T : class
    {
        try
        {
            Validation.Check(rules, contract);
            return [];
        }
        catch (InvalidInputException refused)
        {
            return [.. refused.Errors.Keys];
        }
    }
}
