using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

public sealed class PasswordServiceTests : IClassFixture<TableSet>
{
    private const string NewPassword = "otra-clave-larga";
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly LoginService logins;
    private readonly PasswordService passwords;

    public PasswordServiceTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        logins = new LoginService(clinic.Credentials, new InProcessPool(clinic).Client, clinic.LoginUsers, clinic.MadeUp, new LoginChallenges(clinic.Keys), clinic.Time);
        passwords = new PasswordService(
            logins, clinic.Credentials, clinic.Guard, clinic.LoginUsers, clinic.Codes, new AccountMails("es"), clinic.Composer, clinic.Queue, clinic.Audit, clinic.Time);
    }

    [Fact]
    public async Task A_code_from_the_mail_sets_a_new_password_once()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!.ToUpperInvariant(), user.Data.Email);

        await ResetAsync(user, code[..4] + " " + code[4..]);

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
        Assert.Contains(await HistoryAsync(user), entry => entry is { Action: AuditAction.PasswordReset, ById: null });
    }

    [Fact]
    public async Task Five_wrong_codes_use_the_code_up()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);
        var wrong = code == "00000000" ? "11111111" : "00000000";

        for (var i = 0; i < 5; i++)
            await AssertRefusedAsync(() => ResetAsync(user, wrong), "code");

        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
    }

    [Fact]
    public async Task A_code_is_good_for_15_minutes()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);

        clinic.Time.Advance(TimeSpan.FromMinutes(15));

        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
    }

    [Fact]
    public async Task A_code_is_of_no_use_to_another_email()
    {
        var (user, other) = (await AccountAsync(), await AccountAsync());
        var code = await ForgetAsync(user.Data.Email!);
        await ForgetAsync(other.Data.Email!);

        await AssertRefusedAsync(() => ResetAsync(other, code), "code");
        await AssertRefusedAsync(() => ResetAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), code), "code");
    }

    [Fact]
    public async Task Of_two_resets_at_once_with_one_code_one_succeeds()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ => await Record.ExceptionAsync(() => ResetAsync(user, code))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<Exception>(), error => Assert.IsType<InvalidInputException>(error));
    }

    [Fact]
    public async Task At_most_one_mail_a_minute_is_sent()
    {
        var email = (await AccountAsync()).Data.Email!;

        await ForgetAsync(email);
        await ForgetAsync(email);
        Assert.Single(await clinic.Mails.ToAsync(email));

        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        await ForgetAsync(email);
        Assert.Equal(2, (await clinic.Mails.ToAsync(email)).Count);
    }

    [Fact]
    public async Task An_unknown_and_an_inactive_email_get_no_mail_and_the_same_answer()
    {
        var inactive = await AccountAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);

        await ForgetAsync(inactive.Data.Email!);
        var unknown = $"{A.Id()}@example.org";
        await ForgetAsync(unknown);

        Assert.Empty(await clinic.Mails.ToAsync(inactive.Data.Email!));
        Assert.Empty(await clinic.Mails.ToAsync(unknown));
    }

    [Fact]
    public async Task A_reset_clears_the_lock_and_ends_every_session()
    {
        var user = await AccountAsync();
        var tokens = (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!;
        await LockAsync(user);
        var code = await ForgetAsync(user.Data.Email!);

        await ResetAsync(user, code);

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(tokens.RefreshToken)));
        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
    }

    [Fact]
    public async Task A_password_is_changed_with_the_current_one_and_every_session_ends()
    {
        var user = await AccountAsync();
        var tokens = (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!;

        await passwords.ChangeAsync(A.Caller(Role.Thanatologist, user.Id), new PasswordChange(A.Password, NewPassword));

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(tokens.RefreshToken)));
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password)));
        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
        Assert.Contains(await HistoryAsync(user), entry => entry.Action == AuditAction.PasswordChanged && entry.ById == user.Id);
    }

    [Fact]
    public async Task A_wrong_current_password_is_named_and_counts_as_a_failed_login()
    {
        var user = await AccountAsync();
        var caller = A.Caller(Role.Thanatologist, user.Id);

        await AssertRefusedAsync(() => passwords.ChangeAsync(caller, new PasswordChange("wrong", NewPassword)), "currentPassword");

        Assert.Equal(1, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task A_locked_account_cannot_guess_its_way_through_the_password_change()
    {
        var user = await AccountAsync();
        await LockAsync(user);

        await Assert.ThrowsAsync<TooManyRequestsException>(() => passwords.ChangeAsync(A.Caller(Role.Thanatologist, user.Id), new PasswordChange(A.Password, NewPassword)));
    }

    [Fact]
    public async Task The_email_is_no_password_and_a_service_has_none()
    {
        var user = await AccountAsync();

        await AssertRefusedAsync(() => passwords.ChangeAsync(A.Caller(Role.Thanatologist, user.Id), new PasswordChange(A.Password, user.Data.Email!.ToUpperInvariant())), "newPassword");
        await Assert.ThrowsAsync<NotFoundException>(() => passwords.ChangeAsync(A.Service(Scope.Self), new PasswordChange(A.Password, NewPassword)));
    }

    [Fact]
    public async Task What_is_stored_holds_neither_password_nor_digest_nor_code()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);
        var credential = await clinic.Credentials.ReadAsync(user.Id);
        var stored = string.Join('\n', (await tables.ContentsAsync()).Where(item =>
            item.Contains(user.Id, StringComparison.Ordinal) || item.Contains(user.Data.Email!, StringComparison.Ordinal)));

        Assert.StartsWith("$2a$12$", credential.Hash, StringComparison.Ordinal);
        Assert.DoesNotContain(A.Password, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(PasswordDigest.Of(A.Password, credential.Salt!), stored, StringComparison.Ordinal);
        Assert.DoesNotContain($"'{code}'", stored, StringComparison.Ordinal);
    }

    private Task<User> AccountAsync() => clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), A.Password);

    /// <summary>Asks for a code; the answer never comes before the clock has moved.</summary>
    private async Task<string> ForgetAsync(string email, string? mailedTo = null)
    {
        var asked = passwords.ForgotAsync(new ForgotPassword(email));
        Assert.False(asked.IsCompleted);
        clinic.Time.Advance(TimeSpan.FromMilliseconds(400));
        await asked;
        return (await clinic.Mails.ToAsync(mailedTo ?? email)).Count == 0 ? "" : await clinic.Mails.CodeForAsync(mailedTo ?? email);
    }

    private Task ResetAsync(User user, string code) => passwords.ResetAsync(A.Nobody(), new PasswordReset(user.Data.Email, code, NewPassword));

    private async Task LockAsync(User user)
    {
        for (var i = 1; i <= 5; i++)
            await clinic.Credentials.CountFailureAsync(await clinic.Credentials.ReadAsync(user.Id), clinic.Time.GetUtcNow() + LoginGuard.LockAfter(i));
    }

    private async Task<IReadOnlyList<AuditEntry>> HistoryAsync(User user) => (await clinic.Audit.ListAsync(user.Id, new Page(100, null))).Items;

    private static async Task AssertRefusedAsync(Func<Task> attempt, string field) =>
        Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(attempt)).Errors).Key);
}
