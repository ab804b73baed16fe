using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Users;
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
        logins = new LoginService(clinic.Credentials, pool.Client, clinic.LoginUsers, clinic.MadeUp, new LoginChallenges(clinic.Keys), clinic.Time);
        mfa = new MfaService(
            logins, clinic.Credentials, clinic.LoginUsers, clinic.SecondFactorStore, clinic.SecondFactor, clinic.Totp, new RecoveryCodes(clinic.Keys), clinic.Audit, true, clinic.Time);
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
        Assert.Contains((await clinic.History.ListAsync(clinic.Admin, user.Id, new(50, null))).Items, entry => entry.Action == AuditAction.MfaEnabled);
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
    public async Task The_secret_is_160_bits_shown_once_and_stored_encrypted()
    {
        var user = await AccountAsync(Role.AdminSupport);

        var enrolment = await mfa.EnrolAsync(CallerOf(user));

        Assert.Equal(20, Base32Encoding.ToBytes(enrolment.Secret).Length);
        Assert.StartsWith("otpauth://totp/Clinic:", enrolment.OtpauthUri, StringComparison.Ordinal);
        Assert.Contains($"secret={enrolment.Secret}", enrolment.OtpauthUri, StringComparison.Ordinal);
        var stored = (await clinic.SecondFactorStore.FindEnrolmentAsync(user.Id))!;
        Assert.Equal(12 + 20 + 16, stored.Box.Length);
        Assert.Equal(-1, stored.Box.Span.IndexOf(Base32Encoding.ToBytes(enrolment.Secret)));
    }

    [Fact]
    public async Task Confirming_ends_the_sessions_that_only_a_password_opened()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var before = (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!;
        var enrolment = await mfa.EnrolAsync(CallerOf(user));

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
    public async Task Where_it_is_required_an_admin_without_it_gets_the_scope_to_set_it_up_and_no_other()
    {
        var user = await AccountAsync(Role.Admin);

        Assert.Equal("clinic/self", ScopesOf((await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!));
        var enrolment = await mfa.EnrolAsync(CallerOf(user));
        await mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret)));

        var tokens = await logins.LoginAsync(new MfaLogin((await ChallengeAsync(user)).Session, Next(enrolment.Secret)));
        Assert.Contains("clinic/admin", ScopesOf(tokens), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confirming_needs_a_waiting_secret_and_its_code_and_enrolling_a_member_of_the_staff_without_one()
    {
        var user = await AccountAsync(Role.Thanatologist);
        await Assert.ThrowsAsync<ConflictException>(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode("123456")));
        var replaced = await mfa.EnrolAsync(CallerOf(user));
        var enrolment = await mfa.EnrolAsync(CallerOf(user));
        await AssertWrongCodeAsync(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(replaced.Secret))));
        clinic.Time.Advance(TimeSpan.FromMinutes(15));
        await Assert.ThrowsAsync<ConflictException>(() => mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret))));

        var (enrolled, _, _) = await EnrolledAsync(Role.Thanatologist);
        await Assert.ThrowsAsync<ConflictException>(() => mfa.EnrolAsync(CallerOf(enrolled)));
        await Assert.ThrowsAsync<ForbiddenException>(async () => await mfa.EnrolAsync(CallerOf(await AccountAsync(Role.Patient))));
        await Assert.ThrowsAsync<NotFoundException>(() => mfa.EnrolAsync(A.Caller(Role.Admin) with { UserId = null }));
    }

    private async Task<(User User, string Secret, IReadOnlyList<string> Recovery)> EnrolledAsync(Role role)
    {
        var user = await AccountAsync(role);
        var enrolment = await mfa.EnrolAsync(CallerOf(user));
        var recovery = await mfa.ConfirmAsync(CallerOf(user), new MfaCode(Code(enrolment.Secret)));
        return (user, enrolment.Secret, recovery.RecoveryCodes);
    }

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
