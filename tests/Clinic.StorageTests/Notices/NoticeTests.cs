using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Storage;
using Clinic.Notices;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Notices;

/// <summary>What patients are told at once.</summary>
public sealed class NoticeTests : NoticeClinicTests
{
    private const string Booked = "Su cita en la clínica";
    private const string Moved = "Su cita tiene otra hora";
    private const string Cancelled = "Su cita se canceló";

    [Fact]
    public async Task A_booking_a_move_and_a_cancellation_by_the_clinic_are_told_once_each()
    {
        var booked = await clinic.BookAsync(At(25, 9));
        await TellAsync(booked.Id);
        await clinic.MoveAsync(booked.Id, At(26, 10));
        await TellAsync(booked.Id);
        await clinic.Agenda.CancelAsync(clinic.Own, booked.Id);
        await TellAsync(booked.Id);

        var mails = await clinic.MailsAsync();
        Assert.Equal([Booked, Moved, Cancelled], mails.Select(mail => mail.Subject));
        Assert.Contains("miércoles 25 de noviembre de 2026, 9:00 · Consultorio 3", mails[0].Text, StringComparison.Ordinal);
        Assert.Equal(new AnswerToken(booked.Id, At(25, 9)), await clinic.AnswerAsync(mails[0]));
        Assert.Equal(new AnswerToken(booked.Id, At(26, 10)), await clinic.AnswerAsync(mails[1]));
        Assert.DoesNotContain("https://", mails[2].Text, StringComparison.Ordinal);
        Assert.Empty(await clinic.WaitingAsync());
    }

    [Fact]
    public async Task It_is_a_message_of_the_system_to_the_patient_stored_secure()
    {
        await TellAsync((await clinic.BookAsync(At(25, 9))).Id);

        var summary = Assert.Single((await clinic.Services.MessageStore.ListAsync(new MessageQuery(To: clinic.Patient.Data.Email), new Page(10, null))).Items);
        var message = (await clinic.Services.MessageStore.FindAsync(summary.Id))!;
        Assert.Equal((null, clinic.Patient.Id, true), (message.SenderId, message.RecipientId, message.IsSecure));
    }

    [Fact]
    public async Task What_a_patient_does_themselves_and_what_changes_no_time_is_not_told()
    {
        var booked = await clinic.BookAsync(At(27, 9));
        await TellAsync(booked.Id);
        await clinic.Agenda.ChangeAsync(clinic.Own, booked.Id, edit => edit with { Note = "Llega en taxi", Status = AppointmentStatus.Confirmed });
        await TellAsync(booked.Id);
        var self = A.Caller(Core.Security.Role.Patient, clinic.Patient.Id);
        await clinic.Agenda.CancelAsync(self, booked.Id);
        await TellAsync(booked.Id);

        Assert.Equal([Booked], await clinic.SubjectsAsync());
        Assert.Empty(await clinic.WaitingAsync());
    }

    /// <summary>The stream gives up after an hour.</summary>
    [Fact]
    public async Task What_the_stream_has_left_the_sweep_tells()
    {
        var booked = await clinic.BookAsync(At(25, 9));
        await clinic.SweepAsync();
        Assert.Empty(await clinic.MailsAsync()); // it is the stream's for half a minute

        clinic.Services.Time.Advance(TimeSpan.FromHours(1));
        await clinic.SweepAsync();
        await clinic.SweepAsync();

        Assert.Equal([Booked], await clinic.SubjectsAsync());
        Assert.Equal(new AnswerToken(booked.Id, At(25, 9)), await clinic.AnswerAsync((await clinic.MailsAsync())[0]));
    }

    [Fact]
    public async Task What_changes_before_it_is_told_is_told_as_it_has_become()
    {
        var booked = await clinic.BookAsync(At(25, 9));
        await clinic.MoveAsync(booked.Id, At(26, 10));
        var other = await clinic.BookAsync(At(25, 12));
        await clinic.Agenda.CancelAsync(clinic.Own, other.Id);

        await TellAsync(booked.Id);
        await TellAsync(other.Id);

        Assert.Equal([Moved, Cancelled], await clinic.SubjectsAsync());
    }

    [Fact]
    public async Task What_has_begun_is_not_told_and_a_cancellation_until_it_would_have_ended()
    {
        var (over, begun) = (await clinic.BookAsync(At(23, 9)), await clinic.BookAsync(At(23, 10)));
        clinic.Services.Time.SetUtcNow(At(23, 10, 30));
        await TellAsync(begun.Id);
        Assert.Empty(await clinic.MailsAsync());
        foreach (var one in (AppointmentView[])[over, begun])
        {
            await clinic.Agenda.CancelAsync(clinic.Own, one.Id);
            await TellAsync(one.Id);
        }

        Assert.Equal([Cancelled], await clinic.SubjectsAsync());
        Assert.Empty(await clinic.WaitingAsync());
    }

    [Fact]
    public async Task Without_confirmation_mails_nothing_is_told_but_reminders()
    {
        var handler = clinic.Services.NewNotices("24,2", confirms: false);
        var booked = await clinic.BookAsync(At(25, 9));
        await clinic.StreamAsync(booked.Id, handler);
        await clinic.MoveAsync(booked.Id, At(26, 9));
        await clinic.StreamAsync(booked.Id, handler);
        Assert.Empty(await clinic.MailsAsync());

        await clinic.SweepUntilAsync(At(25, 10), handler);

        Assert.Equal(["Recordatorio de su cita"], await clinic.SubjectsAsync());
    }

