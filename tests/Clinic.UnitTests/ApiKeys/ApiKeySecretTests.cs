using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.ApiKeys;

public sealed class ApiKeySecretTests
{
    [Fact]
    public void A_key_is_its_id_and_256_bits_and_reads_back()
    {
        var secret = ApiKeySecret.New(A.Clock());

        Assert.Matches("^ck_[0-9a-f-]{36}_[A-Za-z0-9_-]{43}$", secret.ToString());
        Assert.Equal(secret, ApiKeySecret.Parse(secret.ToString()));
        Assert.NotEqual(secret.Secret, ApiKeySecret.New(A.Clock()).Secret);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ck_")]
    [InlineData("ck_01990000-0000-7000-8000-0000000000b1")]
    [InlineData("xx_01990000-0000-7000-8000-0000000000b1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ck_01990000-0000-7000-8000-0000000000bX_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ck_01990000-0000-7000-8000-0000000000b1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ck_01990000-0000-7000-8000-0000000000b1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_else_is_no_key(string text) => Assert.Null(ApiKeySecret.Parse(text));

    [Fact]
    public void A_secret_opens_the_key_that_has_its_hash()
    {
        var (secret, other) = (ApiKeySecret.New(A.Clock()), ApiKeySecret.New(A.Clock()));
        var key = new ApiKey(secret.Id, "x", [], secret.Hash, "admin", A.Moment, null);

        Assert.True(secret.Matches(key));
        Assert.False(other.Matches(key));
        Assert.False((secret with { Secret = secret.Hash }).Matches(key)); // what is stored opens nothing
    }

    [Fact]
    public void A_pool_name_is_a_keys_or_none()
    {
        var id = A.Id();

        Assert.Equal(id, PoolUserName.ParseKey(PoolUserName.OfKey(id)));
        Assert.All(new string?[] { null, "", id, "key.", "key.x", "KEY." + id, "key." + id.ToUpperInvariant(), "key." + id + ".1" }, name => Assert.Null(PoolUserName.ParseKey(name)));
    }
}
