using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class SessionOfAppointmentTests : AgendaTests
{
    private AppointmentView booked = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await BookAsync();
    }

    [Fact]
    public async Task A_session_makes_its_appointment_done_and_links_both()
    {
        var session = await WriteAsync(clinic.Services, null);

        var appointment = await clinic.Services.Appointments.GetAsync(own, booked.Id);
        Assert.Equal((AppointmentStatus.Done, session.Id, 2), (appointment.Status, appointment.SessionId, appointment.Version));
        Assert.Equal(booked.Id, (await clinic.Services.Sessions.GetAsync(own, session.Id)).AppointmentId);
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
        Assert.DoesNotContain(await tables.ItemsAsync(tables.Appointments), item => item.ContainsKey("pending"));
    }

    [Fact]
    public async Task An_appointment_of_another_patient_or_cancelled_or_linked_is_unusable_and_an_unknown_one_not_found()
    {
        var (linked, other) = (booked, patient);
        await WriteAsync(clinic.Services, null);
        await AssertUnusableAsync(patient.Id, linked.Id);
        await BookAsync();
        await AssertUnusableAsync(patient.Id, linked.Id);
        await clinic.CancelAsync(own, booked.Id);
        await AssertUnusableAsync(patient.Id, booked.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Services.Sessions.AddAsync(own, A.NewSession(patient.Id) with { AppointmentId = A.Id() }, A.NoKey<SessionView>()));
        Assert.NotEqual(other.Id, patient.Id);
    }

    [Fact]
    public async Task Of_ten_sessions_of_one_appointment_at_once_one_is_written()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Record.ExceptionAsync(() => WriteAsync(clinic.Services, null))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(9, outcomes.OfType<ConflictException>().Count(refusal => refusal.Code == ProblemCode.AppointmentUnusable));
        Assert.Equal(1, (await clinic.Services.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
    }

    /// <summary>The response has no room in the session's transaction. Wherever a crash comes, the repeated request gets the session that was written.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_leaves_a_session_that_is_answered_and_counted_once(bool isLastDone)
    {
        for (var last = 1; ; last++)
        {
            await BookAsync();
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            await Record.ExceptionAsync(() => WriteAsync(clinic.Services.Restarted(dying.Client), $"key {last}"));

            if (last % 2 == 0)
            {
                clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));
                await clinic.Services.Sweep.HandleAsync();
            }
            var claim = new IdempotencyClaim($"key {last}", "fingerprint");
            var stored = await clinic.Services.Answers.FindAsync(claim);
            var id = stored?.Response.Body ?? (await WriteAsync(clinic.Services, claim.Key)).Id;

            Assert.Equal(id, (await clinic.Services.Answers.FindAsync(claim))!.Response.Body);
            Assert.Equal(id, (await clinic.Services.Appointments.GetAsync(own, booked.Id)).SessionId);
            Assert.Equal(1, (await clinic.Services.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
            if (!dying.HasDied)
                break;
        }
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
        Assert.DoesNotContain(await tables.ItemsAsync(tables.Appointments), item => item.ContainsKey("pending"));
    }

    private async Task BookAsync()
    {
        (own, patient) = await clinic.PairAsync();
        booked = await clinic.BookAsync(own, patient.Id, At(23, 9));
    }

    private Task<SessionView> WriteAsync(ClinicServices services, string? key) => services.Sessions.AddAsync(
        Again(own),
        A.NewSession(patient.Id) with { AppointmentId = booked.Id, CloseRecord = key is not null },
        key is null ? A.NoKey<SessionView>() : new ResponseToStore<SessionView>(new IdempotencyClaim(key, "fingerprint"), view => new Response(201, view.Id)));

    private async Task AssertUnusableAsync(string patientId, string appointmentId)
    {
        var session = A.NewSession(patientId) with { AppointmentId = appointmentId };
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => clinic.Services.Sessions.AddAsync(Again(own), session, A.NoKey<SessionView>()));
        Assert.Equal(ProblemCode.AppointmentUnusable, refusal.Code);
    }
}
