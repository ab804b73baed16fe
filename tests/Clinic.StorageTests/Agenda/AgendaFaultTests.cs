using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

/// <summary>Whatever fails in between, the repeated request leaves what one request leaves. For series and sessions their own tests say so.</summary>
public sealed class AgendaFaultTests : AgendaTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_booking_that_dies_anywhere_is_booked_once(bool isLastDone) => AtEveryRequestAsync(isLastDone, async (attempt, dying) =>
    {
        var appointment = new NewAppointment(patient.Id, Start: At(23, 9).AddDays(7 * attempt));

        await Record.ExceptionAsync(() => dying.BookOrReplayAsync(own, appointment, $"key {attempt}"));

        var id = await clinic.BookOrReplayAsync(own, appointment, $"key {attempt}");
        Assert.Equal(id, await clinic.BookOrReplayAsync(own, appointment, $"key {attempt}"));
        Assert.Equal(attempt, (await clinic.BusyAsync(patient.Id)).Count());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_move_that_dies_anywhere_is_made_and_counted_once(bool isLastDone) => AtEveryRequestAsync(isLastDone, async (attempt, dying) =>
    {
        var booked = await clinic.BookAsync(own, patient.Id, At(23, 9).AddDays(7 * attempt));
        var colleague = await clinic.ThanatologistAsync();
        Task<AppointmentView> MoveAsync(AgendaClinic by) =>
            by.ChangeAsync(clinic.FrontDesk, booked.Id, edit => edit with { ThanatologistId = colleague.UserId, Start = booked.Start.AddDays(1) });

        await Record.ExceptionAsync(() => MoveAsync(dying));

        var moved = await MoveAsync(clinic);
        Assert.Equal((2, booked.Start.AddDays(1)), (moved.Version, moved.Start));
        Assert.Empty(await clinic.BusyAsync(own.UserId!));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_cancellation_that_dies_anywhere_is_made_and_counted_once(bool isLastDone) => AtEveryRequestAsync(isLastDone, async (attempt, dying) =>
    {
        var booked = await clinic.BookAsync(own, patient.Id, At(23, 9).AddDays(7 * attempt));

        await Record.ExceptionAsync(() => dying.CancelAsync(own, booked.Id));

        Assert.Equal(2, (await clinic.CancelAsync(own, booked.Id)).Version);
        Assert.Empty(await clinic.BusyAsync(patient.Id));
    });

    /// <summary>The same request again, or in every second attempt one to another time: both are by the difference to where they all stood before.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_move_of_the_following_that_dies_anywhere_moves_nothing_twice(bool isLastDone) => AtEveryRequestAsync(isLastDone, async (attempt, dying) =>
    {
        (own, patient) = await clinic.PairAsync();
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 3));
        Task<SeriesView> MoveAsync(AgendaClinic by, int hours) => by.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 9 + hours) });

        await Record.ExceptionAsync(() => MoveAsync(dying, hours: 1));

        var isFirst = (await clinic.Services.Appointments.GetAsync(own, series.Items[0].Id)).Version == 1;
        var hours = isFirst && attempt % 2 == 0 ? 2 : 1;
        var moved = await MoveAsync(clinic, hours);
        Assert.Empty(moved.Conflicts);
        Assert.Equal([At(23, 9 + hours), At(30, 9 + hours), At(30, 9 + hours).AddDays(7)], moved.Items.Select(one => one.Start));
    });

    [Fact]
    public async Task While_DynamoDB_is_away_nothing_is_booked_twice_or_lost()
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var absent = new AbsentDynamo(client, after: 60, failures: 200);
        var behind = clinic.With(clinic.Services.Restarted(absent.Client));
        var patients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => clinic.PatientAsync(own)));

        // Two want each hour, and each repeats its request until there is a response.
        var booked = await Task.WhenAll(patients.Select((one, i) => UntilAnsweredAsync(behind, new NewAppointment(one.Id, Start: At(23, 9 + (i / 2))), $"key {i}")));

        Assert.True(absent.HasReturned);
        Assert.All(booked.Chunk(2), pair => Assert.Single(pair, isBooked => isBooked));
        Assert.Equal(8, (await clinic.BusyAsync(own.UserId!)).Count());
        await clinic.AssertConsistentAsync(tables);
    }

    /// <summary>Runs an attempt with a process that dies at its first request, then at the second, and so on until it lives.</summary>
    private async Task AtEveryRequestAsync(bool isLastDone, Func<int, AgendaClinic, Task> attemptAsync)
    {
        for (var last = 1; ; last++)
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            await attemptAsync(last, clinic.With(clinic.Services.Restarted(dying.Client)));
            if (!dying.HasDied)
                break;
            Assert.InRange(last, 1, 60);
        }
        await clinic.AssertConsistentAsync(tables);
    }

    private async Task<bool> UntilAnsweredAsync(AgendaClinic by, NewAppointment appointment, string key)
    {
        while (true)
        {
            switch (await Record.ExceptionAsync(() => by.BookOrReplayAsync(own, appointment, key)))
            {
                case null:
                    return true;
                case ConflictException { Code.Name: "time-taken" }:
                    return false;
                default:
                    await Task.Delay(5);
                    break;
            }
        }
    }
}
