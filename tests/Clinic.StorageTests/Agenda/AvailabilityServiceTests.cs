using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Agenda;

/// <summary>The clinic's clock says Sunday, 12:00, in Mexico City.</summary>
public sealed class AvailabilityServiceTests(TableSet tables) : IClassFixture<TableSet>
{
    private static readonly DateOnly Monday = A.Day.AddDays(1);
    private static readonly AvailabilityEdit Mondays = new(Rules: [new AvailabilityRule(1, "09:00", "11:00", Place: "Consultorio 2")]);

    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task Of_whom_nothing_has_been_written_there_are_no_hours()
    {
        var own = await clinic.ThanatologistAsync();

        Assert.Equivalent(new AvailabilityView(60, 30, 0, 0, 90, [], [], "America/Mexico_City", 0), await GetAsync(own, own.UserId!), strict: true);
        Assert.Empty(await FreeAsync(own, own.UserId!));
    }

    [Fact]
    public async Task What_is_written_is_read_and_replaces_what_there_was()
    {
        var own = await clinic.ThanatologistAsync();
        var edit = new AvailabilityEdit(
            50, 20, 10, 2, 30,
            [new AvailabilityRule(1, "09:00", "14:00", [AppointmentMode.Video, AppointmentMode.InPerson], " Consultorio 2 ", Monday, Monday)],
            [new ExceptionalDays(Monday, true, Note: " Puente "), new ExceptionalDays(Monday, false, "16:00", "24:00", null, "Sala")]);

        var written = await PutAsync(own, own.UserId!, edit);
        var again = await PutAsync(own, own.UserId!, Mondays);

        Assert.Equivalent(
            new AvailabilityView(
                50, 20, 10, 2, 30,
                [new AvailabilityRule(1, "09:00", "14:00", [AppointmentMode.InPerson, AppointmentMode.Video], "Consultorio 2", Monday, Monday)],
                [new ExceptionalDays(Monday, true, Note: "Puente"), new ExceptionalDays(Monday, null, "16:00", "24:00", null, "Sala")],
                "America/Mexico_City",
                1),
            written,
            strict: true);
        Assert.Equivalent(new AvailabilityView(60, 30, 0, 0, 90, Mondays.Rules!, [], "America/Mexico_City", 2), again, strict: true);
        Assert.Equivalent(again, await GetAsync(own, own.UserId!), strict: true);
    }

    [Fact]
    public async Task The_history_names_what_was_changed_and_what_changes_nothing_writes_nothing()
    {
        var own = await clinic.ThanatologistAsync();
        await PutAsync(own, own.UserId!, Mondays);
        await PutAsync(clinic.Admin, own.UserId!, Mondays with { Buffer = 10, Step = 30 });
        var before = await tables.ContentsAsync();

        Assert.Equal(2, (await PutAsync(own, own.UserId!, Mondays with { Buffer = 10, Exceptions = [] })).Version);

        Assert.Equal(before, await tables.ContentsAsync());
        var history = (await clinic.Audit.ListAsync(own.UserId!, new Page(10, null))).Items.Where(entry => entry.Action == AuditAction.AvailabilityChanged);
        Assert.Equal(["buffer", "rules"], history.Select(entry => string.Join(' ', entry.Fields)).Order());
    }

    [Fact]
    public async Task Only_the_version_that_was_seen_is_replaced()
    {
        var own = await clinic.ThanatologistAsync();

        Assert.Equal(1, (await PutAsync(own, own.UserId!, Mondays, "\"0-digest\"")).Version);
        await Assert.ThrowsAsync<StaleVersionException>(() => PutAsync(own, own.UserId!, new AvailabilityEdit(), "\"0-digest\""));
        Assert.Equal(2, (await PutAsync(own, own.UserId!, new AvailabilityEdit(), "\"1-digest\"")).Version);
    }

