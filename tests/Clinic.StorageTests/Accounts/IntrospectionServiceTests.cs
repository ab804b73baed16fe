using Clinic.Auth;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>What our own table knows of a token that the pool has signed.</summary>
public sealed class IntrospectionServiceTests : IClassFixture<TableSet>, IDisposable
{
    private static readonly IntrospectionView Inactive = new(false, null, null, null, null, null);
    private readonly ClinicServices clinic;
    private readonly InProcessPool pool;

    public IntrospectionServiceTests(TableSet tables)
    {
        clinic = new ClinicServices(tables);
        pool = new InProcessPool(clinic);
    }

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task A_token_that_the_pool_did_not_sign_is_good_for_nothing() => Assert.Equal(Inactive, await IntrospectAsync(null));

    [Fact]
    public async Task A_users_token_is_good_as_long_as_its_sign_in_is()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());
        var token = new VerifiedToken("s-1", PoolUserName.Of(user.Id, 0), user.Id, null, "thanatologist", "clinic/self", 7);

        Assert.Equal(new IntrospectionView(true, "s-1", user.Id, "thanatologist", "clinic/self", 7), await IntrospectAsync(token));
        Assert.Equal(Inactive, await IntrospectAsync(token with { UserName = PoolUserName.Of(user.Id, 1) }));

        await clinic.Users.DeactivateAsync(clinic.Admin, user.Id, VersionCondition.Any);
        Assert.Equal(Inactive, await IntrospectAsync(token));
    }

    [Fact]
    public async Task A_token_of_an_inactive_or_unknown_user_is_good_for_nothing()
    {
        var inactive = await clinic.StoreAsync(A.Staff().Inactive().WithEmail($"{A.Id()}@example.org").Build());

        foreach (var id in new[] { inactive.Id, A.Id() })
            Assert.Equal(Inactive, await IntrospectAsync(new VerifiedToken("s-1", PoolUserName.Of(id, 0), id, null, "thanatologist", "clinic/self", 7)));
    }

    [Fact]
    public async Task A_keys_token_is_good_as_long_as_the_key_is()
    {
        var keys = new ApiKeyService(clinic.ApiKeyStore, clinic.ApiKeys, pool.Client, clinic.Contention, clinic.Time);
        var key = await keys.AddAsync(clinic.Admin, new NewApiKey("Recordatorios", [Scope.Self], null), A.NoKey<CreatedApiKey>());
        var token = new VerifiedToken("s-1", PoolUserName.OfKey(key.Id), null, key.Id, null, "clinic/self", 7);

        Assert.True((await IntrospectAsync(token)).Active);

        await keys.DeleteAsync(clinic.Admin, key.Id);
        Assert.Equal(Inactive, await IntrospectAsync(token));
    }

    [Fact]
    public async Task Of_an_app_clients_token_our_table_knows_nothing() =>
        Assert.True((await IntrospectAsync(new VerifiedToken("client", null, null, null, null, "clinic/self", 7))).Active);

    private Task<IntrospectionView> IntrospectAsync(VerifiedToken? token) => new IntrospectionService(
        _ => Task.FromResult(token), clinic.Credentials, clinic.ApiKeys).IntrospectAsync(new IntrospectionRequest("token"));
}
