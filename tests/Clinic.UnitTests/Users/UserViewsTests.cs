using Clinic.Core.Accounts;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class UserViewsTests
{
    private static readonly Caller Thanatologist = A.Caller(Role.Thanatologist);

    [Theory]
    [InlineData(typeof(UserView))]
    [InlineData(typeof(MeView))]
    [InlineData(typeof(UserSummary))]
    [InlineData(typeof(RecordView))]
    [InlineData(typeof(SignedInUser))]
    public void No_representation_has_a_member_that_could_leak_a_secret(Type view)
    {
        string[] secrets = ["password", "hash", "salt", "secret", "digest", "failures", "generation"];

        Assert.DoesNotContain(ClinicJson.Contracts.Options.GetTypeInfo(view).Properties, property => secrets.Any(secret => property.Name.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData(Role.Admin, true)]
    [InlineData(Role.Thanatologist, true)]
    [InlineData(Role.AdminSupport, false)]
    [InlineData(Role.Patient, false)]
    public void The_clinical_text_is_shown_to_those_who_may_read_sessions(Role role, bool shown)
    {
        var caller = A.Caller(role);
        var patient = A.Patient().Of(caller.UserId!).WithId(caller.UserId!).WithEkr("texto").Build();

        Assert.Equal(shown ? "texto" : null, caller.View(patient, "Itzel Muñoz").Record!.Ekr);
        Assert.Equal("Itzel Muñoz", caller.View(patient, "Itzel Muñoz").Record!.ThanatologistName);
    }

    [Fact]
    public void A_service_without_sessions_read_gets_no_clinical_text()
    {
        var patient = A.Patient().WithEkr("texto").Build();

        Assert.Null(A.Service(Scope.UsersRead).View(patient, null).Record!.Ekr);
        Assert.Equal("texto", A.Service(Scope.SessionsRead).View(patient, null).Record!.Ekr);
    }

    [Fact]
    public void Of_a_colleague_a_thanatologist_gets_name_and_role()
    {
        var colleague = A.Staff(Role.Admin).With(data => data with { Phone = "5512345678", Specialty = "x" }).LastSeen(A.Moment).Build();

        var view = Thanatologist.View(colleague, null);

        Assert.Equal((colleague.Id, Role.Admin, "Itzel", "Muñoz"), (view.Id, view.Role, view.FirstName, view.FirstLastName));
        Assert.Equal((null, null, null, null, null, null), (view.Email, view.Phone, view.Specialty, view.Status, view.LastLoginAt, view.CreatedAt));
    }

    [Fact]
    public void Of_themselves_everybody_gets_everything()
    {
        var self = A.Staff().WithId(Thanatologist.UserId!).LastSeen(A.Moment).Build();

        var view = Thanatologist.View(self, null);

        Assert.Equal(("itzel@example.org", UserStatus.Active, A.Moment), (view.Email, view.Status, view.LastLoginAt));
    }

    [Fact]
    public void The_last_login_is_shown_of_staff_only() =>
        Assert.Null(A.Caller(Role.Admin).View(A.Patient().LastSeen(A.Moment).Build(), null).LastLoginAt);

    [Fact]
    public void In_lists_a_thanatologist_gets_name_and_birth_date_of_other_peoples_closed_records()
    {
        var summary = Summary(new RecordSummary(false, A.Id()));

        Assert.Equal(summary with { Status = null, Email = null, Record = new RecordSummary(false, null) }, Thanatologist.View(summary));
    }

    [Fact]
    public void In_lists_a_thanatologist_gets_names_of_staff_and_everything_of_their_own()
    {
        var staff = Summary(null) with { Role = Role.Admin };
        var own = Summary(new RecordSummary(true, Thanatologist.UserId));
        var self = Summary(null) with { Id = Thanatologist.UserId! };

        Assert.Equal(staff with { Status = null, Email = null, BirthDate = null }, Thanatologist.View(staff));
        Assert.Equal([own, self], [Thanatologist.View(own), Thanatologist.View(self)]);
    }

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.AdminSupport)]
    public void In_lists_admins_and_support_get_everything(Role role)
    {
        var summary = Summary(new RecordSummary(false, A.Id()));

        Assert.Equal(summary, A.Caller(role).View(summary));
    }

    private static UserSummary Summary(RecordSummary? record) => new(
        A.Id(), Role.Patient, UserStatus.Active, null, "Rosa", "Gómez", null, "rosa@example.org", new DateOnly(1980, 1, 1), record);
}
