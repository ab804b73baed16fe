using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Auditing;

public sealed class AuditTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task The_history_is_newest_first_page_by_page_with_names()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        for (var i = 0; i < 6; i++)
        {
            clinic.Time.Advance(TimeSpan.FromMinutes(1));
            var phone = $"551234567{i}";
            await clinic.Users.ChangeAsync(A.Caller(Role.Thanatologist, own.UserId), patient.Id, VersionCondition.Any, false, edit => edit with { Phone = phone });
        }

        var entries = new List<AuditView>();
        string? after = null;
        do
        {
            var slice = await clinic.Users.ListAuditAsync(clinic.Admin, patient.Id, new Page(3, after));
            entries.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);

        Assert.Equal(7, entries.Count);
        Assert.Equal(entries.OrderByDescending(entry => entry.At), entries);
        Assert.Equal((AuditAction.UserChanged, own.UserId, "Itzel Muñoz", "thanatologist"), (entries[0].Action, entries[0].ById, entries[0].ByName, entries[0].ByRole));
        Assert.Equal(["phone"], entries[0].Fields);
        Assert.Equal(AuditAction.UserCreated, entries[^1].Action);
    }

    [Fact]
    public async Task Nobody_has_a_history_who_does_not_exist() =>
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Users.ListAuditAsync(clinic.Admin, A.Id(), new Page(10, null)));

    [Fact]
    public async Task Clinical_text_that_is_read_is_written_down_once_an_hour_per_reader()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).WithEkr("texto").Build());

        await clinic.Users.GetAsync(A.Caller(Role.Thanatologist, own.UserId), patient.Id);
        await clinic.Users.GetAsync(A.Caller(Role.Thanatologist, own.UserId), patient.Id);
        await clinic.Records.GetAsync(A.Caller(Role.Thanatologist, own.UserId), patient.Id);
        Assert.Equal(1, await ReadsAsync(patient));

        await clinic.Users.GetAsync(clinic.Admin, patient.Id);
        Assert.Equal(2, await ReadsAsync(patient));

        clinic.Time.Advance(TimeSpan.FromHours(1));
        await clinic.Users.GetAsync(A.Caller(Role.Thanatologist, own.UserId), patient.Id);
        Assert.Equal(3, await ReadsAsync(patient));
    }

    [Fact]
    public async Task Whatever_answer_shows_the_clinical_text_is_a_read()
    {
        var (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        async Task<User> PatientAsync() => await clinic.StoreAsync(A.Patient().Of(own.UserId!).WithEkr("texto").Build());
        Task<UserView> ChangeAsync(Caller caller, User patient, string phone) =>
            clinic.Users.ChangeAsync(caller, patient.Id, VersionCondition.Any, false, edit => edit with { Phone = phone });

        var changed = await PatientAsync();
        Assert.Equal("texto", (await ChangeAsync(own, changed, "5512345678")).Record!.Ekr);
        await ChangeAsync(own, changed, "5587654321");
        Assert.Equal([own.UserId!], await ReadersAsync(changed));
        await ChangeAsync(clinic.Admin, changed, "5512345678");
        Assert.Equal(new[] { own.UserId!, clinic.Admin.UserId! }.Order(), await ReadersAsync(changed));

        var taken = await PatientAsync();
        Assert.Equal("texto", (await clinic.Records.PutAsync(own, taken.Id, new RecordEdit(false), VersionCondition.Any)).Ekr);
        Assert.Equal("texto", (await clinic.Records.PutAsync(colleague, taken.Id, new RecordEdit(true), VersionCondition.Any)).Ekr);
        Assert.Equal(new[] { own.UserId!, colleague.UserId! }.Order(), await ReadersAsync(taken));

        var cleared = await PatientAsync();
        Assert.Null((await clinic.Records.PutAsync(own, cleared.Id, new RecordEdit(true, null, ""), VersionCondition.Any)).Ekr);
        await ChangeAsync(A.Service(Scope.UsersWrite), changed, "5587654321");
        Assert.Empty(await ReadersAsync(cleared));
        Assert.Equal(2, await ReadsAsync(changed));
    }

    [Fact]
    public async Task Who_is_shown_no_clinical_text_has_read_none()
    {
        var own = await clinic.ThanatologistAsync();
        var (patient, without) = (await clinic.StoreAsync(A.Patient().Of(own.UserId!).WithEkr("texto").Build()), await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));

        await clinic.Users.GetAsync(A.Caller(Role.AdminSupport), patient.Id);
        await clinic.Users.GetAsync(A.Caller(Role.Patient, patient.Id), patient.Id);
        await clinic.Users.GetAsync(own, without.Id);

        Assert.Equal(0, await ReadsAsync(patient) + await ReadsAsync(without));
    }

    [Fact]
    public async Task Every_session_that_is_read_is_written_down()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
            ids.Add((await clinic.Sessions.AddAsync(A.Caller(Role.Thanatologist, own.UserId), A.NewSession(patient.Id), A.NoKey<SessionView>())).Id);

        foreach (var id in ids.Concat(ids))
            await clinic.Sessions.GetAsync(A.Caller(Role.Thanatologist, own.UserId), id);

        var reads = (await clinic.Audit.ListAsync(patient.Id, new Page(50, null))).Items.Where(entry => entry.Action == AuditAction.SessionRead);
        Assert.Equal(ids.Order(), reads.Select(entry => Assert.Single(entry.Fields)).Order());
    }

    [Fact]
    public async Task The_history_names_fields_and_never_values()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());

        await clinic.Users.ChangeAsync(own, patient.Id, VersionCondition.Any, false, edit => edit with { Religion = "Zoroastrismo" });
        await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(true, null, "Secreto clínico"), VersionCondition.Any);

        var audit = string.Join('\n', (await tables.ItemsAsync(tables.Audit)).Select(ItemText.Of));
        Assert.Contains("religion", audit, StringComparison.Ordinal);
        Assert.Contains("ekr", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("Zoroastrismo", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("Secreto", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_is_written_down_as_one()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        var service = A.Service(Scope.UsersWrite);

        await clinic.Users.ChangeAsync(service, patient.Id, VersionCondition.Any, false, edit => edit with { Phone = "5512345678" });

        var entry = (await clinic.Users.ListAuditAsync(clinic.Admin, patient.Id, new Page(1, null))).Items[0];
        Assert.Equal((service.Subject, null, "service"), (entry.ById, entry.ByName, entry.ByRole));
    }

    private async Task<int> ReadsAsync(User patient) => (await ReadersAsync(patient)).Count();

    private async Task<IEnumerable<string>> ReadersAsync(User patient) =>
        (await clinic.Audit.ListAsync(patient.Id, new Page(50, null))).Items.Where(entry => entry.Action == AuditAction.RecordRead).Select(entry => entry.ById!).Order();
}
