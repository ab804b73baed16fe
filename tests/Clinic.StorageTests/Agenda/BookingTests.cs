using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class BookingTests : AgendaTests
{
    [Fact]
    public async Task What_is_left_out_is_the_thanatologist_of_record_the_length_and_the_place_of_the_hours()
    {
        var view = await clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 9));

        Assert.Equal((own.UserId, "Itzel Muñoz", "Rosa Gómez"), (view.ThanatologistId, view.ThanatologistName, view.PatientName));
        Assert.Equal((60, At(23, 10), AppointmentMode.InPerson, "Consultorio 3"), (view.Minutes, view.End, view.Mode, view.Place));
        Assert.Equal((AppointmentStatus.Booked, 1), (view.Status, view.Version));
        Assert.Equal(view, await clinic.Services.Appointments.GetAsync(own, view.Id));
        Assert.Equal([At(23, 9)], await clinic.BusyAsync(own.UserId!));
        Assert.Equal([At(23, 9)], await clinic.BusyAsync(patient.Id));
        var entry = (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0];
        Assert.Equal((AuditAction.AppointmentBooked, clinic.FrontDesk.UserId), (entry.Action, entry.ById));
        Assert.Equal([view.Id], entry.Appointments);
    }

    [Fact]
    public async Task A_place_is_only_where_one_meets_in_person()
    {
        Assert.Null((await clinic.BookAsync(own, patient.Id, At(23, 9), one => one with { Mode = AppointmentMode.Video })).Place);
        Assert.Equal("Jardín", (await clinic.BookAsync(own, patient.Id, At(23, 10), one => one with { Place = " Jardín " })).Place);
    }

    [Fact]
    public async Task A_time_that_the_thanatologist_or_the_patient_has_is_taken_and_nothing_overrides_that()
    {
        var colleague = await clinic.ThanatologistAsync();
        var other = await clinic.PatientAsync(own);
        await clinic.BookAsync(own, patient.Id, At(23, 9));

        var ofThanatologist = await RefusedAsync(clinic.FrontDesk, other.Id, At(23, 9, 30));
        var ofPatient = await RefusedAsync(clinic.FrontDesk, patient.Id, At(23, 9, 45), one => one with { ThanatologistId = colleague.UserId, Override = true });

        Assert.All([ofThanatologist, ofPatient], refusal => Assert.Equal(
            (ProblemCode.TimeTaken, new TimeConflict(At(23, 9), At(23, 10))), (refusal.Code, Assert.Single(refusal.Conflicts!))));
        await clinic.BookAsync(clinic.FrontDesk, other.Id, At(23, 10));
    }

    [Fact]
    public async Task Outside_of_the_hours_staff_need_an_override()
    {
        Assert.Equal(ProblemCode.OutsideAvailability, (await RefusedAsync(own, patient.Id, At(23, 16, 30))).Code);
        Assert.Equal(ProblemCode.OutsideAvailability, (await RefusedAsync(own, patient.Id, At(28, 9))).Code); // a Saturday

        await clinic.BookAsync(own, patient.Id, At(28, 9), one => one with { Override = true });
        await clinic.BookAsync(own, patient.Id, At(23, 9, 7)); // off the step
    }

    [Fact]
    public async Task The_present_buffer_counts_for_the_thanatologist_alone()
    {
        var (colleague, other) = (await clinic.ThanatologistAsync(), await clinic.PatientAsync(own));
        await clinic.BookAsync(own, patient.Id, At(23, 9));
        await clinic.PutHoursAsync(own, buffer: 15);

        Assert.Equal(ProblemCode.TimeTaken, (await RefusedAsync(own, other.Id, At(23, 10))).Code);
        await clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 10), one => one with { ThanatologistId = colleague.UserId });
        await clinic.BookAsync(own, other.Id, At(23, 10, 15));
    }

    [Fact]
    public async Task A_closed_record_and_an_inactive_thanatologist_are_not_booked()
    {
        var (closed, colleague) = (await clinic.Services.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build()), await clinic.ThanatologistAsync());
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, colleague.UserId!, VersionCondition.Any);

        Assert.Equal(ProblemCode.RecordClosed, (await RefusedAsync(clinic.FrontDesk, closed.Id, At(23, 9))).Code);
        Assert.Equal(ProblemCode.ThanatologistInactive, (await RefusedAsync(clinic.FrontDesk, patient.Id, At(23, 9), one => one with { ThanatologistId = colleague.UserId })).Code);
        var nobody = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 9), one => one with { ThanatologistId = A.Id() }));
        Assert.Equal("thanatologistId", Assert.Single(nobody.Errors).Key);
        var itself = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(clinic.FrontDesk, patient.Id, At(23, 9), one => one with { ThanatologistId = patient.Id }));
        Assert.Equal("thanatologistId", Assert.Single(itself.Errors).Key);
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, patient.Id, VersionCondition.Any);
        Assert.Equal(ProblemCode.PatientInactive, (await RefusedAsync(clinic.FrontDesk, patient.Id, At(23, 9))).Code);
    }

    [Fact]
    public async Task A_thanatologist_books_their_own_patients_into_their_own_agenda()
    {
        var colleague = await clinic.ThanatologistAsync();
        var theirs = await clinic.PatientAsync(colleague);

        var notFound = await Assert.ThrowsAsync<NotFoundException>(() => clinic.BookAsync(own, theirs.Id, At(23, 9)));
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(own, patient.Id, At(23, 9), one => one with { ThanatologistId = colleague.UserId }));

        Assert.Equal((ProblemCode.PatientNotFound, "thanatologistId"), (notFound.Code, Assert.Single(refused.Errors).Key));
    }

    [Fact]
    public async Task A_patient_books_a_free_time_with_their_own_thanatologist()
    {
        var (colleague, self) = (await clinic.ThanatologistAsync(), A.Caller(Role.Patient, patient.Id));

        Assert.Equal(ProblemCode.OutsideAvailability, (await RefusedAsync(self, patient.Id, At(23, 9, 7))).Code); // off the step
        await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(self, patient.Id, At(23, 9), one => one with { ThanatologistId = colleague.UserId }));
        await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(self, patient.Id, At(28, 9), one => one with { Override = true }));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.PatientAsync(own).ContinueWith(other => clinic.BookAsync(self, other.Result.Id, At(23, 9)), TaskScheduler.Default).Unwrap());

        Assert.Equal(own.UserId, (await clinic.BookAsync(self, patient.Id, At(23, 9))).ThanatologistId);
    }

    [Fact]
    public async Task A_full_agenda_says_so()
    {
        var agenda = await clinic.Services.Agendas.FindAsync(own.UserId!);
        var transaction = clinic.Services.UsersTable.Begin(own);
        var busy = Enumerable.Range(0, DynamoAgendaStore.MostBusy).Select(i => new BusyTime(A.Id(), At(24, 9).AddHours(2 * i), 60));
        clinic.Services.Agendas.AddChange(transaction, agenda with { Busy = [.. busy] }, A.Moment);
        await transaction.CommitAsync();

        Assert.Equal(ProblemCode.AgendaFull, (await RefusedAsync(own, patient.Id, At(23, 9))).Code);
    }

    [Fact]
    public async Task What_has_ended_is_dropped_from_the_agenda()
    {
        await clinic.BookAsync(own, patient.Id, At(23, 9));
        clinic.Services.Time.SetUtcNow(At(23, 11, 1));

        await clinic.BookAsync(own, patient.Id, At(23, 12));

        Assert.Equal([At(23, 12)], await clinic.BusyAsync(own.UserId!));
    }

    /// <summary>The patient, both agendas at once, both accounts, the transaction; with a thanatologist who is named the first read is not needed.</summary>
    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 4)]
    public async Task A_booking_is_few_requests_to_DynamoDB_however_full_the_agendas_are(bool namesThanatologist, int requests)
    {
        for (var hour = 9; hour < 12; hour++)
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var counting = new FailingDynamo(client, int.MaxValue);

            await clinic.With(clinic.Services.Restarted(counting.Client)).BookAsync(own, patient.Id, At(23, hour), one => one with { ThanatologistId = namesThanatologist ? own.UserId : null });

            Assert.Equal(requests, counting.Requests);
        }
    }

    [Fact]
    public async Task A_list_is_by_start_and_has_what_the_caller_may_see()
    {
        var (colleague, theirs) = await clinic.PairAsync();
        var starts = new[] { At(30, 9), At(23, 9), At(23, 9).AddDays(42) };
        foreach (var start in starts)
            await clinic.BookAsync(own, patient.Id, start);
        await clinic.BookAsync(colleague, theirs.Id, At(23, 9));
        var query = new AppointmentQuery(null, null, A.Day, null, null);

        Assert.Equal([At(23, 9), At(23, 9), At(30, 9), At(23, 9).AddDays(42)], await PagedAsync(clinic.FrontDesk, query));
        Assert.Equal([At(23, 9), At(30, 9), At(23, 9).AddDays(42)], await PagedAsync(own, query));
        Assert.Equal([At(23, 9), At(30, 9)], await PagedAsync(own, query with { To = new DateOnly(2026, 11, 30) }));
        Assert.Equal([At(30, 9), At(23, 9).AddDays(42)], await PagedAsync(A.Caller(Role.Patient, patient.Id), query with { From = new DateOnly(2026, 11, 24) }));
        Assert.Equal([At(23, 9)], await PagedAsync(clinic.FrontDesk, query with { PatientId = theirs.Id, ThanatologistId = colleague.UserId }));
        Assert.Empty(await PagedAsync(clinic.FrontDesk, query with { Status = AppointmentStatus.Done }));
        await Assert.ThrowsAsync<NotFoundException>(() => PagedAsync(own, query with { ThanatologistId = colleague.UserId }));
        await Assert.ThrowsAsync<NotFoundException>(() => PagedAsync(own, query with { PatientId = theirs.Id }));
        await Assert.ThrowsAsync<InvalidInputException>(() => PagedAsync(own, query with { To = A.Day.AddDays(366) }));
    }

    private Task<ConflictException> RefusedAsync(Caller caller, string patientId, DateTimeOffset start, Func<NewAppointment, NewAppointment>? change = null) =>
        Assert.ThrowsAsync<ConflictException>(() => clinic.BookAsync(caller, patientId, start, change));

    /// <summary>The starts of a list, page by page.</summary>
    private async Task<IReadOnlyList<DateTimeOffset>> PagedAsync(Caller caller, AppointmentQuery query)
    {
        var starts = new List<DateTimeOffset>();
        string? after = null;
        do
        {
            var slice = await clinic.Services.Appointments.ListAsync(caller, query, new Page(1, after));
            starts.AddRange(slice.Items.Select(appointment => appointment.Start));
            after = slice.Next;
        }
        while (after is not null);
        return starts;
    }
}
