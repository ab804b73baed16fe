using Clinic.Core.Agenda;
using Clinic.MessageDelivery;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Notices;

/// <summary>A series, and what changes of it, is one mail.</summary>
public sealed class SeriesNoticeTests : NoticeClinicTests
{
    [Fact]
    public async Task A_series_is_told_once_with_all_of_its_dates_and_each_is_reminded_of()
    {
        var series = await BookAsync(3);

        var mail = Assert.Single(await clinic.MailsAsync());
        Assert.Equal("Sus citas en la clínica", mail.Subject);
        Assert.Equal(3, Lines(mail).Count());
        Assert.Equal(new AnswerToken(series.Items[0].Id, At(30, 9)), await clinic.AnswerAsync(mail));
        Assert.Equal(
            [("reminder", "2026-11-29T15:00:00.000Z"), ("reminder", "2026-12-06T15:00:00.000Z"), ("reminder", "2026-12-13T15:00:00.000Z")], (await clinic.WaitingAsync()).Order());
    }

    [Fact]
    public async Task A_series_of_which_one_date_was_free_is_told_as_one_appointment()
    {
        await clinic.Agenda.BookAsync(clinic.Own, (await clinic.Agenda.PatientAsync(clinic.Own)).Id, At(30, 9).AddDays(7));

        await BookAsync(2);

        var mail = Assert.Single(await clinic.MailsAsync());
        Assert.Equal("Su cita en la clínica", mail.Subject);
        Assert.Equal(["lunes 30 de noviembre de 2026, 9:00 · Consultorio 3"], Lines(mail));
    }