    [Fact]
    public async Task The_zone_and_the_version_may_be_repeated_and_not_changed()
    {
        var own = await clinic.ThanatologistAsync();

        Assert.Equal(1, (await PutAsync(own, own.UserId!, Mondays with { TimeZone = "America/Mexico_City", Version = 0 })).Version);
        foreach (var (edit, field) in ((AvailabilityEdit, string)[])[(Mondays with { TimeZone = "Europe/Madrid" }, "timeZone"), (Mondays with { Version = 0 }, "version")])
            Assert.Equal(field, (await Assert.ThrowsAsync<InvalidInputException>(() => PutAsync(own, own.UserId!, edit))).Errors.Single().Key);
    }

    [Fact]
    public async Task Thanatologists_write_their_own_and_the_front_desk_admins_and_services_anybodys()
    {
        var (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync("Ñuño"));
        var support = A.Caller(Role.AdminSupport, (await clinic.StoreAsync(A.Staff(Role.AdminSupport).WithEmail($"{A.Id()}@example.org").Build())).Id);
        Caller[] writers = [own, support, clinic.Admin, A.Service(Scope.AppointmentsWrite)];

        foreach (var (writer, i) in writers.Select((writer, i) => (writer, i)))
            Assert.Equal(i + 1, (await PutAsync(writer, own.UserId!, Mondays with { Buffer = i })).Version);

        Assert.Equal(ProblemCode.ColleaguesAgenda, (await Assert.ThrowsAsync<ForbiddenException>(() => PutAsync(colleague, own.UserId!, Mondays))).Code);
        await Assert.ThrowsAsync<NotFoundException>(async () => await PutAsync(Booking(await PatientAsync(own)), own.UserId!, Mondays));
    }

    [Fact]
    public async Task Who_is_no_longer_active_writes_nothing()
    {
        var own = await clinic.ThanatologistAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, own.UserId!, VersionCondition.Any);

