using Clinic.Core.Accounts;
using Clinic.Core.Security;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class DecoyAccountsTests
{
    private readonly DecoyAccounts decoys = new(new KeyRing(() => Task.FromResult("root")));

    [Fact]
    public async Task An_email_always_has_the_same_account_and_salt()
    {
        var later = new DecoyAccounts(new KeyRing(() => Task.FromResult("root")));
        var id = await decoys.AccountIdAsync("nobody@example.org");

        Assert.Equal(id, await later.AccountIdAsync("nobody@example.org"));
        Assert.Equal(await decoys.SaltAsync(id), await later.SaltAsync(id));
    }

    [Fact]
    public async Task Different_emails_have_different_ones()
    {
        var (one, other) = (await decoys.AccountIdAsync("nobody@example.org"), await decoys.AccountIdAsync("nobody@example.com"));

        Assert.NotEqual(one, other);
        Assert.NotEqual(await decoys.SaltAsync(one), await decoys.SaltAsync(other));
    }

    [Fact]
    public async Task Another_stack_makes_up_others()
    {
        var elsewhere = new DecoyAccounts(new KeyRing(() => Task.FromResult("another root")));

        Assert.NotEqual(await elsewhere.AccountIdAsync("nobody@example.org"), await decoys.AccountIdAsync("nobody@example.org"));
    }

    [Fact]
    public async Task A_made_up_id_can_never_be_a_real_one() =>
        Assert.Equal(8, Guid.Parse(await decoys.AccountIdAsync("nobody@example.org")).Version);

    [Fact]
    public async Task A_made_up_salt_looks_like_a_real_one()
    {
        for (var i = 0; i < 50; i++)
            Assert.Matches("^[a-z0-9]{16}$", await decoys.SaltAsync("account " + i));
    }
}
