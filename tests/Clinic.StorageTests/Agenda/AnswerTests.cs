using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

/// <summary>What a patient answers with the link of a reminder.</summary>
public sealed class AnswerTests : AgendaTests
{
    private AnswerTokens tokens = null!;
    private AnswerService answers = null!;
    private AppointmentView booked = null!;
    private string token = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        tokens = new AnswerTokens(clinic.Services.Keys);
        answers = new AnswerService(
            tokens, clinic.Services.UsersTable, clinic.Services.AppointmentStore, clinic.Services.AppointmentChanges, Language.Spanish, clinic.Services.Contention, clinic.Services.Time);
        booked = await clinic.BookAsync(own, patient.Id, At(24, 9));
        token = await tokens.WriteAsync(booked.Id, booked.Start);
    }

    [Fact]
    public async Task Reading_the_page_changes_nothing()
    {
        var before = await tables.ContentsAsync();

        Assert.Equal(AppointmentStatus.Booked, (await answers.FindAsync(token)).Status);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_confirmation_is_the_patients_and_the_same_one_again_writes_nothing()
    {
        var confirmed = await AnswerAsync(confirms: true);

        Assert.Equal((AppointmentStatus.Confirmed, 2), (confirmed.Status, confirmed.Version));
        Assert.Equal([At(24, 9)], await clinic.BusyAsync(patient.Id));
        var entry = await LastEntryAsync();
        Assert.Equal((AuditAction.AppointmentAnswered, patient.Id, "patient", "status"), (entry.Action, entry.ById, entry.ByRole, string.Join(' ', entry.Fields)));
        Assert.Equal([booked.Id], entry.Appointments);
        var before = await tables.ContentsAsync();
        Assert.Equal(confirmed, await AnswerAsync(confirms: true));
        Assert.Equal(before, await tables.ContentsAsync());
        await AssertCountedAsync();
    }

    [Fact]
    public async Task A_cancellation_is_taken_until_it_begins_frees_the_time_and_cannot_be_taken_back()
    {
        await AnswerAsync(confirms: true);
        clinic.Services.Time.SetUtcNow(booked.Start.AddMinutes(-1));

        var cancelled = await AnswerAsync(confirms: false);

        Assert.Equal(
            (AppointmentStatus.Cancelled, CancelledBy.Patient, "Cancelada con el enlace del recordatorio"), (cancelled.Status, cancelled.CancelledBy, cancelled.Reason));
        Assert.NotEqual(NoticeKind.Cancelled, cancelled.Notice?.Kind);
        Assert.Empty(await clinic.BusyAsync(patient.Id));
        Assert.Empty(await clinic.BusyAsync(own.UserId!));
        Assert.Equal(cancelled.Reason, (await LastEntryAsync()).Reason);
        Assert.Equal(cancelled, await answers.FindAsync(token));
        Assert.Equal(cancelled, await AnswerAsync(confirms: false));
        await AssertGoneAsync(() => AnswerAsync(confirms: true), "Esta cita está cancelada. Si necesita otra, llame a la clínica.");
        await AssertCountedAsync();
    }

    [Fact]
    public async Task A_moved_appointments_old_link_says_so_and_its_new_one_works()
    {
        var moved = await clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(24, 11) });

        await AssertGoneAsync("Su cita cambió de hora. El mensaje más reciente de la clínica dice cuándo es; si no lo encuentra, llame a la clínica.");
        token = await tokens.WriteAsync(moved.Id, moved.Start);
        Assert.Equal(AppointmentStatus.Confirmed, (await AnswerAsync(confirms: true)).Status);
        await clinic.CancelAsync(own, booked.Id);
        await AssertGoneAsync("Esta cita está cancelada. Si necesita otra, llame a la clínica.");
    }

    [Fact]
    public async Task A_link_ends_when_the_appointment_begins()
    {
        clinic.Services.Time.SetUtcNow(booked.Start);

        await AssertGoneAsync("Esta cita ya comenzó o ya pasó. Si necesita otra, llame a la clínica.");
    }

    [Fact]
    public async Task A_link_ends_when_the_patient_has_arrived()
    {
        clinic.Services.Time.SetUtcNow(booked.Start.AddMinutes(-10));
        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Arrived });

        await AssertGoneAsync("Esta cita ya comenzó o ya pasó. Si necesita otra, llame a la clínica.");
    }

    [Fact]
    public async Task A_link_ends_with_the_account()
    {
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, patient.Id, VersionCondition.Any);

        await AssertGoneAsync("Con este enlace ya no se puede responder. Llame a la clínica.");
    }

    [Fact]
    public async Task What_names_no_appointment_is_not_found()
    {
        foreach (var other in (string[])["", "x", await tokens.WriteAsync(A.Id(), booked.Start)])
        {
            await Assert.ThrowsAsync<NotFoundException>(() => answers.FindAsync(other));
            await Assert.ThrowsAsync<NotFoundException>(() => answers.AnswerAsync(other, true, "request"));
        }
    }

    [Fact]
    public async Task Of_answers_at_once_a_cancellation_remains()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            try
            {
                await AnswerAsync(confirms: i % 2 == 0);
            }
            catch (GoneException) when (i % 2 == 0)
            {
                // It was cancelled before this confirmation.
            }
        }));

        Assert.Equal(AppointmentStatus.Cancelled, (await answers.FindAsync(token)).Status);
        await AssertCountedAsync();
    }

    private Task<Appointment> AnswerAsync(bool confirms) => answers.AnswerAsync(token, confirms, A.Nobody().RequestId);

    private async Task<AuditEntry> LastEntryAsync() => (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0];

    /// <summary>To whoever reads the page, and to whoever answers.</summary>
    private async Task AssertGoneAsync(string text)
    {
        await AssertGoneAsync(() => answers.FindAsync(token), text);
        await AssertGoneAsync(() => AnswerAsync(confirms: true), text);
        await AssertGoneAsync(() => AnswerAsync(confirms: false), text);
    }

    private static async Task AssertGoneAsync(Func<Task> act, string text) => Assert.Equal(text, (await Assert.ThrowsAsync<GoneException>(act)).Detail.Spanish);

    private async Task AssertCountedAsync() => Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
}
