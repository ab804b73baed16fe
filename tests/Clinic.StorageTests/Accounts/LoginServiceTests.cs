using System.Text.Json.Nodes;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>Signing in through the real client, the local pool and the product's triggers.</summary>
public sealed class LoginServiceTests : IClassFixture<TableSet>, IDisposable
{
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly InProcessPool pool;
    private readonly LoginService logins;

    public LoginServiceTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        pool = new InProcessPool(clinic);
        logins = new LoginService(clinic.Credentials, clinic.Guard, pool.Client, clinic.UsersTable, clinic.Decoys, new LoginChallenges(clinic.Keys), clinic.Time);
    }

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task The_right_password_gets_tokens_with_the_roles_scopes()
    {
        var user = await AccountAsync(Role.Thanatologist);

        var tokens = await LoginAsync(user);

        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(tokens.AccessToken.Split('.')[1]))!;
        Assert.Equal((user.Id, "thanatologist"), ((string?)claims["userId"], (string?)claims["role"]));
        Assert.Equal(Scope.Of(Role.Thanatologist).Order(), ((string)claims["scope"]!).Split(' ').Order());
        Assert.Equal((user.Id, "Itzel", Role.Thanatologist), (tokens.User.Id, tokens.User.FirstName, tokens.User.Role));
        Assert.Equal(("Bearer", 900), (tokens.TokenType, tokens.ExpiresIn));
        Assert.Equal(A.Moment, (await clinic.UserStore.FindAsync(user.Id))!.LastLoginAt);
    }

    [Fact]
    public async Task What_is_left_of_the_attempts_is_told_alike_of_every_email_and_a_sign_in_gives_them_back()
    {
        var user = await AccountAsync(Role.Patient);
        foreach (var email in (string[])[user.Data.Email!, $"{A.Id()}@example.org"])
        {
            var told = new List<int>();
            for (var attempts = 0; attempts < 5; attempts++)
                await Assert.ThrowsAsync<UnauthorizedException>(() => logins.LoginAsync(new LoginRequest(email, "wrong"), left => told.Add(left.Count)));

            Assert.Equal([4, 3, 2, 1, 0], told);
        }

        clinic.Time.Advance(TimeSpan.FromMinutes(16));
        var last = new List<AttemptsLeft>();
        await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password), last.Add);
        Assert.Equal(new AttemptsLeft(5, TimeSpan.FromMinutes(15)), last[^1]);
    }

    [Fact]
    public async Task The_two_step_login_sends_the_digest_and_no_email_is_signed_up_before_it_was_right()
    {
        var user = await AccountAsync(Role.Patient);
        var salt = (await logins.SaltAsync(new SaltRequest(user.Data.Email))).Salt;
        var digest = PasswordDigest.Of(A.Password, salt);

        await AssertUnauthorizedAsync(new LoginRequest(user.Data.Email, null, PasswordDigest.Of("wrong", salt)));
        Assert.DoesNotContain("SignUp", pool.Calls);

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email!.ToUpperInvariant(), null, digest.ToUpperInvariant()))).Tokens);
        Assert.Single(pool.Calls, "SignUp");
    }

    [Fact]
    public async Task A_pool_that_lost_its_users_gets_them_back_at_their_right_logins_and_no_others()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var digest = new LoginRequest(user.Data.Email, null, PasswordDigest.Of(A.Password, (await logins.SaltAsync(new SaltRequest(user.Data.Email))).Salt));
        var refresh = new RefreshRequest((await LoginAsync(user)).RefreshToken);

        for (var losses = 0; losses < 2; losses++)
        {
            pool.LoseUsers();
            pool.Calls.Clear();
            await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));
            await AssertUnauthorizedAsync(new LoginRequest(user.Data.Email, "wrong"));
            await AssertUnauthorizedAsync(new LoginRequest($"{A.Id()}@example.org", A.Password));
            Assert.DoesNotContain("SignUp", pool.Calls);

            Assert.NotNull((await logins.LoginAsync(losses == 0 ? digest : new LoginRequest(user.Data.Email, A.Password))).Tokens);
            refresh = new RefreshRequest((await LoginAsync(user)).RefreshToken);
            Assert.Single(pool.Calls, "SignUp");
            Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
        }
    }

    [Fact]
    public async Task Right_logins_at_once_all_succeed_in_a_pool_that_lost_its_users()
    {
        var user = await AccountAsync(Role.Thanatologist);
        await LoginAsync(user);
        pool.LoseUsers();

        var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => LoginAsync(user))));

        Assert.All(tokens, signedIn => Assert.Equal(user.Id, signedIn.User.Id));
    }

    [Fact]
    public async Task Wrong_unknown_inactive_and_uninvited_are_answered_alike()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var inactive = await AccountAsync(Role.Thanatologist);
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);
        var invited = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());

        string[] messages =
        [
            await AssertUnauthorizedAsync(new LoginRequest(user.Data.Email, "wrong")),
            await AssertUnauthorizedAsync(new LoginRequest($"{A.Id()}@example.org", A.Password)),
            await AssertUnauthorizedAsync(new LoginRequest(inactive.Data.Email, A.Password)),
            await AssertUnauthorizedAsync(new LoginRequest(invited.Data.Email, A.Password)),
        ];

        Assert.Single(messages.Distinct());
    }

    [Fact]
    public async Task The_made_up_salt_is_stable_and_like_a_real_one()
    {
        var unknown = $"{A.Id()}@example.org";
        var salt = (await logins.SaltAsync(new SaltRequest(unknown))).Salt;

        Assert.Matches("^[a-z0-9]{16}$", salt);
        Assert.Equal(salt, (await logins.SaltAsync(new SaltRequest(unknown.ToUpperInvariant()))).Salt);
    }

    [Fact]
    public async Task The_fifth_failure_is_401_the_sixth_try_429_and_it_is_the_same_for_an_unknown_email()
    {
        var user = await AccountAsync(Role.Thanatologist);
        foreach (var email in new[] { user.Data.Email, $"{A.Id()}@example.org" })
        {
            for (var i = 0; i < 5; i++)
                await AssertUnauthorizedAsync(new LoginRequest(email, "wrong"));

            var locked = await Assert.ThrowsAsync<TooManyRequestsException>(() => logins.LoginAsync(new LoginRequest(email, A.Password)));
            Assert.Equal(TimeSpan.FromMinutes(15), locked.RetryAfter);
        }

        clinic.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.NotEmpty((await LoginAsync(user)).AccessToken);
    }

    [Fact]
    public async Task A_refresh_gets_new_tokens_until_the_account_is_deactivated_and_not_after_it_is_back()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var refresh = new RefreshRequest((await logins.RefreshAsync(new RefreshRequest((await LoginAsync(user)).RefreshToken))).RefreshToken);
        Assert.Equal(user.Id, (await logins.RefreshAsync(refresh)).User.Id);

        await clinic.Users.DeactivateAsync(clinic.Admin, user.Id, VersionCondition.Any);
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));

        await clinic.Users.ChangeAsync(clinic.Admin, user.Id, VersionCondition.Any, false, edit => edit with { Status = UserStatus.Active });
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));
        Assert.NotEmpty((await LoginAsync(user)).AccessToken);
    }

    [Fact]
    public async Task A_refresh_token_of_somebody_who_is_gone_is_refused()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var refresh = new RefreshRequest((await LoginAsync(user)).RefreshToken);

        await tables.Dynamo.DeleteItemAsync(tables.Users, UserItems.Key(user.Id).Attributes);

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));
    }

    [Fact]
    public async Task A_refresh_token_does_not_survive_the_email_that_it_was_signed_in_with()
    {
        var patient = await clinic.StoreAsync(A.Patient().WithEmail($"{A.Id()}@example.org").Build(), A.Password);
        var refresh = new RefreshRequest((await LoginAsync(patient)).RefreshToken);

        await clinic.Users.ChangeAsync(clinic.Admin, patient.Id, VersionCondition.Any, false, edit => edit with { Email = null });
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));
        await clinic.Users.ChangeAsync(clinic.Admin, patient.Id, VersionCondition.Any, false, edit => edit with { Email = patient.Data.Email });

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(refresh));
    }

    [Fact]
    public async Task A_refresh_token_that_was_exchanged_works_for_a_minute_more_and_then_ends_the_whole_sign_in()
    {
        var first = await LoginAsync(await AccountAsync(Role.Thanatologist));

        var second = await logins.RefreshAsync(new RefreshRequest(first.RefreshToken));
        clinic.Time.Advance(TimeSpan.FromSeconds(59));
        var retried = await logins.RefreshAsync(new RefreshRequest(first.RefreshToken));
        clinic.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(3, new[] { first, second, retried }.Select(tokens => tokens.RefreshToken).Distinct().Count());
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(first.RefreshToken)));
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(second.RefreshToken)));
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(retried.RefreshToken)));
    }

    [Fact]
    public async Task After_logout_the_refresh_token_no_longer_works_and_garbage_is_refused()
    {
        var tokens = await LoginAsync(await AccountAsync(Role.Thanatologist));

        await logins.LogoutAsync(new LogoutRequest(tokens.RefreshToken));

        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest(tokens.RefreshToken)));
        await Assert.ThrowsAsync<UnauthorizedException>(() => logins.RefreshAsync(new RefreshRequest("garbage")));
    }

    [Fact]
    public async Task After_an_email_change_the_new_one_signs_in_and_the_old_one_does_not()
    {
        var user = await AccountAsync(Role.Thanatologist);
        var email = $"{A.Id()}@example.org";

        await clinic.Users.ChangeAsync(clinic.Admin, user.Id, VersionCondition.Any, false, edit => edit with { Email = email });

        await AssertUnauthorizedAsync(new LoginRequest(user.Data.Email, A.Password));
        Assert.NotNull((await logins.LoginAsync(new LoginRequest(email, A.Password))).Tokens);
    }

    /// <summary>Somebody whose password was set as it was typed, before passwords were composed.</summary>
    [Fact]
    public async Task A_password_of_before_works_as_it_was_typed_and_a_wrong_one_counts_once()
    {
        const string Typed = "contrasen\u0303a-de-antes";
        var user = await AccountAsync(Role.Thanatologist);
        var salt = (await logins.SaltAsync(new SaltRequest(user.Data.Email))).Salt;
        var digest = PasswordDigest.Attempt(Typed, salt).Split(' ')[1];
        var credential = await clinic.Credentials.ReadAsync(user.Id);
        await clinic.Passwords.SetPasswordAsync(
            credential, new NewCredential(salt, PasswordDigest.Hash(digest), null), null, AuditEntry.Of(clinic.Admin, user.Id, AuditAction.PasswordChanged, A.Moment));

        Assert.NotNull((await logins.LoginAsync(new LoginRequest(user.Data.Email, Typed))).Tokens);
        await AssertUnauthorizedAsync(new LoginRequest(user.Data.Email, "otra-contrasen\u0303a"));
        Assert.Equal(1, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    private Task<User> AccountAsync(Role role) =>
        clinic.StoreAsync((role is Role.Patient ? A.Patient() : A.Staff(role)).WithEmail($"{A.Id()}@example.org").Build(), A.Password);

    private async Task<TokensView> LoginAsync(User user) => (await logins.LoginAsync(new LoginRequest(user.Data.Email, A.Password))).Tokens!;

    private async Task<string> AssertUnauthorizedAsync(LoginRequest login) =>
        (await Assert.ThrowsAsync<UnauthorizedException>(() => logins.LoginAsync(login))).Message;
}
