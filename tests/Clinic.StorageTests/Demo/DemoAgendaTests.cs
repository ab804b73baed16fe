using Clinic.Core.Agenda;
using Clinic.Demo;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Demo;

public sealed class DemoAgendaTests(TableSet tables) : IClassFixture<TableSet>
{
    private static readonly DateTimeOffset Now = A.Moment;
    private static readonly AppointmentStatus[] Ahead = [AppointmentStatus.Booked, AppointmentStatus.Confirmed, AppointmentStatus.Cancelled];

    /// <summary>Of some nobody has said yet what became of them.</summary>
    private static readonly AppointmentStatus[] Past = [AppointmentStatus.Booked, AppointmentStatus.Arrived, AppointmentStatus.Done, AppointmentStatus.NoShow, AppointmentStatus.Cancelled];

    private readonly ClinicServices clinic = new(tables);
    private readonly Dictionary<string, string> environment = new()
    {
        ["USERS_TABLE"] = tables.Users,
        ["CREDENTIALS_TABLE"] = tables.Credentials,
        ["SESSIONS_TABLE"] = tables.Sessions,
        ["AGENDA_TABLE"] = tables.Agenda,
        ["APPOINTMENTS_TABLE"] = tables.Appointments,
        ["WAITING_LIST_TABLE"] = tables.WaitingList,
        ["CARE_TABLE"] = tables.Care,
        ["DRAFTS_TABLE"] = tables.Drafts,
        ["MESSAGES_TABLE"] = tables.Messages,
        ["REPORTS_TABLE"] = tables.Reports,
        ["AUDIT_TABLE"] = tables.Audit,
        ["IDEMPOTENCY_TABLE"] = tables.Idempotency,
        ["ROOT_SECRET_ID"] = "root",
        ["CLINIC_TIME_ZONE"] = "America/Mexico_City",
    };

    [Fact]
    public async Task The_agendas_are_as_bookings_would_have_left_them_and_are_added_once()
    {
        var thanatologists = new[] { await StaffAsync(), await StaffAsync(), await StaffAsync() };

        foreach (var (number, thanatologist) in thanatologists.Index())
            Assert.True(await NewAgenda().AddAsync(thanatologist, number));
        foreach (var (number, thanatologist) in thanatologists.Index())
            Assert.False(await NewAgenda().AddAsync(thanatologist, number));

        clinic.Time.SetUtcNow(Now);
        foreach (var thanatologist in thanatologists)
            await CheckAsync(thanatologist);
        Assert.Equal((0, 0), await clinic.Repair.RunAsync(false, _ => { }) is var outcome ? (outcome.DifferenceCount, outcome.Unsettled) : default);
        Assert.Empty(await tables.ItemsAsync(tables.Messages));
    }

    /// <summary>Whose hours are not for every mode on every day finds a first appointment all the same.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task They_are_whole_on_whatever_day_of_the_week_they_are_added(int day)
    {
        var thanatologist = await StaffAsync();

        Assert.True(await NewAgenda(Now.AddDays(day)).AddAsync(thanatologist, 1));

        var query = new AppointmentQuery(null, thanatologist, DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-60), null, null);
        Assert.Equal(DemoAgenda.Appointments, (await clinic.Appointments.ListAsync(clinic.Admin, query, new(100, null))).Items.Count);
    }

    private async Task CheckAsync(string thanatologist)
    {
        var query = new AppointmentQuery(null, thanatologist, DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-60), null, null);
        var found = (await clinic.Appointments.ListAsync(clinic.Admin, query, new(100, null))).Items;
        var held = found.Where(appointment => appointment.Status is not AppointmentStatus.Cancelled).ToList();
        var agenda = await clinic.Agendas.FindAsync(thanatologist);

        Assert.Equal(DemoAgenda.Appointments, found.Count);
        Assert.Equal(4, found.Count(appointment => appointment.SeriesId is not null));
        Assert.All(held.Zip(held.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start, $"{pair}"));
        Assert.Equal(held.Where(appointment => appointment.Start > Now).Select(appointment => appointment.Id), agenda.Busy.Where(busy => busy.Start > Now).OrderBy(busy => busy.Start).Select(busy => busy.AppointmentId));
        Assert.All(found, appointment => Assert.Contains(appointment.Status, appointment.Start > Now ? Ahead : Past));
        Assert.True(agenda.Availability.Version > 0);
    }

    private DemoAgenda NewAgenda() => NewAgenda(Now);

    private DemoAgenda NewAgenda(DateTimeOffset now) => new(new DemoClinic(tables.Dynamo, null!, environment, new SeedClock(now)), now);

    private async Task<string> StaffAsync()
    {
        var thanatologist = (await clinic.ThanatologistAsync()).UserId!;
        foreach (var name in new[] { "Ávila", "Núñez", "Zepeda" })
            await clinic.StoreAsync(A.Patient().Of(thanatologist).With(data => data with { FirstLastName = name }).Build());
        return thanatologist;
    }
}
