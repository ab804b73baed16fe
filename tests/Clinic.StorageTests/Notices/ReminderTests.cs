using Clinic.Core.Agenda;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Notices;

/// <summary>Reminders a day and two hours ahead, by sweeps whose clock the tests turn.</summary>
public sealed class ReminderTests : NoticeClinicTests
{
    private const string Reminder = "Recordatorio de su cita";

    [Fact]
    public async Task Each_reminder_goes_out_once_at_its_hour()
    {
        var booked = await BookAsync(At(25, 9));

        await clinic.SweepUntilAsync(At(24, 8, 59));
        Assert.Equal(0, await RemindersAsync());
        await clinic.SweepUntilAsync(At(24, 9));
        Assert.Equal(1, await RemindersAsync());
        await clinic.SweepUntilAsync(At(25, 6, 59));
        Assert.Equal(1, await RemindersAsync());
        await clinic.SweepUntilAsync(At(25, 10));
        Assert.Equal(2, await RemindersAsync());

        var mail = (await clinic.MailsAsync())[^1];
        Assert.Contains("miércoles 25 de noviembre de 2026, 9:00 · Consultorio 3", mail.Text, StringComparison.Ordinal);
        Assert.Equal(new AnswerToken(booked.Id, At(25, 9)), await clinic.AnswerAsync(mail));
        Assert.Empty(await clinic.WaitingAsync());
    }

    [Fact]
    public async Task A_moment_that_was_past_at_the_booking_makes_no_reminder()
    {
        await BookAsync(At(23, 9)); // in 21 hours
        await BookAsync(At(23, 12)); // in exactly 24

        await clinic.SweepUntilAsync(At(23, 6, 59));
        Assert.Equal(0, await RemindersAsync());
        await clinic.SweepUntilAsync(At(23, 13));
        Assert.Equal(2, await RemindersAsync());
    }

    [Fact]
    public async Task A_moved_appointment_is_planned_anew()
    {
        var booked = await BookAsync(At(25, 9));
        await clinic.SweepUntilAsync(At(24, 10));
        await clinic.MoveAsync(booked.Id, At(27, 9));
        await clinic.StreamAsync(booked.Id);

        await clinic.SweepUntilAsync(At(26, 8, 59));
        Assert.Equal(1, await RemindersAsync());
        await clinic.SweepUntilAsync(At(27, 10));
        Assert.Equal(3, await RemindersAsync());
    }

    [Fact]
    public async Task None_is_sent_of_what_is_cancelled_arrived_or_begun()
    {
        var (cancelled, byPatient, arrived) = (await BookAsync(At(25, 9)), await BookAsync(At(25, 10)), await BookAsync(At(25, 12)));
        await clinic.Agenda.CancelAsync(clinic.Own, cancelled.Id);
        await clinic.Agenda.CancelAsync(A.Caller(Core.Security.Role.Patient, clinic.Patient.Id), byPatient.Id);
        await clinic.StreamAsync(cancelled.Id);
        clinic.Services.Time.SetUtcNow(At(25, 9));
        await clinic.Agenda.ChangeAsync(clinic.Own, arrived.Id, edit => edit with { Status = AppointmentStatus.Arrived });

        await clinic.SweepUntilAsync(At(25, 13));

        Assert.Equal(0, await RemindersAsync());
        Assert.Empty(await clinic.WaitingAsync());
    }

    /// <summary>The worker stands still from Monday on, over the first of two reminders, over both, and until the appointment has begun.</summary>
    [Theory]
    [InlineData(8, 1, 2)]
    [InlineData(7, 1, 1)]
    [InlineData(9, 0, 0)]
    public async Task After_an_outage_only_the_nearest_reminder_is_sent_and_none_late(int hour, int atOnce, int all)
    {
        await BookAsync(At(25, hour == 8 ? 15 : 9));

        clinic.Services.Time.SetUtcNow(At(25, hour));
        await Task.WhenAll(clinic.SweepAsync(), clinic.SweepAsync(clinic.Services.Restarted().Notices));
        Assert.Equal(atOnce, await RemindersAsync());
        await clinic.SweepUntilAsync(At(25, 16));

        Assert.Equal(all, await RemindersAsync());
    }

