using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Operator;
using Clinic.Testing;
using OtpNet;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>The second factor through the real client, the local pool and the product's triggers.</summary>
public sealed class MfaServiceTests : IClassFixture<TableSet>, IDisposable
{
    private readonly ClinicServices clinic;
    private readonly InProcessPool pool;
    private readonly LoginService logins;
    private readonly MfaService mfa;

    public MfaServiceTests(TableSet tables)
    {
        clinic = new ClinicServices(tables);
        pool = new InProcessPool(clinic, requiresAdminMfa: true);
        logins = new LoginService(clinic.Credentials, clinic.Guard, pool.Client, clinic.UsersTable, clinic.Decoys, new LoginChallenges(clinic.Keys), clinic.Time);
        mfa = new MfaService(
            clinic.Guard, clinic.Credentials, clinic.UsersTable, clinic.SecondFactorStore, clinic.SecondFactor, clinic.Totp, new RecoveryCodes(clinic.Keys), clinic.Audit, true, clinic.Time);
    }

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task A_confirmed_secret_is_asked_for_at_the_next_login_and_brings_tokens()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);

        var challenge = await ChallengeAsync(user);
        var tokens = await logins.LoginAsync(new MfaLogin(challenge.Session, Next(secret)));

        Assert.Equal("totp", challenge.Challenge);
        Assert.Equal(user.Id, tokens.User.Id);
        Assert.Equal(user.Id, (await logins.RefreshAsync(new RefreshRequest(tokens.RefreshToken))).User.Id);
        Assert.Contains((await clinic.Users.ListAuditAsync(clinic.Admin, user.Id, new(50, null))).Items, entry => entry.Action == AuditAction.MfaEnabled);
    }

    [Fact]
    public async Task A_pool_that_lost_its_users_asks_for_the_second_factor_as_before()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        await ChallengeAsync(user);
        pool.LoseUsers();

        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, Next(secret))));

        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task A_session_that_is_not_ours_or_names_no_account_of_ours_is_refused()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        var session = (await ChallengeAsync(user)).Session;
        var other = await new LoginChallenges(clinic.Keys).IssueAsync("somebody", "pool-session");

        pool.Calls.Clear();
        Assert.False(await TryAsync(new MfaLogin("a.session", Next(secret))));
        Assert.False(await TryAsync(new MfaLogin(session[..^2], Next(secret))));
        Assert.False(await TryAsync(new MfaLogin(other.Session, Next(secret))));
        Assert.Empty(pool.Calls);
        Assert.True(await TryAsync(new MfaLogin(session, Next(secret))));
    }

    [Fact]
    public async Task An_account_that_was_locked_after_the_password_is_told_so_at_the_second_step()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        var challenge = await ChallengeAsync(user);
        for (var i = 1; i <= LoginGuard.FailuresPerLock; i++)
            await clinic.Credentials.CountFailureAsync((await clinic.Credentials.ReadAsync(user.Id)).FailureCount, clinic.Time.GetUtcNow() + LoginGuard.LockAfter(i));

        var locked = await Assert.ThrowsAsync<TooManyRequestsException>(() => logins.LoginAsync(new MfaLogin(challenge.Session, Next(secret))));

        Assert.Equal(TimeSpan.FromMinutes(15), locked.RetryAfter);
    }

    [Fact]
    public async Task The_secret_is_160_bits_shown_once_and_stored_encrypted()
    {
        var user = await AccountAsync(Role.AdminSupport);

        var enrolment = await EnrolAsync(user);

        Assert.Equal(20, Base32Encoding.ToBytes(enrolment.Secret).Length);
        Assert.StartsWith("otpauth://totp/Clinic:", enrolment.OtpauthUri, StringComparison.Ordinal);
        Assert.Contains($"secret={enrolment.Secret}", enrolment.OtpauthUri, StringComparison.Ordinal);
        var stored = (await clinic.SecondFactorStore.FindEnrolmentAsync(user.Id))!;
        Assert.Equal(12 + 20 + 16, stored.Ciphertext.Length);
        Assert.Equal(-1, stored.Ciphertext.Span.IndexOf(Base32Encoding.ToBytes(enrolment.Secret)));
    }

    [Fact]
    public async Task Confirming_ends_the_sessions_that_only_a_password_opened()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var before = (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!;
        var enrolment = await EnrolAsync(user);

        await mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret)));

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(before.RefreshToken)));
    }

    [Fact]
    public async Task A_code_works_once_even_when_it_is_sent_many_times_at_once()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        var code = Next(secret);
        var challenges = new[] { await ChallengeAsync(user), await ChallengeAsync(user), await ChallengeAsync(user) };

        var outcomes = await Task.WhenAll(challenges.Select(challenge => TryAsync(new MfaLogin(challenge.Session, code))));

        Assert.Single(outcomes, outcome => outcome);
    }

    [Fact]
    public async Task The_code_that_confirmed_is_used_up_and_so_is_an_older_one()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);

        Assert.False(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, Code(secret))));
        Assert.False(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, Code(secret, -1))));
    }

    [Fact]
    public async Task A_recovery_code_takes_the_place_of_a_code_once_in_any_letter_case()
    {
        var (user, _, recovery) = await EnrolledAsync(Role.Thanatologist);
        Assert.Equal(10, recovery.Distinct().Count());

        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, recovery[3].ToUpperInvariant())));
        Assert.False(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, recovery[3])));
        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, recovery[4].Replace("-", "", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_though_the_password_is_right_every_time()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        for (var i = 0; i < 5; i++)
            Assert.False(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, Wrong(secret))));

        var locked = await Assert.ThrowsAsync<TooManyRequestsException>(() => ChallengeAsync(user));
        Assert.Equal(TimeSpan.FromMinutes(15), locked.RetryAfter);

        clinic.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, Next(secret))));
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task Logins_that_are_left_at_the_challenge_count_for_nothing()
    {
        var (user, _, _) = await EnrolledAsync(Role.Thanatologist);

        for (var i = 0; i < 7; i++)
            await ChallengeAsync(user);

        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task A_session_is_good_for_one_try_within_three_minutes_and_cannot_be_made_up()
    {
        var (user, secret, _) = await EnrolledAsync(Role.Thanatologist);
        var tried = await ChallengeAsync(user);
        Assert.False(await TryAsync(new MfaLogin(tried.Session, Wrong(secret))));
        Assert.False(await TryAsync(new MfaLogin(tried.Session, Next(secret))));
        var late = await ChallengeAsync(user);
        clinic.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.False(await TryAsync(new MfaLogin(late.Session, Next(secret))));
        foreach (var session in new[] { "x", "a.b", "..", late.Session[..^2] + "AA", "00000000." + late.Session.Split('.')[1] })
            Assert.False(await TryAsync(new MfaLogin(session, Next(secret))));
    }

    [Fact]
    public async Task Codes_are_taken_as_people_type_them_wherever_one_is_asked_for()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var secret = (await EnrolAsync(user)).Secret;
        var typed = Code(secret);

        var recovery = (await mfa.ConfirmAsync(CallerOf(user), new MfaCode($"\u00a0{typed[..3]}\u00a0{typed[3..]}\r\n"))).RecoveryCodes;

        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, FullWidth(Next(secret)))));
        Assert.True(await TryAsync(new MfaLogin((await ChallengeAsync(user)).Session, $" {FullWidth(recovery[0].ToUpperInvariant())}\n")));
        await mfa.RemoveAsync(CallerOf(user), new MfaCode(recovery[1].Replace('-', '\u2013')));
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task Enrolling_asks_for_the_current_password_and_wrong_ones_lock()
    {
        var user = await AccountAsync(Role.Thanatologist);

        for (var failures = 1; failures <= 5; failures++)
        {
            Assert.Equal(["currentPassword"], (await Assert.ThrowsAsync<InvalidInputException>(() => EnrolAsync(user, "wrong"))).Errors.Keys);
            Assert.Equal(failures, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
        }
        await Assert.ThrowsAsync<TooManyRequestsException>(() => EnrolAsync(user));
        Assert.Null(await clinic.SecondFactorStore.FindEnrolmentAsync(user.Id));
    }

    [Fact]
    public async Task Only_a_code_turns_it_off_and_an_admin_may_not_where_it_is_required()
    {
        var (user, secret, recovery) = await EnrolledAsync(Role.Thanatologist);
        await AssertWrongCodeAsync(() => mfa.RemoveAsync(CallerOf(user), new MfaCode(Wrong(secret))));
        await mfa.RemoveAsync(CallerOf(user), new MfaCode(recovery[0]));
        await Assert.ThrowsAsync<NotFoundException>(() => mfa.RemoveAsync(CallerOf(user), new MfaCode(recovery[1])));
        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens);

        var (admin, adminSecret, _) = await EnrolledAsync(Role.Admin);
        await Assert.ThrowsAsync<ConflictException>(() => mfa.RemoveAsync(CallerOf(admin), new MfaCode(Next(adminSecret))));
    }

    [Fact]
    public async Task An_operator_removes_the_second_factor_of_an_active_account_alone_and_is_audited()
    {
        var operators = new OperatorService(clinic.Registrations, clinic.Invitations, clinic.Credentials, clinic.SecondFactorStore, clinic.Audit, clinic.ChainRepair, clinic.Time);
        var (user, _, _) = await EnrolledAsync(Role.Admin);
        var (inactive, _, _) = await EnrolledAsync(Role.Thanatologist);
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);
        var before = await clinic.Credentials.ReadAsync(user.Id);

        Assert.False((await operators.RunAsync(new OperatorRequest(OperatorService.RemoveMfa, inactive.Data.Email), "request-1")).Done);
        Assert.True((await operators.RunAsync(new OperatorRequest(OperatorService.RemoveMfa, user.Data.Email), "request-2")).Done);

        var after = await clinic.Credentials.ReadAsync(user.Id);
        Assert.Equal((null, before.Generation + 1), (after.SecondFactor, after.Generation));
        Assert.NotNull((await clinic.Credentials.ReadAsync(inactive.Id)).SecondFactor);
        Assert.Equal("clinic/self", ScopesOf((await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!));
        var entry = Assert.Single((await clinic.Audit.ListAsync(user.Id, new(50, null))).Items, entry => entry.Action == AuditAction.MfaDisabled);
        Assert.Equal(("operator", "operator", "request-2"), (entry.ById, entry.ByRole, entry.RequestId));
    }

    [Fact]
    public async Task Where_it_is_required_an_admin_without_it_gets_the_scope_to_set_it_up_and_no_other()
    {
        var user = await AccountAsync(Role.Admin);

        Assert.Equal("clinic/self", ScopesOf((await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!));
        var enrolment = await EnrolAsync(user);
        await mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret)));

        var tokens = await logins.LoginAsync(new MfaLogin((await ChallengeAsync(user)).Session, Next(enrolment.Secret)));
        Assert.Contains("clinic/admin", ScopesOf(tokens), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_needs_a_waiting_secret_and_its_code_and_enrolling_a_member_of_the_staff_without_one()
    {
        var user = await AccountAsync(Role.Thanatologist);
        await Assert.ThrowsAsync<ConflictException>(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode("123456")));
        var replaced = await EnrolAsync(user);
        var enrolment = await EnrolAsync(user);
        await AssertWrongCodeAsync(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(replaced.Secret))));
        clinic.Time.Advance(TimeSpan.FromMinutes(15));
        await Assert.ThrowsAsync<ConflictException>(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret))));

        var (enrolled, _, _) = await EnrolledAsync(Role.Thanatologist);
        await Assert.ThrowsAsync<ConflictException>(() => EnrolAsync(enrolled));
        await Assert.ThrowsAsync<ForbiddenException>(async () => await EnrolAsync(await AccountAsync(Role.Patient)));
        await Assert.ThrowsAsync<NotFoundException>(() => mfa.EnrolAsync(A.Caller(Role.Admin) with { UserId = null }, new NewSecondFactor(A.Password)));
    }

    private async Task<(User User, string Secret, IReadOnlyList<string> Recovery)> EnrolledAsync(Role role)
    {
        var user = await AccountAsync(role);
        var enrolment = await EnrolAsync(user);
        var recovery = await mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret)));
        return (user, enrolment.Secret, recovery.RecoveryCodes);
    }

    private Task<MfaEnrolment> EnrolAsync(User user, string password = A.Password) => mfa.EnrolAsync(CallerOf(user), new NewSecondFactor(password));

    private Task<User> AccountAsync(Role role) =>
        clinic.StoreAsync((role is Role.Patient ? A.Patient() : A.Staff(role)).WithEmail($"{A.Id()}@example.org").Build(), A.Password);

    private static Caller CallerOf(User user) => A.Caller(user.Role, user.Id);

    private async Task<ChallengeView> ChallengeAsync(User user) => (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Challenge!;

    private async Task<bool> TryAsync(MfaLogin login)
    {
        try
        {
            await logins.LoginAsync(login);
            return true;
        }
        catch (UnauthorizedException)
        {
            return false;
        }
    }

    private string Code(string secret, int steps = 0) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(clinic.Time.GetUtcNow().UtcDateTime.AddSeconds(30 * steps));

    /// <summary>The code of the step that is not used up yet: clocks may differ by one.</summary>
    private string Next(string secret) => Code(secret, 1);

    private static string FullWidth(string code) => string.Concat(code.Select(letter => (char)(letter + 0xFEE0)));

    private string Wrong(string secret)
    {
        string[] right = [Code(secret, -1), Code(secret), Code(secret, 1)];
        return Enumerable.Range(0, 4).Select(i => $"00000{i}").First(code => !right.Contains(code));
    }

    private static string ScopesOf(TokensView tokens) =>
        System.Text.Json.Nodes.JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(tokens.AccessToken.Split('.')[1]))!["scope"]!.ToString();

    private static async Task AssertWrongCodeAsync(Func<Task> attempt) =>
        Assert.Equal(["code"], (await Assert.ThrowsAsync<InvalidInputException>(attempt)).Errors.Keys);
}
