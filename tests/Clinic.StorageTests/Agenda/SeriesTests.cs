using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class SeriesTests : AgendaTests
{
    private static readonly Repeat Weekly = new(RepeatEvery.Week, 10);

    [Fact]
    public async Task What_is_free_is_booked_and_what_is_not_is_told()
    {
        var other = await clinic.PatientAsync(own);
        await clinic.BookAsync(own, other.Id, At(30, 9, 30));

        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 4, Except: [new DateOnly(2026, 12, 7)]));

        Assert.Equal([At(23, 9), At(23, 9).AddDays(21)], series.Items.Select(one => one.Start));
        Assert.Equal([new TimeConflict(At(30, 9), Code: ProblemCode.TimeTaken)], series.Conflicts);
        Assert.All(series.Items, one => Assert.Equal((series.SeriesId, "Consultorio 3", "Rosa Gómez"), (one.SeriesId, one.Place, one.PatientName)));
        foreach (var one in series.Items)
            Assert.Equal(one, await clinic.Services.Appointments.GetAsync(own, one.Id));
        Assert.Equal(series.Items.Select(one => one.Start), await clinic.BusyAsync(patient.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Services.Appointments.GetAsync(own, series.SeriesId));
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    /// <summary>These are each in a month, or in a pair of months, of their own.</summary>
    [Theory]
    [InlineData(RepeatEvery.Month, 12)]
    [InlineData(RepeatEvery.TwoWeeks, 9)]
    public async Task A_series_over_many_months_is_written_whole_and_counted(RepeatEvery every, int count)
    {
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(26, 9), new Repeat(every, count, AllOrNone: true));

        Assert.Equal(count, series.Items.Count);
        foreach (var one in series.Items)
            Assert.Equal(one, await clinic.Services.Appointments.GetAsync(own, one.Id));
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    [Fact]
    public async Task A_series_of_excepted_days_alone_names_them()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 2, Except: [new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 30)])));

        Assert.Equal("repeat.except", Assert.Single(refused.Errors).Key);
    }

    [Fact]
    public async Task All_or_none_leaves_nothing_behind_when_one_is_not_free()
    {
        var other = await clinic.PatientAsync(own);
        await clinic.BookAsync(own, other.Id, At(30, 9));
        var before = await tables.ContentsAsync();

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => clinic.BookSeriesAsync(own, patient.Id, At(23, 9), Weekly with { AllOrNone = true }));

        Assert.Equal((ProblemCode.TimeTaken, new TimeConflict(At(30, 9), Code: ProblemCode.TimeTaken)), (refusal.Code, Assert.Single(refusal.Conflicts!)));
        Assert.Equal(before, await tables.ContentsAsync());
        Assert.Equal(10, (await clinic.BookSeriesAsync(own, patient.Id, At(23, 10), Weekly with { AllOrNone = true })).Items.Count);
    }

    [Fact]
    public async Task A_series_of_which_nothing_is_free_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => clinic.BookSeriesAsync(own, patient.Id, At(28, 9), new Repeat(RepeatEvery.TwoWeeks, 2))); // Saturdays

        Assert.Equal(ProblemCode.TimeTaken, refusal.Code);
        Assert.Equal([ProblemCode.OutsideAvailability, ProblemCode.OutsideAvailability], refusal.Conflicts!.Select(conflict => conflict.Code));
    }

    [Fact]
    public async Task Of_two_series_at_once_each_time_has_one()
    {
        var other = await clinic.PatientAsync(own);

        var outcomes = await Task.WhenAll(((string[])[patient.Id, other.Id]).Select(async id =>
        {
            try
            {
                return (await clinic.BookSeriesAsync(clinic.FrontDesk, id, At(23, 9), Weekly)).Items.Count;
            }
            catch (ConflictException)
            {
                return 0;
            }
        }));

        Assert.Equal([0, 10], outcomes.Order());
    }

    [Fact]
    public async Task A_repeated_request_at_once_books_one_series()
    {
        var series = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => BookOrReplayAsync(clinic, "key")));

        Assert.Single(series.Distinct());
        Assert.Equal(10, (await clinic.BusyAsync(patient.Id)).Count());
    }

    [Fact]
    public async Task A_key_of_an_unfinished_series_is_not_good_for_another_request()
    {
        await DieAsync(last: 8, isLastDone: true, "key");

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => clinic.BookSeriesAsync(own, patient.Id, At(24, 9), Weekly, Key("key", "another")));

        Assert.Equal(ProblemCode.IdempotencyKeyReused, refusal.Code);
    }

    /// <summary>The process dies at every single request in turn, before it is sent or before its answer is heard; the same request or the sweep goes on.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_crash_leaves_a_series_that_is_completed(bool isLastDone, bool bySweep)
    {
        for (var last = 1; ; last++)
        {
            var key = $"key {isLastDone} {bySweep} {last}";
            var (thanatologist, another) = await clinic.PairAsync();
            (own, patient) = (thanatologist, another);
            var died = await DieAsync(last, isLastDone, key);

            if (bySweep)
            {
                clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));
                await clinic.Services.Sweep.HandleAsync();
                // Nothing has begun, or all of it is there.
                Assert.Contains(await CountAsync(), (int[])[0, 10]);
            }
            var id = await BookOrReplayAsync(clinic, key);

            Assert.Equal(10, await CountAsync());
            Assert.Equal(10, (await clinic.BusyAsync(patient.Id)).Count());
            Assert.Equal(id, await BookOrReplayAsync(clinic, key));
            if (!died)
                break;
            Assert.InRange(last, 1, 40);
        }
        await clinic.AssertConsistentAsync(tables);
    }

    [Fact]
    public async Task A_repeated_request_and_the_sweep_at_once_complete_one_series()
    {
        await DieAsync(last: 8, isLastDone: true, "key");
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));

        await Task.WhenAll(BookOrReplayAsync(clinic, "key"), clinic.Services.Restarted().Sweep.HandleAsync(), clinic.Services.Restarted().Sweep.HandleAsync());

        Assert.Equal(10, await CountAsync());
        await clinic.AssertConsistentAsync(tables);
    }

    [Fact]
    public async Task A_move_of_the_following_keeps_the_clock_and_leaves_those_before()
    {
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 4));

        var moved = await clinic.ChangeFollowingAsync(own, series.Items[1].Id, edit => edit with { Start = At(30, 9).AddDays(7) });

        Assert.Equal([At(23, 9).AddDays(14), At(23, 9).AddDays(21), At(23, 9).AddDays(28)], moved.Items.Select(one => one.Start));
        Assert.Empty(moved.Conflicts);
        Assert.Equal([At(23, 9), At(23, 9).AddDays(14), At(23, 9).AddDays(21), At(23, 9).AddDays(28)], (await clinic.BusyAsync(patient.Id)).Order());
        var back = await clinic.ChangeFollowingAsync(own, series.Items[1].Id, edit => edit with { Start = At(30, 10) });
        Assert.Equal([At(30, 10), At(30, 10).AddDays(7), At(30, 10).AddDays(14)], back.Items.Select(one => one.Start));
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    [Fact]
    public async Task A_change_of_the_following_may_repeat_the_start_that_there_is()
    {
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 3));

        var changed = await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 9), Note = "Trae a su hermana" });

        Assert.Empty(changed.Conflicts);
        Assert.Equal(series.Items.Select(one => one.Start), changed.Items.Select(one => one.Start));
        Assert.All(changed.Items, one => Assert.Equal("Trae a su hermana", one.Note));
    }

    [Fact]
    public async Task An_appointment_that_was_moved_by_itself_follows_from_where_it_is()
    {
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 2));
        var other = await clinic.PatientAsync(own);
        await clinic.BookAsync(own, other.Id, At(23, 11));
        await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 11) }); // the first one cannot be moved
        await clinic.ChangeAsync(own, series.Items[1].Id, edit => edit with { Start = At(30, 14) });

        var moved = await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 10) });

        Assert.Equal([At(23, 10), At(30, 15)], moved.Items.Select(one => one.Start));
    }

    [Fact]
    public async Task A_change_of_the_following_tells_what_could_not_be_changed()
    {
        var other = await clinic.PatientAsync(own);
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 4));
        await clinic.BookAsync(own, other.Id, At(30, 11));
        await clinic.CancelAsync(own, series.Items[3].Id);

        var moved = await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 11) });

        Assert.Equal([At(23, 11), At(23, 11).AddDays(14)], moved.Items.Select(one => one.Start));
        Assert.Equal([new TimeConflict(At(30, 11), Code: ProblemCode.TimeTaken)], moved.Conflicts);
        var cancelled = await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Status = AppointmentStatus.Cancelled, Reason = "Se muda" });
        Assert.Equal(3, cancelled.Items.Count(one => one.Status is AppointmentStatus.Cancelled));
        Assert.Empty(await clinic.BusyAsync(patient.Id));
        await Assert.ThrowsAsync<ConflictException>(() => clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Note = "x" }));
    }

    private Task<string> BookOrReplayAsync(AgendaClinic by, string key) => by.BookOrReplayAsync(own, new NewAppointment(patient.Id, Start: At(23, 9), Repeat: Weekly), key);

    private async Task<bool> DieAsync(int last, bool isLastDone, string key)
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var dying = new FailingDynamo(client, last, isLastDone);
        var error = await Record.ExceptionAsync(() => BookOrReplayAsync(clinic.With(clinic.Services.Restarted(dying.Client)), key));
        Assert.Equal(dying.HasDied, error is not null);
        return dying.HasDied;
    }

    private async Task<int> CountAsync() =>
        (await clinic.Services.Appointments.ListAsync(own, new AppointmentQuery(patient.Id, null, A.Day, null, null), new Page(100, null))).Items.Count;
}
