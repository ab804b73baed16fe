using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Users;

public sealed class RecordServiceTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_thanatologist_closes_their_own_and_reopens_it()
    {
        var (own, patient) = await PatientAsync();
        clinic.Time.Advance(TimeSpan.FromDays(1));

        var closed = await PutAsync(own, patient.Id, new RecordEdit(false));
        Assert.Equal((false, own.UserId, A.Moment, A.Moment.AddDays(1), 2), (closed.IsOpen, closed.ThanatologistId, closed.OpenedAt, closed.ClosedAt, closed.Version));

        var reopened = await PutAsync(own, patient.Id, new RecordEdit(true), "\"2\"");
        Assert.Equal((true, own.UserId, A.Moment, null, 3), (reopened.IsOpen, reopened.ThanatologistId, reopened.OpenedAt, reopened.ClosedAt, reopened.Version));
    }

    [Fact]
    public async Task A_colleague_takes_a_closed_record_over_and_then_it_is_theirs()
    {
        var (own, patient) = await PatientAsync(closed: true);
        var colleague = await clinic.ThanatologistAsync("Ñuño");
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Records.GetAsync(colleague, patient.Id));

        var record = await PutAsync(colleague, patient.Id, new RecordEdit(true));

        Assert.Equal((true, colleague.UserId, "Itzel Ñuño"), (record.IsOpen, record.ThanatologistId, record.ThanatologistName));
        Assert.Equal(patient.Id, (await clinic.Users.GetAsync(colleague, patient.Id)).Id);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Users.GetAsync(own, patient.Id));
    }

    [Fact]
    public async Task Of_two_who_take_it_over_at_once_one_gets_it()
    {
        var (_, patient) = await PatientAsync(closed: true);
        var (one, other) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());

        var outcomes = await Task.WhenAll(new[] { one, other }.Select(caller => Record.ExceptionAsync(() => PutAsync(caller, patient.Id, new RecordEdit(true)))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.IsType<NotFoundException>(Assert.Single(outcomes, outcome => outcome is not null));
    }

    [Fact]
    public async Task An_admin_reassigns_to_an_active_thanatologist()
    {
        var (_, patient) = await PatientAsync();
        var next = await clinic.ThanatologistAsync();

        Assert.Equal(next.UserId, (await PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, next.UserId!.ToUpperInvariant()))).ThanatologistId);
        await Assert.ThrowsAsync<InvalidInputException>(() => PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, A.Id())));
    }

    [Fact]
    public async Task A_refused_change_of_the_record_writes_nothing()
    {
        var (own, patient) = await PatientAsync();
        var (_, closed) = await PatientAsync(closed: true);
        var colleague = await clinic.ThanatologistAsync();
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(colleague, patient.Id, new RecordEdit(true)));
        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(colleague, patient.Id, new RecordEdit(false)));
        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(colleague, closed.Id, new RecordEdit(false)));
        await Assert.ThrowsAsync<ForbiddenException>(() => PutAsync(own, patient.Id, new RecordEdit(true, colleague.UserId)));
        await Assert.ThrowsAsync<ForbiddenException>(() => PutAsync(colleague, closed.Id, new RecordEdit(true, own.UserId)));
        await Assert.ThrowsAsync<ConflictException>(() => PutAsync(clinic.Admin, closed.Id, new RecordEdit(false, null, "otro")));
        await Assert.ThrowsAsync<StaleVersionException>(() => PutAsync(own, patient.Id, new RecordEdit(false), "\"7\""));
        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(clinic.Admin, own.UserId!, new RecordEdit(true)));
        await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(clinic.Admin, A.Id(), new RecordEdit(true)));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task An_absent_text_stays_an_empty_one_clears_it()
    {
        var (own, patient) = await PatientAsync();

        Assert.Equal("texto", (await PutAsync(own, patient.Id, new RecordEdit(true, null, "texto"))).Ekr);
        Assert.Equal("texto", (await PutAsync(own, patient.Id, new RecordEdit(true))).Ekr);
        Assert.Null((await PutAsync(own, patient.Id, new RecordEdit(true, null, ""))).Ekr);
    }

    [Fact]
    public async Task Nothing_new_keeps_the_version()
    {
        var (own, patient) = await PatientAsync(closed: true);

        Assert.Equal(1, (await PutAsync(own, patient.Id, new RecordEdit(false, own.UserId))).Version);
    }

    [Fact]
    public async Task Support_and_the_patient_see_the_record_without_its_text()
    {
        var (own, patient) = await PatientAsync();
        await PutAsync(own, patient.Id, new RecordEdit(true, null, "texto"));

        Assert.Null((await clinic.Records.GetAsync(A.Caller(Role.AdminSupport), patient.Id)).Ekr);
        Assert.Null((await clinic.Records.GetAsync(A.Caller(Role.Patient, patient.Id), patient.Id)).Ekr);
        Assert.Equal("texto", (await clinic.Records.GetAsync(own, patient.Id)).Ekr);
    }

    [Fact]
    public async Task Staff_have_no_record()
    {
        var own = await clinic.ThanatologistAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Records.GetAsync(clinic.Admin, own.UserId!));
    }

    private async Task<(Caller Own, User Patient)> PatientAsync(bool closed = false)
    {
        var own = await clinic.ThanatologistAsync();
        var patient = A.Patient().Of(own.UserId!);
        return (own, await clinic.StoreAsync((closed ? patient.Closed() : patient).Build()));
    }

    private Task<RecordView> PutAsync(Caller caller, string id, RecordEdit edit, string? ifMatch = null) =>
        clinic.Records.PutAsync(caller, id, edit, EntityTag.ReadIfMatch(ifMatch));
}