    /// <summary>Wherever the process dies, before a request is sent or before its answer is heard, what comes after it tells the notice once.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_request_neither_loses_a_notice_nor_tells_it_twice(bool isLastDone)
    {
        var told = 0;
        for (var last = 1; ; last++)
        {
            var booked = await clinic.BookAsync(At(25, 9));
            var died = await clinic.DieAsync(last, isLastDone, services => clinic.StreamAsync(booked.Id, services.Notices));
            clinic.Services.Time.Advance(TimeSpan.FromMinutes(1));
            await clinic.SweepAsync();
            await clinic.Agenda.CancelAsync(A.Caller(Core.Security.Role.Patient, clinic.Patient.Id), booked.Id);

            Assert.Equal(++told, (await clinic.MailsAsync()).Count);
            if (!died)
                break;
            Assert.InRange(last, 1, 10);
        }
    }

    [Fact]
    public async Task Streams_and_sweeps_at_once_tell_it_once()
    {
        var ids = new List<string>();
        foreach (var hour in Enumerable.Range(9, 5))
            ids.Add((await clinic.BookAsync(At(25, hour))).Id);
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(1));
        var other = clinic.Services.Restarted().Notices;

        await Task.WhenAll(
            clinic.SweepAsync(), clinic.SweepAsync(other), clinic.Services.Notices.HandleAsync(NoticeClinic.Change([.. ids])), other.HandleAsync(NoticeClinic.Change([.. ids, .. ids])));

        Assert.Equal(5, (await clinic.MailsAsync()).Count);
    }

    [Fact]
    public async Task A_notice_is_told_of_the_version_that_was_read_alone()
    {
        var booked = await clinic.BookAsync(At(25, 9));
        var read = (await clinic.Services.NoticeStore.FindDueAsync(booked.Id)).Appointment!;
        await clinic.Agenda.ChangeAsync(clinic.Own, booked.Id, edit => edit with { Place = "Consultorio 4" });

        await Assert.ThrowsAsync<ContentionException>(() => clinic.Services.NoticeStore.TellAsync(read, null, []));
    }

    /// <summary>A move that was read before the first one was told would otherwise leave the reminder in the place of its notice.</summary>
    [Fact]
    public async Task A_change_is_made_of_the_notice_that_was_read_alone()
    {
        var booked = await clinic.BookAsync(At(25, 9));
        var read = (await clinic.Services.AppointmentStore.FindAsync(booked.Id))!;
        await TellAsync(booked.Id);
        var entry = AuditEntry.Of(clinic.Own, clinic.Patient.Id, AuditAction.AppointmentChanged, A.Moment);

        await Assert.ThrowsAsync<ContentionException>(() => clinic.Services.AppointmentStore.ChangeAsync(clinic.Own, read, read with { Note = "x" }, [], null, entry));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("inactive")]
    [InlineData("unproven")]
    public async Task Who_has_no_active_account_with_an_address_that_is_theirs_is_told_nothing(string kind)
    {
        var address = $"{A.Id()}@example.org";
        var patient = (kind is "none" ? A.Patient().WithEmail(null) : A.Patient().WithEmail(address)).Of(clinic.Own.UserId!).Build();
        await clinic.Services.StoreAsync(patient with { HasUnprovenEmail = kind is "unproven" });
        var booked = await clinic.Agenda.BookAsync(clinic.Own, patient.Id, At(25, 9));
        if (kind is "inactive")
            await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, patient.Id, VersionCondition.Any);

        await TellAsync(booked.Id);

        Assert.Empty(await tables.ItemsAsync(tables.Messages));
        Assert.Equal([("reminder", "2026-11-24T15:00:00.000Z")], await clinic.WaitingAsync());
    }

    [Fact]
    public async Task What_cannot_be_told_is_reported_and_does_not_stop_the_others()
    {
        var broken = A.Id();
        await tables.Dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = tables.Appointments,
            Item = new() { ["id"] = new() { S = broken }, ["notice"] = new() { S = "booked" }, ["noticeAt"] = new() { S = "2026-01-01T00:00:00.000Z" } },
        });
        string[] ids = [(await clinic.BookAsync(At(25, 9))).Id, broken, (await clinic.BookAsync(At(25, 10))).Id];

        var response = await clinic.Services.Notices.HandleAsync(NoticeClinic.Change(ids));

        Assert.Equal("1", Assert.Single(response.BatchItemFailures!).SequenceNumber);
        Assert.Equal([Booked, Booked], await clinic.SubjectsAsync());
        await clinic.BookAsync(At(25, 11));
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<FunctionFailedException>(() => clinic.SweepAsync());
        Assert.Equal(3, (await clinic.MailsAsync()).Count);
    }

    [Fact]
    public async Task A_change_without_a_notice_is_not_even_read()
    {
        var deleted = new StreamRecord(new StreamChange(new AppointmentKey(new TextAttribute(A.Id())), "1"));
        var told = new StreamRecord(new StreamChange(new AppointmentKey(new TextAttribute(A.Id())), "2", new AppointmentImage()));

        Assert.Empty((await clinic.Services.Notices.HandleAsync(new NoticesEvent([deleted, told]))).BatchItemFailures!);
    }

    /// <summary>By the stream, by its repetition, and by a sweep.</summary>
    private async Task TellAsync(string id)
    {
        await clinic.StreamAsync(id);
        await clinic.StreamAsync(id);
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(1));
        await clinic.SweepAsync();
    }
}
