using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
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
        logins = new LoginService(clinic.Credentials, clinic.Guard, new InProcessPool(clinic).Client, clinic.UsersTable, clinic.Decoys, new LoginChallenges(clinic.Keys), clinic.Time);
        passwords = new PasswordService(
            logins, clinic.Credentials, clinic.Guard, clinic.UsersTable, clinic.Codes, new AccountMails(Language.Spanish), clinic.Composer, clinic.Passwords, clinic.Time);
    }

    [Fact]
    public async Task A_code_from_the_mail_sets_a_new_password_once()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!.ToUpperInvariant(), user.Data.Email);

        await ResetAsync(user, $"\u00a0{code[..4]} \uff0d{code[4..]}\r\n");

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
        Assert.Contains(await HistoryAsync(user), entry => entry is { Action: AuditAction.PasswordReset, ById: null });
    }

    [Fact]
    public async Task What_is_left_of_the_days_attempts_is_told_alike_of_every_email()
    {
        var user = await AccountAsync();
        foreach (var email in (string[])[user.Data.Email!, $"{A.Id()}@example.org"])
        {
            var told = new List<int>();
            for (var attempts = 0; attempts < 2; attempts++)
            {
                var resetting = passwords.ResetAsync(A.Nobody(), new PasswordReset(email, "00000000", NewPassword), left => told.Add(left.Count));
                clinic.Time.Advance(TimeSpan.FromMilliseconds(400));
                await AssertRefusedAsync(() => resetting, "code");
            }

            Assert.Equal([19, 18], told);
        }
    }

    [Fact]
    public async Task Five_wrong_codes_use_the_code_up()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);

        for (var i = 0; i < 5; i++)
            await AssertRefusedAsync(() => ResetAsync(user, WrongFor(code)), "code");

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
    public async Task A_password_that_somebody_else_has_set_in_the_same_moment_stays()
    {
        var user = await AccountAsync();
        var code = await ForgetAsync(user.Data.Email!);
        var network = new UnreliableNetwork(async (_, request, _) =>
        {
            if (request.Headers.GetValues("X-Amz-Target").Single().EndsWith("TransactWriteItems", StringComparison.Ordinal))
            {
                var entry = AuditEntry.Of(clinic.Admin, user.Id, AuditAction.PasswordChanged, A.Moment);
                Assert.True(await clinic.Passwords.SetPasswordAsync(await clinic.Credentials.ReadAsync(user.Id), NewCredential.WithPassword(A.Password), null, entry));
            }
            return null;
        });
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());
        var overtaken = new PasswordService(
            logins, clinic.Credentials, clinic.Guard, clinic.UsersTable, clinic.Codes, new AccountMails(Language.Spanish), clinic.Composer,
            new DynamoPasswordStore(client, tables.Credentials, new MessageWrites(tables.Messages), clinic.UsersTable, clinic.Audit), clinic.Time);

        await Assert.ThrowsAsync<ConflictException>(() => overtaken.ChangeAsync(A.Caller(Role.Thanatologist, user.Id), new PasswordChange(A.Password, NewPassword)));
        var resetting = overtaken.ResetAsync(A.Nobody(), new PasswordReset(user.Data.Email, code, NewPassword));
        clinic.Time.Advance(TimeSpan.FromMilliseconds(400));
        await AssertRefusedAsync(() => resetting, "code");

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens);
    }

    [Fact]
    public async Task Somebody_who_is_gone_changes_no_password_and_gets_no_mail()
    {
        var user = await AccountAsync();
        await tables.Dynamo.DeleteItemAsync(tables.Users, UserItems.Key(user.Id).Attributes);

        await ForgetAsync(user.Data.Email!);
        await Assert.ThrowsAsync<NotFoundException>(() => passwords.ChangeAsync(A.Caller(Role.Thanatologist, user.Id), new PasswordChange(A.Password, NewPassword)));

        Assert.Empty(await clinic.Mails.ToAsync(user.Data.Email!));
    }

    [Fact]
    public async Task The_mail_names_its_reader_and_is_theirs_where_the_address_is_proven()
    {
        var (proven, unproven) = (await AccountAsync(), A.Patient().WithEmail($"{A.Id()}@example.org").Build() with { HasUnprovenEmail = true });
        await clinic.StoreAsync(unproven);

        await ForgetAsync(proven.Data.Email!);
        await ForgetAsync(unproven.Data.Email!);

        Assert.Contains(proven.Data.FirstName!, Assert.Single(await clinic.Mails.ToAsync(proven.Data.Email!)).Text, StringComparison.Ordinal);
        Assert.Equal([proven.Id], (await tables.ItemsAsync(tables.Messages))
            .Where(mail => mail["to"].S == proven.Data.Email || mail["to"].S == unproven.Data.Email)
            .Select(mail => mail.TextOrNull("recipientId")).OfType<string>());
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
    public async Task Five_mails_are_sent_in_24_hours_each_pause_twice_as_long_as_the_one_before()
    {
        var email = (await AccountAsync()).Data.Email!;
        foreach (var (pause, mails) in new[] { (0, 1), (1, 2), (1, 2), (1, 3), (3, 3), (1, 4), (7, 4), (1, 5), (600, 5), (60 * 14 - 20, 5), (20, 6) })
        {
            clinic.Time.Advance(TimeSpan.FromMinutes(pause));
            await ForgetAsync(email);
            Assert.Equal(mails, (await clinic.Mails.ToAsync(email)).Count);
        }
    }

    [Fact]
    public async Task A_chosen_password_does_not_bring_new_mails()
    {
        var user = await AccountAsync();
        await ResetAsync(user, await ForgetAsync(user.Data.Email!));

        await ForgetAsync(user.Data.Email!);

        Assert.Single(await clinic.Mails.ToAsync(user.Data.Email!));
    }

    [Fact]
    public async Task Tries_pause_after_ten_and_fifteen_and_end_at_twenty_for_known_and_unknown_emails_alike()
    {
        foreach (var email in new[] { (await AccountAsync()).Data.Email!, (await InvitedAsync()).User.Data.Email!, $"{A.Id()}@example.org" })
        {
            var began = clinic.Time.GetUtcNow();
            foreach (var (tries, pause) in new[] { (10, TimeSpan.FromMinutes(15)), (5, TimeSpan.FromMinutes(30)), (5, TimeSpan.FromDays(1)) })
            {
                for (var i = 0; i < tries; i++)
                    await AssertRefusedAsync(() => ResetAsync(email, "00000000"), "code");
                var refused = await Assert.ThrowsAsync<TooManyRequestsException>(() => ResetAsync(email, "00000000"));
                Assert.InRange(refused.RetryAfter, pause - TimeSpan.FromHours(pause.TotalHours > 1 ? 1 : 0) - TimeSpan.FromSeconds(1), pause);
                clinic.Time.Advance(refused.RetryAfter);
            }
            Assert.InRange(clinic.Time.GetUtcNow() - began, TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromSeconds(10));
            await AssertRefusedAsync(() => ResetAsync(email, "00000000"), "code");
        }
    }

    [Fact]
    public async Task Parallel_tries_are_bounded_too()
    {
        var email = (await AccountAsync()).Data.Email!;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 14).Select(_ => Record.ExceptionAsync(() => ResetAsync(email, "00000000"))));

        Assert.Equal((10, 4), (outcomes.Count(outcome => outcome is InvalidInputException), outcomes.Count(outcome => outcome is TooManyRequestsException)));
    }

    [Fact]
    public async Task A_stranger_cannot_burn_an_invitation()
    {
        var (user, code) = await InvitedAsync();
        for (var day = 0; day < 6; day++)
        {
            await ForgetAsync(user.Data.Email!);
            for (var tries = 0; tries < 10; tries++)
                await AssertRefusedAsync(() => ResetAsync(user, WrongFor(code)), "code");
            await Assert.ThrowsAsync<TooManyRequestsException>(() => ResetAsync(user, code));
            clinic.Time.Advance(TimeSpan.FromDays(1));
        }

        await ResetAsync(user, code);

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
    }

    [Fact]
    public async Task An_invitation_ends_after_seven_days_and_with_a_password_that_another_code_chose()
    {
        var (late, lateCode) = await InvitedAsync();
        clinic.Time.Advance(TimeSpan.FromDays(7));
        await AssertRefusedAsync(() => ResetAsync(late, lateCode), "code");

        var (user, code) = await InvitedAsync();
        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        await ResetAsync(user, await ForgetAsync(user.Data.Email!));
        await AssertRefusedAsync(() => ResetAsync(user, code), "code");
    }

    [Fact]
    public async Task A_code_that_was_stored_before_invitations_had_a_place_of_their_own_is_good_until_its_item_ends()
    {
        var (user, _) = await InvitedAsync();
        await tables.Dynamo.PutItemAsync(tables.Credentials, new()
        {
            ["pk"] = new("code#" + user.Id),
            ["mac"] = new(await clinic.Codes.MacAsync(user.Id, "12345678")),
            ["tries"] = new() { N = "0" },
            ["sentAt"] = new("2026-01-01T00:00:00.000Z"),
            ["expiresAt"] = new() { N = clinic.Time.GetUtcNow().AddDays(2).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) },
        });
        await AssertRefusedAsync(() => ResetAsync(user, "87654321"), "code");
        clinic.Time.Advance(TimeSpan.FromDays(1.9));
        await AssertRefusedAsync(() => ResetAsync(user, "87654321"), "code");

        await ResetAsync(user, "12345678");

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, NewPassword))).Tokens);
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

    private Task ResetAsync(User user, string code) => ResetAsync(user.Data.Email!, code);

    /// <summary>Tries a code; the answer never comes before the clock has moved.</summary>
    private async Task ResetAsync(string email, string code)
    {
        var resetting = passwords.ResetAsync(A.Nobody(), new PasswordReset(email, code, NewPassword));
        Assert.False(resetting.IsCompleted);
        clinic.Time.Advance(TimeSpan.FromMilliseconds(400));
        await resetting;
    }

    /// <summary>Somebody who has an account and has not chosen a password, and the code of their invitation.</summary>
    private async Task<(User User, string Code)> InvitedAsync()
    {
        var email = $"{A.Id()}@example.org";
        var view = await clinic.Users.AddAsync(clinic.Admin, A.NewStaff() with { Email = email, Password = null }, A.NoKey<UserView>());
        return ((await clinic.UserStore.FindAsync(view.Id))!, await clinic.Mails.CodeForAsync(email));
    }

    private static string WrongFor(string code) => code == "00000000" ? "11111111" : "00000000";

    private async Task LockAsync(User user)
    {
        for (var i = 1; i <= 5; i++)
            await clinic.Credentials.CountFailureAsync((await clinic.Credentials.ReadAsync(user.Id)).FailureCount, clinic.Time.GetUtcNow() + LoginGuard.LockAfter(i));
    }

    private async Task<IReadOnlyList<AuditEntry>> HistoryAsync(User user) => (await clinic.Audit.ListAsync(user.Id, new Page(100, null))).Items;

    private static async Task AssertRefusedAsync(Func<Task> attempt, string field) =>
        Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(attempt)).Errors).Key);
}
