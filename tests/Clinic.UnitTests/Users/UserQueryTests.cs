using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

/// <summary>Which partitions of the indexes a list reads: what is not among them cannot leak.</summary>
public sealed class UserQueryTests
{
    private const string Self = "me";
    private const string Other = "other";

    [Theory]
    [InlineData(null, null, null, "admin admin_support thanatologist patient#open patient#closed")]
    [InlineData(Role.Patient, null, null, "patient#open patient#closed")]
    [InlineData(Role.Thanatologist, null, null, "thanatologist")]
    [InlineData(null, true, null, "patient#open")]
    [InlineData(null, false, null, "patient#closed")]
    [InlineData(Role.Admin, true, null, "")]
    [InlineData(null, null, Other, "other#open other#closed")]
    [InlineData(Role.Patient, true, Other, "other#open")]
    [InlineData(Role.Admin, null, Other, "")]
    public void An_admin_reads_every_group_that_the_filters_leave(Role? role, bool? isOpen, string? thanatologist, string partitions) =>
        Assert.Equal(partitions, Partitions(A.Caller(Role.Admin), role, isOpen, thanatologist));

    [Theory]
    [InlineData(null, null, null, "admin admin_support thanatologist me#open patient#closed")]
    [InlineData(Role.Patient, null, null, "me#open patient#closed")]
    [InlineData(Role.Patient, true, null, "me#open")]
    [InlineData(Role.Patient, false, null, "patient#closed")]
    [InlineData(null, null, Self, "me#open me#closed")]
    [InlineData(null, null, Other, "")]
    [InlineData(null, true, Other, "")]
    [InlineData(null, false, Other, "")]
    [InlineData(Role.AdminSupport, null, null, "admin_support")]
    public void A_thanatologist_never_reads_a_colleagues_open_patients(Role? role, bool? isOpen, string? thanatologist, string partitions) =>
        Assert.Equal(partitions, Partitions(A.Caller(Role.Thanatologist, Self), role, isOpen, thanatologist));

    [Fact]
    public void By_status_a_thanatologist_reads_no_colleagues_closed_patients_either() =>
        Assert.Equal("me#open me#closed", Partitions(A.Caller(Role.Thanatologist, Self), Role.Patient, null, null, UserStatus.Inactive));

    private static string Partitions(Caller caller, Role? role, bool? isOpen, string? thanatologist, UserStatus? status = null) =>
        string.Join(' ', new UserQuery(role, status, isOpen, thanatologist, null).GroupsFor(caller).Select(group => group.Partition));
}
