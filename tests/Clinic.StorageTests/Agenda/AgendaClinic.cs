using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Agenda;

/// <summary>A clinic whose thanatologists have hours from Monday to Friday, 9 to 17 on the clock of Mexico City. The tests' today is a Sunday.</summary>
internal sealed class AgendaClinic(ClinicServices services)
{
    public ClinicServices Services => services;

    public Caller FrontDesk { get; private set; } = null!;

    public static async Task<AgendaClinic> OpenAsync(TableSet tables)
    {
        var services = new ClinicServices(tables);
        var support = await services.StoreAsync(A.Staff(Role.AdminSupport).WithEmail($"{A.Id()}@example.org").Build());
        return new AgendaClinic(services) { FrontDesk = A.Caller(Role.AdminSupport, support.Id) };
    }

    /// <summary>The same tables for another process.</summary>
    public AgendaClinic With(ClinicServices others) => new(others) { FrontDesk = FrontDesk };

    /// <summary>An hour of a day of November 2026, on the clinic's clock.</summary>
    public static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 11, day, hour + 6, minute, 0, TimeSpan.Zero);

    public async Task<Caller> ThanatologistAsync(int buffer = 0)
    {
        var thanatologist = await services.ThanatologistAsync();
        await PutHoursAsync(thanatologist, buffer);
        return thanatologist;
    }

    public Task<AvailabilityView> PutHoursAsync(Caller thanatologist, int buffer) => services.Availability.PutAsync(
        Again(thanatologist), thanatologist.UserId!,
        new AvailabilityEdit(Buffer: buffer, Rules: [.. Enumerable.Range(1, 5).Select(weekday => new AvailabilityRule(weekday, "09:00", "17:00", Place: "Consultorio 3"))]),
        VersionCondition.Any);

    public async Task<User> PatientAsync(Caller thanatologist) => await services.StoreAsync(A.Patient().Of(thanatologist.UserId!).Build());

    public async Task<(Caller Thanatologist, User Patient)> PairAsync(int buffer = 0)
    {
        var thanatologist = await ThanatologistAsync(buffer);
        return (thanatologist, await PatientAsync(thanatologist));
    }

    public async Task<AppointmentView> BookAsync(Caller caller, string patientId, DateTimeOffset start, Func<NewAppointment, NewAppointment>? change = null) =>
        (await services.Appointments.BookAsync(Again(caller), With(patientId, start, change), A.NoKey<BookedView>())).Appointment!;

    public async Task<SeriesView> BookSeriesAsync(Caller caller, string patientId, DateTimeOffset start, Repeat repeat, ResponseToStore<BookedView>? response = null) =>
        (await services.Appointments.BookAsync(Again(caller), new NewAppointment(patientId, Start: start, Repeat: repeat), response ?? A.NoKey<BookedView>())).Series!;

    public async Task<AppointmentView> ChangeAsync(Caller caller, string id, Func<AppointmentEdit, AppointmentEdit> edit) =>
        (await services.AppointmentChanges.ChangeAsync(Again(caller), id, VersionCondition.Any, false, edit)).Appointment!;

    public async Task<SeriesView> ChangeFollowingAsync(Caller caller, string id, Func<AppointmentEdit, AppointmentEdit> edit) =>
        (await services.AppointmentChanges.ChangeAsync(Again(caller), id, VersionCondition.Any, true, edit)).Series!;

    public Task<AppointmentView> CancelAsync(Caller caller, string id) =>
        ChangeAsync(caller, id, edit => edit with { Status = AppointmentStatus.Cancelled, Reason = "Se enfermó" });

    /// <summary>The starts that somebody's agenda has.</summary>
    public async Task<IEnumerable<DateTimeOffset>> BusyAsync(string ownerId) => (await services.Agendas.FindAsync(ownerId)).Busy.Select(busy => busy.Start);

    public static ResponseToStore<BookedView> Key(string key, string fingerprint = "fingerprint") =>
        new(new IdempotencyClaim(key, fingerprint), view => new Response(201, view.Series?.SeriesId ?? view.Appointment!.Id));

    /// <summary>A request with a key as the host takes it: its stored response is repeated. Responses are ids.</summary>
    public async Task<string> BookOrReplayAsync(Caller caller, NewAppointment appointment, string key)
    {
        var response = Key(key);
        try
        {
            return await StoredAsync() ?? (await services.Appointments.BookAsync(Again(caller), appointment, response) is { Series: { } series } ? series.SeriesId : (await StoredAsync())!);
        }
        catch (ClinicException) when (StoredAsync().GetAwaiter().GetResult() is not null)
        {
            return (await StoredAsync())!;
        }

        async Task<string?> StoredAsync() => (await services.Answers.FindAsync(response.Claim!))?.Response.Body;
    }

    /// <summary>The agendas say what the appointments say, the rollups what a new computation says, no two appointments of a person overlap, and nothing is unfinished.</summary>
    public async Task AssertConsistentAsync(TableSet tables)
    {
        var items = await tables.ItemsAsync(tables.Appointments);
        Assert.DoesNotContain(items, item => item.ContainsKey("pending"));
        var all = items.Where(AppointmentItems.IsAppointment).Select(AppointmentItems.Read).Where(appointment => appointment.Status is not AppointmentStatus.Cancelled);
        foreach (var owner in all.SelectMany(one => new[] { (Id: one.PatientId, One: one), (Id: one.ThanatologistId, One: one) }).GroupBy(one => one.Id, one => one.One))
        {
            var times = owner.OrderBy(one => one.Start).ToList();
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
            Assert.Equal(times.Select(one => one.Start), (await BusyAsync(owner.Key)).Order());
        }
        Assert.Equal(0, (await services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    /// <summary>The caller in another request.</summary>
    public static Caller Again(Caller caller) => caller with { RequestId = A.Nobody().RequestId };

    private static NewAppointment With(string patientId, DateTimeOffset start, Func<NewAppointment, NewAppointment>? change)
    {
        var appointment = new NewAppointment(patientId, Start: start);
        return change is null ? appointment : change(appointment);
    }
}

/// <summary>Tests of a clinic with tables of its own, a thanatologist and a patient of theirs.</summary>
public abstract class AgendaTests : IAsyncLifetime
{
    private protected readonly TableSet tables = new();
    private protected AgendaClinic clinic = null!;
    private protected Caller own = null!;
    private protected User patient = null!;

    public virtual async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = await AgendaClinic.OpenAsync(tables);
        (own, patient) = await clinic.PairAsync();
    }

    public Task DisposeAsync() => tables.DisposeAsync();
}