    /// <summary>The mail about the booking says what the reminder would.</summary>
    [Fact]
    public async Task A_booking_that_is_told_late_has_no_reminder_at_the_same_moment()
    {
        await clinic.BookAsync(At(23, 12, 30)); // in 24 hours and a half

        clinic.Services.Time.Advance(TimeSpan.FromHours(1));
        await clinic.SweepAsync();

        Assert.Equal(["Su cita en la clínica"], await clinic.SubjectsAsync());
        Assert.Equal([("reminder", "2026-11-23T16:30:00.000Z")], await clinic.WaitingAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_request_neither_loses_a_reminder_nor_sends_it_twice(bool isLastDone)
    {
        var reminded = 0;
        for (var last = 1; ; last++)
        {
            var booked = await BookAsync(clinic.Services.Time.GetUtcNow().AddDays(7));
            clinic.Services.Time.Advance(TimeSpan.FromDays(6));
            var died = await clinic.DieAsync(last, isLastDone, services => clinic.SweepAsync(services.Notices));
            await clinic.SweepAsync();

            Assert.Equal(++reminded, await RemindersAsync());
            await clinic.Agenda.CancelAsync(clinic.Own, booked.Id);
            if (!died)
                break;
            Assert.InRange(last, 1, 15);
        }
    }

    [Fact]
    public async Task Who_wants_no_reminders_by_mail_gets_the_confirmation_alone()
    {
        clinic = await NoticeClinic.OpenAsync(tables, patient => patient.With(data => data with { Reminders = new Reminders(false, false) }));
        await BookAsync(At(25, 9));

        await clinic.SweepUntilAsync(At(25, 10));

        Assert.Equal(["Su cita en la clínica"], await clinic.SubjectsAsync());
    }

    [Theory]
    [InlineData("5512345678", true, 2)]
    [InlineData("5512345678", false, 0)]
    [InlineData(null, true, 0)]
    public async Task Who_said_yes_and_has_a_cellphone_gets_an_SMS_too(string? cellphone, bool wants, int count)
    {
        clinic = await NoticeClinic.OpenAsync(tables, patient => patient.With(data => data with { Cellphone = cellphone, Reminders = new Reminders(false, wants) }));
        await BookAsync(At(23, 9)); // which has the reminder two hours ahead alone

        await clinic.SweepUntilAsync(At(23, 10));

        var texts = await clinic.Services.Mails.ToAsync("+525512345678");
        Assert.Equal(count, texts.Count);
        Assert.Single(await clinic.MailsAsync());
        Assert.All(texts, sms => Assert.Equal((null, null), (sms.Subject, sms.Html)));
        if (count > 0)
            Assert.StartsWith("Recuerde su cita: lun 23 nov 9:00", texts[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_hours_there_are_no_reminders()
    {
        var handler = clinic.Services.NewNotices(null);
        await clinic.StreamAsync((await clinic.BookAsync(At(25, 9))).Id, handler);

        Assert.Equal(["Su cita en la clínica"], await clinic.SubjectsAsync());
        Assert.Empty(await clinic.WaitingAsync());
    }

    /// <summary>A booking whose confirmation has gone out.</summary>
    private async Task<AppointmentView> BookAsync(DateTimeOffset start)
    {
        var booked = await clinic.Agenda.BookAsync(clinic.Own, clinic.Patient.Id, start, booking => booking with { Override = true });
        await clinic.StreamAsync(booked.Id);
        return booked;
    }

    private async Task<int> RemindersAsync() => (await clinic.SubjectsAsync()).Count(subject => subject == Reminder);
}
