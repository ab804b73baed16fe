using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Security;

public sealed class CallerTests
{
    [Fact]
    public void A_users_token_makes_a_user()
    {
        var caller = Caller.From(new Dictionary<string, string>
        {
            ["sub"] = "pool-sub",
            ["userId"] = "u-1",
            ["role"] = "thanatologist",
            ["scope"] = "clinic/self clinic/users.read",
        }, "r-1");

        Assert.Equal(("u-1", "u-1", Role.Thanatologist, "r-1"), (caller.Subject, caller.UserId, caller.Role, caller.RequestId));
        Assert.True(caller.IsThanatologist && !caller.IsService && !caller.IsAdmin);
        Assert.True(caller.Has(Scope.UsersRead) && !caller.Has(Scope.UsersWrite));
    }

    [Fact]
    public void A_token_without_a_user_makes_a_service()
    {
        var caller = Caller.From(new Dictionary<string, string> { ["sub"] = "key-1", ["scope"] = "clinic/users.read" }, "r-1");

        Assert.True(caller.IsService && !caller.IsAdmin);
        Assert.Equal(("key-1", null, null), (caller.Subject, caller.UserId, caller.Role));
    }

    [Fact]
    public void A_user_acts_for_themselves_and_a_key_for_its_maker()
    {
        var key = Caller.From(new Dictionary<string, string> { ["sub"] = "pool-sub", ["keyId"] = "k-1", ["makerId"] = "u-1", ["scope"] = Scope.Admin }, "r");

        Assert.Equal(("k-1", "k-1", "u-1", Role.Admin), (key.Subject, key.KeyId, key.ActorId, key.ActorRole));
        Assert.True(key.IsService && key.IsAdmin);
        Assert.Equal("u-2", A.Caller(Role.Patient, "u-2").ActorId);
        Assert.Null(A.Service(Scope.Admin).ActorId);
    }

    [Fact]
    public void No_claims_make_nobody()
    {
        foreach (var caller in new[] { Caller.From(null, "r"), Caller.From(new Dictionary<string, string>(), "r"), Caller.From(new Dictionary<string, string> { ["scope"] = Scope.Admin }, "r") })
        {
            Assert.Empty(caller.Scopes);
            Assert.False(caller.IsAdmin);
        }
    }

    [Fact]
    public void A_role_that_does_not_exist_is_none()
    {
        var caller = Caller.From(new Dictionary<string, string> { ["sub"] = "s", ["userId"] = "u", ["role"] = "root", ["scope"] = Scope.Admin }, "r");

        Assert.Null(caller.Role);
        Assert.False(caller.IsAdmin);
    }

    [Theory]
    [InlineData(Role.Admin, true)]
    [InlineData(Role.AdminSupport, false)]
    [InlineData(Role.Thanatologist, true)]
    [InlineData(Role.Patient, false)]
    public void Clinical_text_is_for_those_who_read_sessions(Role role, bool reads) => Assert.Equal(reads, A.Caller(role).ReadsClinicalText);

    [Fact]
    public void A_service_is_an_admin_with_the_admin_scope_alone()
    {
        Assert.True(A.Service(Scope.Admin).IsAdmin);
        Assert.False(A.Service([.. Scope.All.Where(scope => scope != Scope.Admin)]).IsAdmin);
    }
}
