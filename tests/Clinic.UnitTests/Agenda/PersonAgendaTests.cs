using Clinic.Core.Agenda;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class PersonAgendaTests
{
    private static readonly Availability Whole = new(
        50, 20, 10, 24, 180,
        [
            new AvailabilityRule(1, "09:00", "14:00"),
            new AvailabilityRule(7, "00:00", "24:00", [AppointmentMode.InPerson, AppointmentMode.Video], "Consultorio Ñandú", new DateOnly(2027, 1, 1), new DateOnly(2027, 12, 31)),
        ],
        [new ExceptionalDays(new DateOnly(2026, 12, 24), true, To: "2027-01-03", Note: "Vacaciones"), new ExceptionalDays(new DateOnly(2027, 1, 9), null, "10:00", "13:00", null, "Sala")],
        3);

    [Fact]
    public void An_agenda_is_read_as_it_was_written()
    {
        var agenda = new PersonAgenda(A.Id(), 7, [Busy(60, 50), Busy(24 * 60, 240)], Whole);

        Assert.Equivalent(agenda, AgendaItems.Read(AgendaItems.Write(agenda, A.Moment).Attributes), strict: true);
    }

    [Fact]
    public void A_patients_agenda_is_read_as_it_was_written_and_has_no_hours()
    {
        var agenda = PersonAgenda.Empty(A.Id()) with { Version = 1 };

        var item = AgendaItems.Write(agenda, A.Moment);

        Assert.Equal(["ownerId", "version"], item.Attributes.Keys);
        Assert.Equivalent(agenda, AgendaItems.Read(item.Attributes), strict: true);
    }

    [Fact]
    public void What_is_over_is_no_longer_written()
    {
        var (over, kept, next) = (Busy(-180, 120), Busy(-179, 120), Busy(60, 50));

        var read = AgendaItems.Read(AgendaItems.Write(PersonAgenda.Empty(A.Id()) with { Busy = [next, over, kept] }, A.Moment).Attributes);

        Assert.Equal([kept, next], read.Busy);
    }

    [Fact]
    public void A_busy_time_takes_22_bytes() => Assert.Equal(22 * 1000, BusyTimes.Write([.. Enumerable.Range(0, 1000).Select(i => Busy(i * 60, 60))]).Length);

    [Theory]
    [InlineData(0, 60, false)]
    [InlineData(1, 60, true)]
    [InlineData(150, 60, false)]
    [InlineData(149, 60, true)]
    public void The_buffer_is_kept_free_before_and_after_an_appointment(int after, int minutes, bool conflicts)
    {
        var busy = new BusyTime(A.Id(), A.Moment.AddMinutes(80), 50);
        var agenda = new PersonAgenda(A.Id(), 1, [busy], Availability.None with { Buffer = 20 });

        Assert.Equal(conflicts ? [busy] : [], agenda.Conflicts(A.Moment.AddMinutes(after), minutes));
    }

    [Fact]
    public void A_patient_goes_from_one_appointment_to_the_next()
    {
        var agenda = PersonAgenda.Empty(A.Id()) with { Busy = [Busy(0, 60)] };

        Assert.Empty(agenda.Conflicts(A.Moment.AddMinutes(60), 60));
        Assert.Single(agenda.Conflicts(A.Moment.AddMinutes(59), 60));
    }

    [Fact]
    public void The_audit_names_the_members_that_differ()
    {
        Assert.Empty(AgendaItems.Difference(Whole, Whole with { Rules = [.. Whole.Rules.Select(rule => rule with { Modes = rule.Modes?.ToList() })], Version = 4 }));
        Assert.Equal(["exceptions", "rules"], AgendaItems.Difference(Whole, Whole with { Rules = [.. Whole.Rules.Reverse()], Exceptions = [] }));
        Assert.Equal(["buffer", "exceptions", "horizonDays", "minutes", "noticeHours", "rules", "step"], AgendaItems.Difference(Availability.None, Whole));
    }

    private static BusyTime Busy(int fromNow, int minutes) => new(A.Id(), A.Moment.AddMinutes(fromNow), minutes);
}
