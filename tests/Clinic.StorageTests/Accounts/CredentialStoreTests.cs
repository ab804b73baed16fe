using System.Net;
using Amazon.DynamoDBv2;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Storage;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>Writes of a credential or of its codes that somebody else has changed since they were read.</summary>
public sealed class CredentialStoreTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task No_failure_is_counted_for_an_account_that_has_gone_or_come_in_the_meantime()
    {
        var gone = await AccountAsync();
        await tables.Dynamo.DeleteItemAsync(tables.Credentials, CredentialItems.Key(gone.UserId).Attributes);
        var unknown = await clinic.Credentials.ReadAsync(A.Id());
        await clinic.StoreAsync(A.Staff().WithId(unknown.UserId).WithEmail($"{unknown.UserId}@example.org").Build());

        Assert.Null(await clinic.Credentials.CountFailureAsync(gone.FailureCount, null));
        Assert.Null(await clinic.Credentials.CountFailureAsync(unknown.FailureCount, null));

        Assert.Equal((false, 0), await StateAsync(gone.UserId));
        Assert.Equal((true, 0), await StateAsync(unknown.UserId));
    }

    [Fact]
    public async Task No_failure_is_counted_on_a_count_that_was_cleared_in_the_meantime()
    {
        var seen = await FailAsync(await AccountAsync(), 2);
        await clinic.Credentials.ClearFailuresAsync(seen);

        Assert.Null(await clinic.Credentials.CountFailureAsync(seen.FailureCount, null));

        Assert.Equal((true, 0), await StateAsync(seen.UserId));
    }

    [Fact]
    public async Task What_was_right_before_the_password_was_changed_clears_nothing_after_it()
    {
        var seen = await FailAsync(await AccountAsync(), 1);
        Assert.True(await SetPasswordAsync(seen));
        await FailAsync(await clinic.Credentials.ReadAsync(seen.UserId), 2);

        await clinic.Credentials.ClearFailuresAsync(seen);
        await clinic.Credentials.TakeBackFailureAsync(seen, new SignInProof("mac", clinic.Time.GetUtcNow() + TimeSpan.FromMinutes(1)));

        Assert.Equal((true, 2), await StateAsync(seen.UserId));
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(seen.UserId)).Proofs);
    }

    [Fact]
    public async Task No_more_failures_are_taken_back_than_there_are()
    {
        var credential = await AccountAsync();
        await clinic.Credentials.TakeBackFailureAsync(credential, null);
        Assert.Equal((true, 0), await StateAsync(credential.UserId));

        await FailAsync(credential, 1);
        await clinic.Credentials.TakeBackFailureAsync(credential, null);
        await clinic.Credentials.TakeBackFailureAsync(credential, null);

        Assert.Equal((true, 0), await StateAsync(credential.UserId));
    }

    [Fact]
    public async Task A_password_is_set_in_place_of_the_one_that_was_read_and_of_an_active_account_alone()
    {
        var seen = await AccountAsync();
        var inactive = await AccountAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.UserId, VersionCondition.Any);
        inactive = await clinic.Credentials.ReadAsync(inactive.UserId);

        Assert.True(await SetPasswordAsync(seen));
        Assert.False(await SetPasswordAsync(seen));
        Assert.False(await SetPasswordAsync(inactive));

        Assert.Equal(inactive, await clinic.Credentials.ReadAsync(inactive.UserId));
    }

    [Fact]
    public async Task A_password_is_set_by_the_accounts_own_code_and_for_its_own_email()
    {
        var (credential, other) = (await AccountAsync(), await AccountAsync());
        await PutCodeAsync(await clinic.Passwords.ReadCodesAsync(credential.UserId), "mac");

        Assert.False(await SetPasswordAsync(credential, new EmailProof(EmailOf(credential), "another")));
        Assert.False(await SetPasswordAsync(credential, new EmailProof(EmailOf(other), "mac")));
        Assert.Equal(credential, await clinic.Credentials.ReadAsync(credential.UserId));

        Assert.True(await SetPasswordAsync(credential, new EmailProof(EmailOf(credential), "mac")));
    }

    [Fact]
    public async Task Of_two_mails_for_the_same_codes_one_is_stored()
    {
        var seen = await clinic.Passwords.ReadCodesAsync((await AccountAsync()).UserId);

        Assert.True(await PutCodeAsync(seen, "one"));
        Assert.False(await PutCodeAsync(seen, "two"));
        var now = await clinic.Passwords.ReadCodesAsync(seen.UserId);
        Assert.True(await PutCodeAsync(now, "three"));
        Assert.False(await PutCodeAsync(now, "four"));

        Assert.Equal("three", (await clinic.Passwords.ReadCodesAsync(seen.UserId)).Reset!.Mac);
    }

    [Fact]
    public async Task A_try_is_counted_on_the_codes_as_they_were_read()
    {
        var seen = await clinic.Passwords.ReadCodesAsync(A.Id());
        var now = clinic.Time.GetUtcNow();

        var counted = await clinic.Passwords.CountTryAsync(seen, now);
        Assert.Null(await clinic.Passwords.CountTryAsync(seen, now));
        Assert.NotNull(await clinic.Passwords.CountTryAsync(counted!, now));
        Assert.Null(await clinic.Passwords.CountTryAsync(counted!, now));
    }

    [Fact]
    public async Task A_try_while_a_code_is_being_mailed_is_to_be_counted_anew()
    {
        var network = new UnreliableNetwork((_, _, _) => Task.FromResult<HttpResponseMessage?>(UnreliableNetwork.Answer(HttpStatusCode.BadRequest, "TransactionConflictException")));
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig { MaxErrorRetry = 0 });
        var store = new DynamoPasswordStore(client, tables.Credentials, new MessageWrites(tables.Messages), clinic.UsersTable, clinic.Audit);

        Assert.Null(await store.CountTryAsync(await clinic.Passwords.ReadCodesAsync(A.Id()), clinic.Time.GetUtcNow()));
    }

    /// <summary>The table forgets the item when it has ended: its mails and tries after a day, a code not before its time.</summary>
    [Fact]
    public async Task What_is_stored_of_codes_ends_with_the_last_of_them_and_not_before_a_day()
    {
        var now = clinic.Time.GetUtcNow();
        var code = new StoredCode("mac", now.AddDays(3));

        Assert.Equal(now.AddDays(1), await EndAsync(codes => codes));
        Assert.Equal(now.AddDays(3), await EndAsync(codes => codes with { Reset = code }));
        Assert.Equal(now.AddDays(3), await EndAsync(codes => codes with { Invitation = code }));
        Assert.Equal(now.AddDays(1), await EndAsync(codes => codes with { Invitation = code with { ExpiresAt = now.AddHours(1) } }));

        async Task<DateTimeOffset> EndAsync(Func<AccountCodes, AccountCodes> change)
        {
            var codes = change(await clinic.Passwords.ReadCodesAsync(A.Id()));
            Assert.NotNull(await clinic.Passwords.CountTryAsync(codes, now));
            var item = (await tables.Dynamo.FindAsync(tables.Credentials, CredentialItems.Code(codes.UserId)))!;
            return DateTimeOffset.FromUnixTimeSeconds(item.LongOrNull("expiresAt")!.Value);
        }
    }

    private async Task<Credential> AccountAsync()
    {
        var id = A.Id();
        await clinic.StoreAsync(A.Staff().WithId(id).WithEmail($"{id}@example.org").Build());
        return await clinic.Credentials.ReadAsync(id);
    }

    private static string EmailOf(Credential credential) => $"{credential.UserId}@example.org";

    private async Task<(bool Exists, int Failures)> StateAsync(string userId)
    {
        var credential = await clinic.Credentials.ReadAsync(userId);
        return (credential.Exists, credential.Failures);
    }

    private async Task<Credential> FailAsync(Credential credential, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.NotNull(await clinic.Credentials.CountFailureAsync(credential.FailureCount, null));
            credential = await clinic.Credentials.ReadAsync(credential.UserId);
        }
        return credential;
    }

    private Task<bool> SetPasswordAsync(Credential credential, EmailProof? proof = null) => clinic.Passwords.SetPasswordAsync(
        credential,
        new NewCredential("0123456789abcdef", "hash", null),
        proof,
        AuditEntry.Of(clinic.Admin, credential.UserId, AuditAction.PasswordChanged, clinic.Time.GetUtcNow()));

    private async Task<bool> PutCodeAsync(AccountCodes codes, string mac)
    {
        var mail = await clinic.Composer.ComposeAsync($"{codes.UserId}@example.org", codes.UserId, "Código", new MessageContent("12345678"));
        return await clinic.Passwords.PutCodeAsync(codes, new StoredCode(mac, clinic.Time.GetUtcNow() + ResetCodes.ResetLife), mail);
    }
}
