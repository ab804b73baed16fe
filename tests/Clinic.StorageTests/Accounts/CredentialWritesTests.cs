using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Messages;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>What changes of a user write of their credential, whoever else has written in the meantime.</summary>
public sealed class CredentialWritesTests(TableSet tables) : IClassFixture<TableSet>
{
    private static readonly NewCredential Uninvited = new("0123456789abcdef", "hash", null);
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_credential_that_is_there_is_not_written_over()
    {
        var user = await AccountAsync();
        var before = await ItemAsync(CredentialItems.Key(user.Id));

        Assert.False(await CommitAsync((writes, transaction) => writes.AddNew(transaction, WithEmail(user, Email()), Uninvited)));

        Assert.Equal(ItemText.Of(before!), ItemText.Of((await ItemAsync(CredentialItems.Key(user.Id)))!));
    }

    [Fact]
    public async Task The_claim_of_an_address_that_is_somebody_elses_by_now_stays()
    {
        var (user, other) = (await AccountAsync(), await AccountAsync());
        var before = WithEmail(user, other.Data.Email);

        Assert.False(await CommitAsync((writes, transaction) => writes.AddChange(transaction, before, WithEmail(user, Email()), null)));
        Assert.False(await CommitAsync((writes, transaction) => writes.AddChange(transaction, before, WithEmail(user, null), null)));

        Assert.Equal(other.Id, await clinic.Credentials.FindUserIdAsync(other.Data.Email!));
    }

    [Fact]
    public async Task A_credential_that_is_gone_is_neither_deleted_nor_activated()
    {
        var user = await AccountAsync();
        await tables.Dynamo.DeleteItemAsync(tables.Credentials, CredentialItems.Key(user.Id).Attributes);

        Assert.False(await CommitAsync((writes, transaction) => writes.AddChange(transaction, user, WithEmail(user, null), null)));
        Assert.False(await CommitAsync((writes, transaction) => writes.AddChange(transaction, user, user with { Status = UserStatus.Inactive }, null)));

        Assert.Null(await ItemAsync(CredentialItems.Key(user.Id)));
    }

    [Fact]
    public async Task A_first_email_together_with_another_status_makes_one_credential()
    {
        var user = await clinic.StoreAsync(A.Patient().Build());
        var after = WithEmail(user, Email()) with { Status = UserStatus.Inactive };

        Assert.True(await CommitAsync((writes, transaction) => writes.AddChange(transaction, user, after, Uninvited)));
        Assert.False((await clinic.Credentials.ReadAsync(user.Id)).Active);

        Assert.True(await CommitAsync((writes, transaction) => writes.AddChange(transaction, after, user, null)));
        Assert.False((await clinic.Credentials.ReadAsync(user.Id)).Exists);
    }

    [Fact]
    public async Task Deactivating_ends_every_sign_in_and_nothing_else_does()
    {
        var user = await AccountAsync();
        var inactive = user with { Status = UserStatus.Inactive };
        var moved = WithEmail(inactive, Email());

        Assert.Equal((false, 1), await ChangeAsync(user, inactive));
        Assert.Equal((false, 1), await ChangeAsync(inactive, moved));
        Assert.Equal((true, 1), await ChangeAsync(moved, moved with { Status = UserStatus.Active }));
    }

    [Fact]
    public async Task Only_an_unproven_address_is_marked_so()
    {
        var (proven, unproven) = (await AccountAsync(), A.Patient().WithEmail(Email()).Build() with { HasUnprovenEmail = true });
        await clinic.StoreAsync(unproven);

        Assert.False((await ItemAsync(CredentialItems.Claim(proven.Data.Email!)))!.ContainsKey("unproven"));
        Assert.True((await ItemAsync(CredentialItems.Claim(unproven.Data.Email!)))!.Flag("unproven"));
    }

    private static string Email() => $"{A.Id()}@example.org";

    private static User WithEmail(User user, string? email) => user with { Data = user.Data with { Email = email } };

    private Task<User> AccountAsync() => clinic.StoreAsync(A.Staff().WithEmail(Email()).Build());

    private async Task<bool> CommitAsync(Action<CredentialWrites, Transaction> add)
    {
        var transaction = new Transaction(tables.Dynamo);
        add(new CredentialWrites(tables.Credentials, new MessageWrites(tables.Messages)), transaction);
        return await transaction.TryCommitAsync();
    }

    private async Task<(bool Active, int Generation)> ChangeAsync(User before, User after)
    {
        Assert.True(await CommitAsync((writes, transaction) => writes.AddChange(transaction, before, after, null)));
        var credential = await clinic.Credentials.ReadAsync(before.Id);
        return (credential.Active, credential.Generation);
    }

    private Task<Dictionary<string, AttributeValue>?> ItemAsync(Item key) => tables.Dynamo.FindAsync(tables.Credentials, key);
}