    [Fact]
    public async Task A_series_that_a_crash_has_left_unfinished_is_told_when_it_is_finished()
    {
        for (var last = 1; !(await tables.ItemsAsync(tables.Appointments)).Any(item => item.ContainsKey("pending")); last++)
            await clinic.DieAsync(last, true, services => clinic.Agenda.With(services).BookSeriesAsync(clinic.Own, clinic.Patient.Id, At(30, 9), new Repeat(RepeatEvery.Week, 4)));
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));

        await clinic.SweepAsync();
        Assert.Empty(await clinic.MailsAsync());
        await clinic.Services.Sweep.HandleAsync();
        await clinic.SweepAsync();

        Assert.Equal(4, Lines(Assert.Single(await clinic.MailsAsync())).Count());
    }

    [Fact]
    public async Task A_move_of_the_following_is_one_mail_with_the_new_times()
    {
        var series = await BookAsync(4);

        await clinic.Agenda.ChangeFollowingAsync(clinic.Own, series.Items[1].Id, edit => edit with { Start = At(30, 11).AddDays(7) });
        await TellAsync(series);

        var mail = (await clinic.MailsAsync()).Skip(1).Single();
        Assert.Equal("Cambios en sus citas", mail.Subject);
        Assert.Equal(["lunes 7 de diciembre de 2026, 11:00 · Consultorio 3", "lunes 14 de diciembre de 2026, 11:00 · Consultorio 3", "lunes 21 de diciembre de 2026, 11:00 · Consultorio 3"], Lines(mail));
        Assert.Equal(new AnswerToken(series.Items[1].Id, At(30, 11).AddDays(7)), await clinic.AnswerAsync(mail));
    }

    [Fact]
    public async Task A_cancellation_of_the_following_is_one_mail_without_a_link()
    {
        var series = await BookAsync(4);

        await CancelFollowingAsync(series.Items[2].Id);
        await TellAsync(series);

        var mail = (await clinic.MailsAsync()).Skip(1).Single();
        Assert.Equal(["lunes 14 de diciembre de 2026, 9:00 · Consultorio 3", "lunes 21 de diciembre de 2026, 9:00 · Consultorio 3"], Lines(mail));
        Assert.DoesNotContain("https://", mail.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await clinic.WaitingAsync()).Count());
    }

    [Fact]
    public async Task A_change_of_the_last_one_alone_is_told_as_that_of_one_appointment()
    {
        var series = await BookAsync(3);

        await clinic.Agenda.ChangeFollowingAsync(clinic.Own, series.Items[2].Id, edit => edit with { Start = At(30, 11).AddDays(14) });
        await TellAsync(series);
        await CancelFollowingAsync(series.Items[2].Id);
        await TellAsync(series);

        Assert.Equal(["Sus citas en la clínica", "Su cita tiene otra hora", "Su cita se canceló"], await clinic.SubjectsAsync());
    }

    [Fact]
    public async Task What_changes_no_time_or_nothing_at_all_is_not_told()
    {
        var series = await BookAsync(3);
        var other = await clinic.Agenda.PatientAsync(clinic.Own);
        foreach (var week in Enumerable.Range(0, 3))
            await clinic.Agenda.BookAsync(clinic.Own, other.Id, At(30, 11).AddDays(7 * week));

        await clinic.Agenda.ChangeFollowingAsync(clinic.Own, series.Items[0].Id, edit => edit with { Note = "Llega en taxi" });
        clinic.Services.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<Core.Errors.ConflictException>(() => clinic.Agenda.ChangeFollowingAsync(clinic.Own, series.Items[0].Id, edit => edit with { Start = At(30, 11) }));
        await TellAsync(series);
        await clinic.Agenda.ChangeFollowingAsync(A.Caller(Core.Security.Role.Patient, clinic.Patient.Id), series.Items[0].Id, edit => edit with { Status = AppointmentStatus.Cancelled, Reason = "Viaja" });
        await TellAsync(series);

        Assert.Single(await clinic.MailsAsync());
    }

    /// <summary>A part may be changed then. That part is told, once.</summary>
    [Fact]
    public async Task A_crash_in_a_change_of_the_following_is_told_too()
    {
        var series = await BookAsync(3);
        for (var last = 1; (await clinic.Agenda.BusyAsync(clinic.Patient.Id)).Count() == 3; last++)
            await clinic.DieAsync(last, true, services => CancelFollowingAsync(series.Items[0].Id, services));

        await TellAsync(series);

        Assert.Equal(["Sus citas en la clínica", "Su cita se canceló"], await clinic.SubjectsAsync());
    }

    [Fact]
    public async Task A_change_before_the_series_is_told_is_told_with_it()
    {
        var series = await clinic.Agenda.BookSeriesAsync(clinic.Own, clinic.Patient.Id, At(30, 9), new Repeat(RepeatEvery.Week, 3));
        await clinic.Agenda.ChangeFollowingAsync(clinic.Own, series.Items[1].Id, edit => edit with { Start = At(30, 11).AddDays(7) });

        await TellAsync(series);

        Assert.Equal(["lunes 30 de noviembre de 2026, 9:00", "lunes 7 de diciembre de 2026, 11:00", "lunes 14 de diciembre de 2026, 11:00"], Lines(Assert.Single(await clinic.MailsAsync())).Select(line => line.Split(" ·")[0]));
    }

    [Fact]
    public async Task Without_confirmation_mails_a_series_is_not_told()
    {
        var handler = clinic.Services.NewNotices("24,2", confirms: false);
        var series = await clinic.Agenda.BookSeriesAsync(clinic.Own, clinic.Patient.Id, At(30, 9), new Repeat(RepeatEvery.Week, 3));
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(1));

        await clinic.SweepAsync(handler);

        Assert.Empty(await clinic.MailsAsync());
        Assert.Equal(series.Items.Count, (await clinic.WaitingAsync()).Count());
    }

    /// <summary>A weekly series whose mail has gone out.</summary>
    private async Task<SeriesView> BookAsync(int count)
    {
        var series = await clinic.Agenda.BookSeriesAsync(clinic.Own, clinic.Patient.Id, At(30, 9), new Repeat(RepeatEvery.Week, count));
        await TellAsync(series);
        return series;
    }

    /// <summary>By the stream, in any order, and by sweeps.</summary>
    private async Task TellAsync(SeriesView series)
    {
        foreach (var id in series.Items.Select(one => one.Id).Append(series.SeriesId).Append(series.SeriesId))
            await clinic.StreamAsync(id);
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));
        await clinic.SweepAsync();
        await clinic.SweepAsync();
    }

    private Task<SeriesView> CancelFollowingAsync(string id, ClinicServices? services = null) =>
        (services is null ? clinic.Agenda : clinic.Agenda.With(services)).ChangeFollowingAsync(clinic.Own, id, edit => edit with { Status = AppointmentStatus.Cancelled, Reason = "Se muda" });

    private static IEnumerable<string> Lines(Mail mail) => mail.Text.Split('\n').Where(line => line.Contains(" · ", StringComparison.Ordinal));
}
