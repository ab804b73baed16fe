using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class UserAccessTests
{
    private static readonly Caller Thanatologist = A.Caller(Role.Thanatologist);
    private static readonly Caller PatientCaller = A.Caller(Role.Patient);
    private static readonly User OwnOpen = A.Patient().Of(Thanatologist.UserId!).Build();
    private static readonly User OwnClosed = A.Patient().Of(Thanatologist.UserId!).Closed().Build();
    private static readonly User OthersOpen = A.Patient().Build();
    private static readonly User OthersClosed = A.Patient().Closed().Build();
    private static readonly User Colleague = A.Staff().Build();
    private static readonly User AdminUser = A.Staff(Role.Admin).Build();

    [Fact]
    public void Admins_support_and_services_see_everybody()
    {
        foreach (var caller in new[] { A.Caller(Role.Admin), A.Caller(Role.AdminSupport), A.Service(Scope.UsersRead) })
            Assert.All([OwnOpen, OwnClosed, OthersOpen, OthersClosed, Colleague, AdminUser], user => Assert.True(caller.Sees(user)));
    }

    [Fact]
    public void A_thanatologist_sees_their_own_patients_and_the_staff() =>
        Assert.Equal([true, true, false, false, true, true], new[] { OwnOpen, OwnClosed, OthersOpen, OthersClosed, Colleague, AdminUser }.Select(Thanatologist.Sees));

    [Fact]
    public void A_patient_sees_themselves_alone()
    {
        Assert.True(PatientCaller.Sees(A.Patient().WithId(PatientCaller.UserId!).Build()));
        Assert.All([OwnOpen, OthersClosed, Colleague], user => Assert.False(PatientCaller.Sees(user)));
    }

    [Fact]
    public void A_user_without_a_known_role_sees_themselves_alone()
    {
        var stranger = PatientCaller with { Role = null, Scopes = Scope.All.ToHashSet() };

        Assert.All([OwnOpen, OthersClosed, Colleague], user => Assert.False(stranger.Sees(user)));
    }

    [Fact]
    public void Patients_are_seen_by_whom_they_concern_and_by_services_with_the_routes_scope()
    {
        Assert.All([A.Caller(Role.Admin), A.Service(Scope.CareRead), Thanatologist], caller => Assert.True(caller.SeesPatient(OwnOpen)));
        Assert.All([A.Caller(Role.Thanatologist), PatientCaller], caller => Assert.False(caller.SeesPatient(OwnOpen)));
        Assert.All([null, Colleague], user => Assert.False(A.Service(Scope.CareRead).SeesPatient(user)));
    }

    [Fact]
    public void Of_colleagues_a_thanatologist_sees_the_name_only()
    {
        Assert.True(Thanatologist.SeesNameOnly(Colleague));
        Assert.True(Thanatologist.SeesNameOnly(AdminUser));
        Assert.False(Thanatologist.SeesNameOnly(OwnOpen));
        Assert.False(Thanatologist.SeesNameOnly(A.Staff().WithId(Thanatologist.UserId!).Build()));
        Assert.False(A.Caller(Role.AdminSupport).SeesNameOnly(Colleague));
    }

    [Fact]
    public void An_admin_may_edit_everybody()
    {
        foreach (var admin in new[] { A.Caller(Role.Admin), A.Service(Scope.Admin, Scope.UsersWrite) })
        {
            admin.CheckMayEdit(Colleague, ownDataToo: false);
            admin.CheckMayEdit(OthersOpen, ownDataToo: false);
        }
    }

    [Fact]
    public void Patients_may_be_edited_with_users_write_and_staff_may_not()
    {
        foreach (var writer in new[] { Thanatologist, A.Service(Scope.UsersWrite) })
        {
            writer.CheckMayEdit(OwnOpen, ownDataToo: false);
            Assert.Throws<ForbiddenException>(() => writer.CheckMayEdit(Colleague, ownDataToo: true));
        }
    }

    [Fact]
    public void Support_edits_nobody_but_themselves()
    {
        var support = A.Caller(Role.AdminSupport);

        Assert.Throws<ForbiddenException>(() => support.CheckMayEdit(OwnOpen, ownDataToo: true));
        Assert.Throws<ForbiddenException>(() => support.CheckMayEdit(Colleague, ownDataToo: true));
        support.CheckMayEdit(A.Staff(Role.AdminSupport).WithId(support.UserId!).Build(), ownDataToo: true);
    }

    [Fact]
    public void Own_data_may_be_edited_where_the_route_allows_it()
    {
        var self = A.Staff().WithId(Thanatologist.UserId!).Build();

        Thanatologist.CheckMayEdit(self, ownDataToo: true);
        Assert.Throws<ForbiddenException>(() => Thanatologist.CheckMayEdit(self, ownDataToo: false));
        PatientCaller.CheckMayEdit(A.Patient().WithId(PatientCaller.UserId!).Build(), ownDataToo: true);
    }
}
