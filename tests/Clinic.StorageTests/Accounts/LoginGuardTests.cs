using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

public sealed class LoginGuardTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task Of_parallel_wrong_attempts_five_are_counted_and_then_it_is_locked()
    {
        var id = A.Id();
        var credential = await clinic.Credentials.ReadAsync(id);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => clinic.Guard.VerifyAsync(credential, "wrong"))));

        Assert.All(verdicts, Assert.False);
        var after = await clinic.Credentials.ReadAsync(id);
        Assert.Equal((5, A.Moment.AddMinutes(15)), (after.Failures, after.LockedUntil));
    }

    [Fact]
    public async Task A_right_digest_among_the_locked_out_is_not_looked_at()
    {
        var (id, digest) = await AccountAsync();
        await FailAsync(id, 5);

        Assert.False(await clinic.Guard.VerifyAsync(await clinic.Credentials.ReadAsync(id), digest));
    }

    [Fact]
    public async Task The_fifth_try_may_be_the_right_one_and_clears_everything()
    {
        var (id, digest) = await AccountAsync();
        await FailAsync(id, 4);

        Assert.True(await clinic.Guard.VerifyAsync(await clinic.Credentials.ReadAsync(id), digest));

        var after = await clinic.Credentials.ReadAsync(id);
        Assert.Equal((0, null), (after.Failures, after.LockedUntil));
    }

    [Fact]
    public async Task A_right_second_factor_is_not_looked_at_where_the_account_is_locked_or_inactive()
    {
        var (locked, _) = await AccountAsync();
        await FailAsync(locked, 5);
        var inactive = await clinic.StoreAsync(A.Staff().Inactive().WithEmail($"{A.Id()}@example.org").Build());

        foreach (var id in new[] { locked, inactive.Id })
            Assert.False(await clinic.Guard.VerifyAsync(await clinic.Credentials.ReadAsync(id), _ => throw new InvalidOperationException("It is looked at.")));
    }

    [Fact]
    public async Task A_lock_is_waited_for_as_long_as_it_is_a_moment_old_and_a_right_attempt_may_lift_it()
    {
        var network = new UnreliableNetwork((_, _, _) => Task.FromResult<HttpResponseMessage?>(null));
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());
        var guard = new LoginGuard(new DynamoCredentialStore(client, tables.Credentials, clinic.Time), clinic.Keys, new WaitingClock(clinic.Time));
        var (id, _) = await AccountAsync();
        await FailAsync(id, 5);
        var locked = await clinic.Credentials.ReadAsync(id);

        Assert.Equal(locked, await guard.WaitForRunningAttemptAsync(locked));
        Assert.Equal(8, network.Requests);

        await clinic.Credentials.ClearFailuresAsync(locked);
        Assert.Equal(0, (await guard.WaitForRunningAttemptAsync(locked)).Failures);
        Assert.Equal(9, network.Requests);

        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(locked, await guard.WaitForRunningAttemptAsync(locked));
        Assert.Equal(9, network.Requests);
    }

    [Fact]
    public async Task Somebody_who_has_no_login_any_more_has_no_current_password_and_no_failures()
    {
        var id = A.Id();

        await Assert.ThrowsAsync<InvalidInputException>(async () => await clinic.Guard.CheckCurrentPasswordAsync(await clinic.Credentials.ReadAsync(id), A.Password));

        Assert.Equal(0, (await clinic.Credentials.ReadAsync(id)).Failures);
    }

    [Fact]
    public async Task Each_lock_is_twice_as_long_as_the_one_before()
    {
        var id = A.Id();
        foreach (var minutes in new[] { 15, 30, 60 })
        {
            await FailAsync(id, 5);

            var locked = await clinic.Credentials.ReadAsync(id);
            Assert.Equal(TimeSpan.FromMinutes(minutes), locked.LockedUntil - clinic.Time.GetUtcNow());
            clinic.Time.Advance(TimeSpan.FromMinutes(minutes));
            Assert.False(locked.IsLocked(clinic.Time.GetUtcNow()));
        }
    }

    [Fact]
    public async Task Unknown_accounts_are_counted_alike_and_expire()
    {
        var id = A.Id();

        await FailAsync(id, 1);

        var item = Assert.Single(await tables.ItemsAsync(tables.Credentials), item => item["pk"].S == "user#" + id);
        Assert.Equal(A.Moment.AddHours(49).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), item["expiresAt"].N);
        Assert.False((await clinic.Credentials.ReadAsync(id)).Exists);
    }

    [Fact]
    public async Task A_real_account_never_expires()
    {
        var (id, _) = await AccountAsync();

        await FailAsync(id, 1);

        Assert.DoesNotContain("expiresAt", Assert.Single(await tables.ItemsAsync(tables.Credentials), item => item["pk"].S == "user#" + id).Keys);
    }

    private async Task<(string Id, string Digest)> AccountAsync()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), A.Password);
        return (user.Id, PasswordDigest.Of(A.Password, (await clinic.Credentials.ReadAsync(user.Id)).Salt!));
    }

    /// <summary>Counts failures as the guard does, without paying for bcrypt.</summary>
    private async Task FailAsync(string id, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var credential = await clinic.Credentials.ReadAsync(id);
            Assert.NotNull(await clinic.Credentials.CountFailureAsync(credential.FailureCount, clinic.Time.GetUtcNow() + LoginGuard.LockAfter(credential.Failures + 1)));
        }
    }
}
