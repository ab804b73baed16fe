using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class ChangeTests : AgendaTests
{
    private AppointmentView booked = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        booked = await clinic.BookAsync(own, patient.Id, At(24, 9));
    }

    [Fact]
    public async Task What_the_clinic_moves_is_booked_again_and_the_old_time_is_free()
    {
        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Confirmed });

        var moved = await clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(24, 9, 30) });

        Assert.Equal((AppointmentStatus.Booked, At(24, 9, 30), 3), (moved.Status, moved.Start, moved.Version));
        Assert.Equal(new AppointmentNotice(NoticeKind.Moved, A.Moment), (await clinic.Services.AppointmentStore.FindAsync(booked.Id))!.Notice);
        Assert.Equal([At(24, 9, 30)], await clinic.BusyAsync(own.UserId!));
        var entry = (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0];
        Assert.Equal((AuditAction.AppointmentChanged, "start status"), (entry.Action, string.Join(' ', entry.Fields)));
        Assert.Equal([booked.Id], entry.Appointments);
        await AssertCountedAsync();
    }

    [Fact]
    public async Task The_front_desk_gives_an_appointment_to_another_thanatologist()
    {
        var colleague = await clinic.ThanatologistAsync();

        var moved = await clinic.ChangeAsync(clinic.FrontDesk, booked.Id, edit => edit with { ThanatologistId = colleague.UserId, Start = new DateTimeOffset(2026, 12, 1, 16, 0, 0, TimeSpan.Zero) });

        Assert.Equal(colleague.UserId, moved.ThanatologistId);
        Assert.Empty(await clinic.BusyAsync(own.UserId!));
        Assert.Equal([moved.Start], await clinic.BusyAsync(colleague.UserId!));
        Assert.Equal([moved.Start], await clinic.BusyAsync(patient.Id));
        await AssertCountedAsync();
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(25, 9) }));
        Assert.Equal("thanatologistId", Assert.Single(refused.Errors).Key);
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_writes_nothing()
    {
        var before = await tables.ContentsAsync();

        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Booked, Start = booked.Start });

        Assert.Equal(before, await tables.ContentsAsync());
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.Services.AppointmentChanges.ChangeAsync(own, booked.Id, EntityTag.ReadIfMatch("\"2\""), false, edit => edit with { Note = "x" }));
    }

    [Fact]
    public async Task A_cancellation_needs_a_reason_and_frees_the_time()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Cancelled }));
        Assert.Equal("reason", Assert.Single(refused.Errors).Key);

        var cancelled = await clinic.CancelAsync(own, booked.Id);

        Assert.Equal((AppointmentStatus.Cancelled, "Se enfermó", CancelledBy.Clinic), (cancelled.Status, cancelled.Reason, cancelled.CancelledBy));
        Assert.Empty(await clinic.BusyAsync(own.UserId!));
        Assert.Equal(new AppointmentNotice(NoticeKind.Cancelled, A.Moment), (await clinic.Services.AppointmentStore.FindAsync(booked.Id))!.Notice);
        await AssertFinalAsync(edit => edit with { Note = "x" });
        await AssertFinalAsync(edit => edit with { Status = AppointmentStatus.Booked });
        await clinic.BookAsync(own, patient.Id, booked.Start);
        await AssertCountedAsync();
    }

    [Fact]
    public async Task A_patient_cancels_in_good_time_and_changes_nothing_else()
    {
        var self = A.Caller(Role.Patient, patient.Id);
        var byClinic = await Assert.ThrowsAsync<ForbiddenException>(() => clinic.ChangeAsync(self, booked.Id, edit => edit with { Start = At(25, 9) }));
        var later = await clinic.BookAsync(own, patient.Id, At(24, 12));
        clinic.Services.Time.SetUtcNow(At(23, 9));

        var cancelled = await clinic.CancelAsync(self, booked.Id);
        clinic.Services.Time.SetUtcNow(At(23, 12, 1));
        var late = await Assert.ThrowsAsync<ConflictException>(() => clinic.CancelAsync(self, later.Id));

        Assert.Equal((ProblemCode.AppointmentByClinic, ProblemCode.CancelTooLate), (byClinic.Code, late.Code));
        Assert.Equal((CancelledBy.Patient, null), (cancelled.CancelledBy, (await clinic.Services.AppointmentStore.FindAsync(booked.Id))!.Notice));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.CancelAsync(A.Caller(Role.Patient), booked.Id));
    }

    [Fact]
    public async Task The_same_cancellation_again_changes_nothing_and_another_reason_is_refused()
    {
        AppointmentEdit Cancel(AppointmentEdit edit, string reason) => edit with { Status = AppointmentStatus.Cancelled, Reason = reason };
        var cancelled = await clinic.ChangeAsync(own, booked.Id, edit => Cancel(edit, "Se enfermó "));

        Assert.Equal(cancelled, await clinic.ChangeAsync(own, booked.Id, edit => Cancel(edit, "Se enfermó ")));

        Assert.Equal(ProblemCode.FinalStatus, (await Assert.ThrowsAsync<ConflictException>(() => clinic.ChangeAsync(own, booked.Id, edit => Cancel(edit, "Otra")))).Code);
    }

    /// <summary>The agendas have forgotten the other appointment by then.</summary>
    [Fact]
    public async Task What_is_over_gets_no_longer_and_goes_to_nobody_else()
    {
        var colleague = await clinic.ThanatologistAsync();
        await clinic.BookAsync(own, (await clinic.PatientAsync(own)).Id, At(24, 10));
        clinic.Services.Time.SetUtcNow(At(24, 12, 30));
        await clinic.BookAsync(own, (await clinic.PatientAsync(own)).Id, At(25, 9));

        foreach (var edit in (Func<AppointmentEdit, AppointmentEdit>[])[edit => edit with { Minutes = 240 }, edit => edit with { ThanatologistId = colleague.UserId }])
            Assert.Equal(ProblemCode.FinalStatus, (await Assert.ThrowsAsync<ConflictException>(() => clinic.ChangeAsync(clinic.FrontDesk, booked.Id, edit))).Code);
    }

    [Fact]
    public async Task Whose_agenda_it_is_in_still_moves_it_when_the_patient_has_gone_to_a_colleague()
    {
        var colleague = await clinic.ThanatologistAsync();
        await clinic.Services.Records.PutAsync(clinic.Services.Admin, patient.Id, new RecordEdit(true, colleague.UserId), VersionCondition.Any);

        Assert.Equal(At(25, 9), (await clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(25, 9) })).Start);
    }

    [Fact]
    public async Task Of_those_that_follow_what_is_a_colleagues_now_is_told_and_the_rest_is_moved()
    {
        var colleague = await clinic.ThanatologistAsync();
        var series = await clinic.BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 3));
        await clinic.ChangeAsync(clinic.FrontDesk, series.Items[1].Id, edit => edit with { ThanatologistId = colleague.UserId });

        var moved = await clinic.ChangeFollowingAsync(own, series.Items[0].Id, edit => edit with { Start = At(23, 11) });

        Assert.Equal([At(23, 11), At(23, 11).AddDays(14)], moved.Items.Select(one => one.Start));
        Assert.Equal([new TimeConflict(At(30, 11), Code: ProblemCode.InvalidInput)], moved.Conflicts);
    }

    [Fact]
    public async Task A_no_show_keeps_its_time_and_may_still_arrive()
    {
        await AssertFinalAsync(edit => edit with { Status = AppointmentStatus.NoShow });
        clinic.Services.Time.SetUtcNow(At(24, 9));
        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.NoShow });
        Assert.Equal([At(24, 9)], await clinic.BusyAsync(own.UserId!));
        await AssertFinalAsync(edit => edit with { Start = At(24, 12) });

        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Arrived });
        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Status = AppointmentStatus.Done });

        await AssertFinalAsync(edit => edit with { Status = AppointmentStatus.Arrived });
        await AssertCountedAsync();
    }

    [Fact]
    public async Task The_place_of_the_hours_follows_them_and_another_one_stays()
    {
        var afternoon = new AvailabilityRule(5, "16:00", "20:00", Place: "Jardín");
        await clinic.Services.Availability.PutAsync(Again(own), own.UserId!, new AvailabilityEdit(Rules: [new AvailabilityRule(2, "09:00", "12:00", Place: "Consultorio 3"), afternoon]), VersionCondition.Any);

        Assert.Equal("Jardín", (await clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(27, 16) })).Place);
        Assert.Null((await clinic.ChangeAsync(own, booked.Id, edit => edit with { Mode = AppointmentMode.Phone })).Place);
        await clinic.ChangeAsync(own, booked.Id, edit => edit with { Mode = AppointmentMode.InPerson, Place = "Casa" });
        Assert.Equal("Casa", (await clinic.ChangeAsync(own, booked.Id, edit => edit with { Start = At(24, 9) })).Place);
    }

    [Fact]
    public async Task What_a_record_leaves_behind_is_answered_and_audited()
    {
        var colleague = await clinic.ThanatologistAsync();
        var withColleague = await clinic.BookAsync(clinic.FrontDesk, patient.Id, At(25, 9), one => one with { ThanatologistId = colleague.UserId });
        await clinic.CancelAsync(own, (await clinic.BookAsync(own, patient.Id, At(26, 9))).Id);

        var given = await clinic.Services.Records.PutAsync(clinic.Services.Admin, patient.Id, new RecordEdit(true, colleague.UserId), VersionCondition.Any);
        Assert.Equal([new FutureAppointment(booked.Id, booked.Start, patient.Id, own.UserId!)], given.FutureAppointments);

        var closed = await clinic.Services.Records.PutAsync(Again(colleague), patient.Id, new RecordEdit(false), VersionCondition.Any);
        Assert.Equal([booked.Id, withColleague.Id], closed.FutureAppointments!.Select(one => one.Id));
        Assert.Equal([booked.Id, withColleague.Id], (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0].Appointments);
        Assert.Null((await clinic.Services.Records.PutAsync(Again(colleague), patient.Id, new RecordEdit(true), VersionCondition.Any)).FutureAppointments);

        var deactivated = await clinic.Services.Users.ChangeAsync(clinic.Services.Admin, own.UserId!, VersionCondition.Any, false, edit => edit with { Status = UserStatus.Inactive });
        Assert.Equal([booked.Id], deactivated.FutureAppointments!.Select(one => one.Id));
        Assert.Null(await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, own.UserId!, VersionCondition.Any));
    }

    private async Task AssertFinalAsync(Func<AppointmentEdit, AppointmentEdit> edit) =>
        Assert.Equal(ProblemCode.FinalStatus, (await Assert.ThrowsAsync<ConflictException>(() => clinic.ChangeAsync(own, booked.Id, edit))).Code);

    private async Task AssertCountedAsync() => Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
}
