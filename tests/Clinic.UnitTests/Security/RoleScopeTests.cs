using Clinic.Core.Accounts;
using Clinic.Core.Security;
using Xunit;

namespace Clinic.UnitTests.Security;

public sealed class RoleScopeTests
{
    /// <summary>The contract's table, column by column.</summary>
    [Theory]
    [InlineData(Role.Admin, "self users.read users.write sessions.read sessions.write appointments.read appointments.write care.read care.write messages.send messages.read messages.decrypt reports.read admin")]
    [InlineData(Role.AdminSupport, "self users.read appointments.read appointments.write messages.send messages.read reports.read")]
    [InlineData(Role.Thanatologist, "self users.read users.write sessions.read sessions.write appointments.read appointments.write care.read care.write messages.send messages.read reports.read")]
    [InlineData(Role.Patient, "self appointments.read messages.read")]
    public void A_role_has_the_contracts_scopes(Role role, string scopes) =>
        Assert.Equal(scopes.Split(' ').Select(name => "clinic/" + name).Order(), Scope.Of(role).Order());

    [Fact]
    public void There_are_fourteen_scopes() => Assert.Equal(14, Scope.All.Distinct().Count());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_account_that_nobody_has_has_no_scopes(bool requiresAdminMfa) =>
        Assert.Empty(new Credential("u-1", null, null, null, false, 0, 0, 0, null).Scopes(requiresAdminMfa, patientBooking: true));

    [Theory]
    [InlineData(true, "appointments.read appointments.write messages.read self")]
    [InlineData(false, "appointments.read messages.read self")]
    public void A_patient_books_only_where_the_clinic_lets_them(bool patientBooking, string scopes) => Assert.Equal(
        scopes.Split(' ').Select(name => "clinic/" + name),
        new Credential("u-1", Role.Patient, null, null, true, 0, 0, 0, null).Scopes(requiresAdminMfa: true, patientBooking).Order(StringComparer.Ordinal));

    [Fact]
    public void A_role_that_does_not_exist_has_none() => Assert.Throws<ArgumentOutOfRangeException>(() => Scope.Of((Role)7));

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.AdminSupport)]
    [InlineData(Role.Thanatologist)]
    [InlineData(Role.Patient)]
    public void A_roles_name_is_read_back(Role role) => Assert.Equal(role, RoleNames.Parse(role.Name()));

    [Theory]
    [InlineData("Admin")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0")]
    public void Anything_else_is_no_role(string? name) => Assert.Null(RoleNames.Parse(name));
}