        Assert.Equal(ProblemCode.InactiveAccount, (await Assert.ThrowsAsync<ForbiddenException>(() => PutAsync(own, own.UserId!, Mondays))).Code);
        Assert.Equal(0, (await GetAsync(clinic.Admin, own.UserId!)).Version);
    }

    [Fact]
    public async Task Colleagues_see_the_hours_and_not_why_a_day_is_closed_and_patients_see_neither()
    {
        var (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        await PutAsync(own, own.UserId!, Mondays with { Exceptions = [new ExceptionalDays(Monday, true, Note: "Quimioterapia")] });

        Assert.Equal(new ExceptionalDays(Monday, true), Assert.Single((await GetAsync(colleague, own.UserId!)).Exceptions));
        foreach (var reader in (Caller[])[own, clinic.Admin, A.Caller(Role.AdminSupport), A.Service(Scope.AppointmentsRead)])
            Assert.Equal("Quimioterapia", Assert.Single((await GetAsync(reader, own.UserId!)).Exceptions).Note);
        await Assert.ThrowsAsync<NotFoundException>(async () => await GetAsync(Booking(await PatientAsync(own)), own.UserId!));
    }

    [Fact]
    public async Task Only_thanatologists_have_an_agenda_of_their_own()
    {
        var own = await clinic.ThanatologistAsync();
        string[] others = [A.Id(), A.AdminId, (await PatientAsync(own)).Id];

        foreach (var id in others)
        {
            await Assert.ThrowsAsync<NotFoundException>(() => GetAsync(clinic.Admin, id));
            await Assert.ThrowsAsync<NotFoundException>(() => PutAsync(clinic.Admin, id, Mondays));
            await Assert.ThrowsAsync<NotFoundException>(() => FreeAsync(clinic.Admin, id));
        }
    }

    [Fact]
    public async Task Of_many_who_write_at_once_each_writes_a_version_of_their_own()
    {
        var own = await clinic.ThanatologistAsync();

        var written = await Task.WhenAll(Enumerable.Range(1, 8).Select(buffer => PutAsync(own, own.UserId!, Mondays with { Buffer = buffer })));

        Assert.Equal(Enumerable.Range(1, 8), written.Select(view => view.Version).Order());
        Assert.Equal(written.MaxBy(view => view.Version)!.Buffer, (await GetAsync(own, own.UserId!)).Buffer);
    }

    /// <summary>A booking on the condition of the version that it has seen cannot come after.</summary>
    [Fact]
    public async Task A_change_of_the_hours_keeps_the_busy_times_and_raises_the_version_of_the_agenda()
    {
        var own = await clinic.ThanatologistAsync();
        var busy = await BusyAsync(own.UserId!, "2026-11-23T15:00:00Z", 60);
        var before = await clinic.Agendas.FindAsync(own.UserId!);

        await PutAsync(own, own.UserId!, Mondays);

        var after = await clinic.Agendas.FindAsync(own.UserId!);
        Assert.Equal([busy], after.Busy);
        Assert.Equal(before.Version + 1, after.Version);
        await Assert.ThrowsAsync<ContentionException>(() => WriteAsync(before with { Busy = [] }));
    }

    [Fact]
    public async Task Free_are_the_hours_without_what_is_booked()
    {
        var own = await clinic.ThanatologistAsync();
        await PutAsync(own, own.UserId!, Mondays);
        await BusyAsync(own.UserId!, "2026-11-23T16:00:00Z", 60);

        Assert.Equal(["2026-11-23T15:00:00.000Z Consultorio 2"], (await FreeAsync(own, own.UserId!)).Select(time => $"{ItemValues.Write(time.Start)} {time.Place}"));
    }

    [Fact]
    public async Task Nobody_is_free_who_is_not_active()
    {
        var own = await clinic.ThanatologistAsync();
        await PutAsync(own, own.UserId!, Mondays);
        await clinic.Users.DeactivateAsync(clinic.Admin, own.UserId!, VersionCondition.Any);

        Assert.Empty(await FreeAsync(clinic.Admin, own.UserId!));
        Assert.DoesNotContain(await AllAsync(clinic.Admin), time => time.ThanatologistId == own.UserId);
    }

    [Fact]
    public async Task A_patient_who_may_book_sees_the_free_times_of_their_own_thanatologist_alone()
    {
        var (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        await PutAsync(own, own.UserId!, Mondays);
        await PutAsync(colleague, colleague.UserId!, Mondays);
        var patient = await PatientAsync(own);

        Assert.Equal(3, (await FreeAsync(Booking(patient), own.UserId!)).Count);
        Assert.Equal([own.UserId], (await AllAsync(Booking(patient))).Select(time => time.ThanatologistId).Distinct());
        await Assert.ThrowsAsync<NotFoundException>(() => FreeAsync(Booking(patient), colleague.UserId!));

        var reading = A.Caller(Role.Patient, patient.Id);
        Assert.Empty(await AllAsync(reading));
        await Assert.ThrowsAsync<NotFoundException>(() => FreeAsync(reading, own.UserId!));
    }

    [Fact]
    public async Task Pages_are_the_whole_list_in_order()
    {
        var (one, other) = (await clinic.ThanatologistAsync("Ávila"), await clinic.ThanatologistAsync("Zúñiga"));
        await PutAsync(one, one.UserId!, Mondays);
        await PutAsync(other, other.UserId!, Mondays with { Minutes = 45, Rules = [new AvailabilityRule(1, "09:30", "11:00")] });
        var mine = new HashSet<string> { one.UserId!, other.UserId! };

        var whole = (await AllAsync(clinic.Admin)).Where(time => mine.Contains(time.ThanatologistId!)).ToList();

        string[] expected = [Text("15:00", one), Text("15:30", one), Text("15:30", other), Text("16:00", one), Text("16:00", other)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), whole.Select(Text));
        Assert.Equal("Itzel Zúñiga", whole.First(time => time.ThanatologistId == other.UserId).ThanatologistName);
        foreach (var limit in (int[])[1, 3])
        {
            var pages = await PagesAsync(page => clinic.Availability.FreeOfAllAsync(clinic.Admin, Query, page), limit);
            Assert.Equal(whole.Select(Text), pages.Where(time => mine.Contains(time.ThanatologistId!)).Select(Text));
        }
        Assert.Equal(3, (await PagesAsync(page => clinic.Availability.FreeAsync(one, one.UserId!, Query, page), 2)).DistinctBy(time => time.Start).Count());
    }

    [Fact]
    public async Task All_agendas_are_read_at_once()
    {
        for (var i = 0; i < 3; i++)
            await clinic.ThanatologistAsync();
        var requests = 0;
        using var client = (Amazon.DynamoDBv2.AmazonDynamoDBClient)await SharedDynamoDb.ClientAsync();
        client.BeforeRequestEvent += (_, _) => Interlocked.Increment(ref requests);
        var users = new DynamoUsers(client, tables.Users);
        var agendas = new DynamoAgendaStore(client, tables.Agenda, users, clinic.Audit, clinic.Time);

        await new AvailabilityService(users, agendas, TimeZoneInfo.Utc, clinic.Contention, clinic.Time).FreeOfAllAsync(clinic.Admin, Query, new Page(100, null));

        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task More_agendas_than_one_request_takes_are_read_in_their_order()
    {
        List<string> ids = [.. Enumerable.Range(0, 101).Select(_ => A.Id())];
        await BusyAsync(ids[3], "2026-11-23T15:00:00Z", 45);
        await BusyAsync(ids[100], "2026-11-23T15:00:00Z", 50);

        var found = await clinic.Agendas.FindAsync(ids);

        Assert.Equal(ids, found.Select(agenda => agenda.OwnerId));
        Assert.Equal([(3, 45), (100, 50)], found.SelectMany((agenda, i) => agenda.Busy.Select(busy => (i, busy.Minutes))));
    }

    private static string Text(string clock, Caller thanatologist) => $"2026-11-23T{clock}:00.000Z {thanatologist.UserId}";

    private static string Text(FreeTime time) => $"{ItemValues.Write(time.Start)} {time.ThanatologistId}";

    private static FreeQuery Query { get; } = new(Monday, Monday, null, null);

    private Task<AvailabilityView> GetAsync(Caller caller, string id) => clinic.Availability.GetAsync(caller, id);

    private Task<AvailabilityView> PutAsync(Caller caller, string id, AvailabilityEdit edit, string? ifMatch = null) =>
        clinic.Availability.PutAsync(caller, id, edit, EntityTag.ReadIfMatch(ifMatch));

    private async Task<IReadOnlyList<FreeTime>> FreeAsync(Caller caller, string id) => (await clinic.Availability.FreeAsync(caller, id, Query, new Page(100, null))).Items;

    private async Task<IReadOnlyList<FreeTime>> AllAsync(Caller caller) => await PagesAsync(page => clinic.Availability.FreeOfAllAsync(caller, Query, page), 100);

    private static async Task<IReadOnlyList<FreeTime>> PagesAsync(Func<Page, Task<Slice<FreeTime>>> read, int limit)
    {
        var all = new List<FreeTime>();
        string? after = null;
        do
        {
            var slice = await read(new Page(limit, after));
            all.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);
        return all;
    }

    private async Task<BusyTime> BusyAsync(string id, string start, int minutes)
    {
        var busy = new BusyTime(A.Id(), DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture), minutes);
        var agenda = await clinic.Agendas.FindAsync(id);
        await WriteAsync(agenda with { Busy = [.. agenda.Busy, busy] });
        return busy;
    }

    private async Task WriteAsync(PersonAgenda agenda)
    {
        var transaction = new Transaction(tables.Dynamo);
        clinic.Agendas.AddChange(transaction, agenda, clinic.Time.GetUtcNow());
        await transaction.CommitAsync();
    }

    private Task<User> PatientAsync(Caller thanatologist) => clinic.StoreAsync(A.Patient().Of(thanatologist.UserId!).Build());

    /// <summary>A patient of a clinic where patients book for themselves.</summary>
    private static Caller Booking(User patient)
    {
        var caller = A.Caller(Role.Patient, patient.Id);
        return caller with { Scopes = new HashSet<string>([.. caller.Scopes, Scope.AppointmentsWrite]) };
    }
}
