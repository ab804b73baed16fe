using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

public sealed class ProfileServiceTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_user_sees_themselves_and_what_their_token_allows()
    {
        var own = await clinic.ThanatologistAsync("Zepeda");
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());

        var staff = await Profiles.GetAsync(own);
        var self = await Profiles.GetAsync(A.Caller(Role.Patient, patient.Id));

        Assert.Equal((own.UserId, null), (staff.Id, staff.Record));
        Assert.Equal(Scope.Of(Role.Thanatologist).Order(StringComparer.Ordinal), staff.Scopes);
        Assert.Equal((patient.Id, "Itzel Zepeda"), (self.Id, self.Record!.ThanatologistName));
    }

    [Fact]
    public async Task A_service_and_somebody_who_is_gone_have_no_profile()
    {
        await Assert.ThrowsAsync<NotFoundException>(() => Profiles.GetAsync(A.Service(Scope.Self)));
        await Assert.ThrowsAsync<NotFoundException>(() => Profiles.GetAsync(A.Caller(Role.Thanatologist)));
    }

    private ProfileService Profiles => new(clinic.UsersTable, clinic.Names);
}
