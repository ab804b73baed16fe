using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Users;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

/// <summary>Whatever happens at once, nobody is in two places.</summary>
public sealed class RaceTests : AgendaTests
{
    [Fact]
    public async Task Of_a_hundred_bookings_of_one_hour_exactly_one_gets_it()
    {
        var thanatologist = await clinic.ThanatologistAsync();
        var patients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => clinic.PatientAsync(thanatologist)));

        var outcomes = await Task.WhenAll(patients.Select((patient, i) => Record.ExceptionAsync(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 9, i % 60)))));

        Assert.Equal(99, outcomes.OfType<ConflictException>().Count(refusal => refusal.Code == ProblemCode.TimeTaken));
        Assert.Single(outcomes, outcome => outcome is null);
        await clinic.AssertConsistentAsync(tables);
    }

    [Fact]
    public async Task Two_thanatologists_do_not_get_one_patient_at_once()
    {
        var (own, patient) = await clinic.PairAsync();
        var colleague = await clinic.ThanatologistAsync();

        for (var hour = 9; hour < 15; hour++)
        {
            var outcomes = await Task.WhenAll(((string[])[own.UserId!, colleague.UserId!]).Select(id =>
                Record.ExceptionAsync(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, hour), one => one with { ThanatologistId = id }))));
            Assert.Single(outcomes, outcome => outcome is null);
        }
        await clinic.AssertConsistentAsync(tables);
    }

    [Fact]
    public async Task Moves_and_bookings_and_cancellations_at_once_leave_every_time_with_one()
    {
        var thanatologist = await clinic.ThanatologistAsync();
        var patients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.PatientAsync(thanatologist)));
        var booked = new List<AppointmentView>();
        for (var i = 0; i < 4; i++)
            booked.Add(await clinic.BookAsync(clinic.FrontDesk, patients[i].Id, At(23, 9 + i)));

        // All want 15 o'clock, and one of them gives its time up meanwhile.
        var moves = booked.Take(3).Select(one => Record.ExceptionAsync(() => clinic.ChangeAsync(clinic.FrontDesk, one.Id, edit => edit with { Start = At(23, 15) })));
        var bookings = patients.Skip(4).Select(patient => Record.ExceptionAsync(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 15))));
        var outcomes = await Task.WhenAll([.. moves, .. bookings, Record.ExceptionAsync(() => clinic.CancelAsync(clinic.FrontDesk, booked[3].Id))]);

        Assert.Equal(2, outcomes.Count(outcome => outcome is null)); // one of the seven, and the cancellation
        await clinic.AssertConsistentAsync(tables);
        Assert.Single(await clinic.BusyAsync(thanatologist.UserId!), At(23, 15));
    }

    [Fact]
    public async Task A_booking_against_a_longer_buffer_or_a_deactivation_or_a_closed_record_is_before_or_after_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var (thanatologist, patient) = await clinic.PairAsync();
            var other = await clinic.PatientAsync(thanatologist);
            await clinic.BookAsync(clinic.FrontDesk, other.Id, At(23, 9));

            var booking = Record.ExceptionAsync(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 10)));
            var closing = clinic.Services.Records.PutAsync(thanatologist, patient.Id, new RecordEdit(false), VersionCondition.Any);
            var refused = await booking;
            var left = (await closing).FutureAppointments;

            Assert.Equal(refused is null, left is not null);
            Assert.True(refused is null or ConflictException { Code.Name: "record-closed" });
            if (refused is null)
                Assert.Equal((At(23, 10), patient.Id, thanatologist.UserId), left![0] is var one ? (one.Start, one.PatientId, one.ThanatologistId) : default);

            var deactivating = clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, thanatologist.UserId!, VersionCondition.Any);
            refused = await Record.ExceptionAsync(() => clinic.BookAsync(clinic.FrontDesk, other.Id, At(23, 14)));
            var leftBehind = (await deactivating)!.FutureAppointments.Select(appointment => appointment.Start).ToList();
            Assert.Equal(refused is null, leftBehind.Contains(At(23, 14)));
            Assert.Contains(At(23, 9), leftBehind);
        }
        await clinic.AssertConsistentAsync(tables);
    }
}
