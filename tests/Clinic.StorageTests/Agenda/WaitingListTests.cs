using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class WaitingListTests : AgendaTests
{
    [Fact]
    public async Task An_entry_is_listed_as_it_was_added_and_audited()
    {
        var added = await AddAsync(
            clinic.FrontDesk, new(patient.Id, own.UserId, [5, 1], "09:00", "14:00", new DateOnly(2026, 12, 31), " Sólo si avisan a la señora Núñez "));

        Assert.Equal([1, 5], added.Weekdays);
        Assert.Equal(
            ("Rosa Gómez", own.UserId, "Itzel Muñoz", "Sólo si avisan a la señora Núñez", A.Moment.AddMilliseconds(1)),
            (added.PatientName, added.ThanatologistId, added.ThanatologistName, added.Note, added.CreatedAt));
        Assert.Equivalent(added, Assert.Single(await ListAsync(own)), strict: true);
        var entry = (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0];
        Assert.Equal((AuditAction.WaitingListEntryAdded, clinic.FrontDesk.UserId), (entry.Action, entry.ById));
    }

    [Fact]
    public async Task A_patient_has_one_entry_for_each_thanatologist_and_one_for_any()
    {
        var colleague = await clinic.ThanatologistAsync();
        string?[] whom = [own.UserId, colleague.UserId, null];
        foreach (var id in whom)
            await AddAsync(clinic.FrontDesk, new(patient.Id, id));

        foreach (var id in whom)
            Assert.Equal(ProblemCode.AlreadyWaiting, (await RefusedAsync(new(patient.Id, id))).Code);
        await RemoveAsync(clinic.FrontDesk, (await ListAsync(clinic.FrontDesk))[2].Id);
        await AddAsync(clinic.FrontDesk, new(patient.Id));
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_adds_the_entry()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Record.ExceptionAsync(() => AddAsync(clinic.FrontDesk, new(patient.Id)))));

        Assert.Equal(9, outcomes.OfType<ConflictException>().Count(refusal => refusal.Code == ProblemCode.AlreadyWaiting));
        Assert.Single(await ListAsync(clinic.FrontDesk));
    }

    [Fact]
    public async Task A_list_is_oldest_first_in_pages_and_has_those_who_wait_for_any()
    {
        var colleague = await clinic.ThanatologistAsync();
        string?[] whom = [own.UserId, null, colleague.UserId, own.UserId, null];
        var ids = new List<string>();
        foreach (var id in whom)
            ids.Add((await AddAsync(clinic.FrontDesk, new((await clinic.PatientAsync(own)).Id, id))).Id);

        Assert.Equal(ids, Ids(await ListAsync(clinic.FrontDesk)));
        Assert.Equal([ids[0], ids[1], ids[3], ids[4]], Ids(await ListAsync(clinic.FrontDesk, new(own.UserId, null, null))));
        Assert.Equal([ids[1], ids[2], ids[4]], Ids(await ListAsync(clinic.FrontDesk, new(colleague.UserId, null, null))));
        await Assert.ThrowsAsync<NotFoundException>(() => ListAsync(clinic.FrontDesk, new(A.Id(), null, null)));
    }

    [Fact]
    public async Task A_thanatologist_sees_adds_and_removes_what_is_of_their_own_patients()
    {
        var (colleague, theirs) = await clinic.PairAsync();
        var ownEntry = await AddAsync(own, new(patient.Id));
        var theirEntry = await AddAsync(clinic.FrontDesk, new(theirs.Id));

        Assert.Equal([ownEntry.Id], Ids(await ListAsync(own)));
        Assert.Equal([theirEntry.Id], Ids(await ListAsync(colleague, new(colleague.UserId, null, null))));
        await Assert.ThrowsAsync<NotFoundException>(() => ListAsync(own, new(colleague.UserId, null, null)));
        Assert.Equal(ProblemCode.PatientNotFound, (await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(own, new(theirs.Id)))).Code);
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(own, new(patient.Id, colleague.UserId)));
        Assert.Equal("thanatologistId", Assert.Single(refused.Errors).Key);
        await Assert.ThrowsAsync<NotFoundException>(() => RemoveAsync(own, theirEntry.Id));
        await RemoveAsync(own, ownEntry.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => RemoveAsync(own, ownEntry.Id));
        Assert.Equal(AuditAction.WaitingListEntryRemoved, (await clinic.Services.Audit.ListAsync(patient.Id, new Page(1, null))).Items[0].Action);
    }

    [Fact]
    public async Task Patients_do_not_keep_the_waiting_list()
    {
        var caller = A.Caller(Role.Patient, patient.Id);

        foreach (var attempt in (Func<Task>[])[() => AddAsync(caller, new(patient.Id)), () => ListAsync(caller), () => RemoveAsync(caller, A.Id())])
            Assert.Equal(ProblemCode.AppointmentByClinic, (await Assert.ThrowsAsync<ForbiddenException>(attempt)).Code);
    }

    [Fact]
    public async Task Who_cannot_be_booked_does_not_wait()
    {
        var (closed, colleague) = (await clinic.Services.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build()), await clinic.ThanatologistAsync());
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, colleague.UserId!, VersionCondition.Any);

        Assert.Equal(ProblemCode.RecordClosed, (await RefusedAsync(new(closed.Id))).Code);
        Assert.Equal(ProblemCode.ThanatologistInactive, (await RefusedAsync(new(patient.Id, colleague.UserId))).Code);
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, patient.Id, VersionCondition.Any);
        Assert.Equal(ProblemCode.PatientInactive, (await RefusedAsync(new(patient.Id))).Code);
    }

    [Fact]
    public async Task Who_cannot_be_booked_any_more_is_left_out_as_long_as_that_is_so()
    {
        var other = await clinic.PatientAsync(own);
        await AddAsync(own, new(patient.Id));
        await AddAsync(own, new(other.Id));

        await clinic.Services.Records.PutAsync(Again(own), patient.Id, new RecordEdit(false), VersionCondition.Any);
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, other.Id, VersionCondition.Any);
        Assert.Empty(await ListAsync(clinic.FrontDesk));
        Assert.Equal(0, await CountAsync(At(23, 9)));

        await clinic.Services.Records.PutAsync(Again(own), patient.Id, new RecordEdit(true), VersionCondition.Any);
        Assert.Equal([patient.Id], (await ListAsync(clinic.FrontDesk)).Select(entry => entry.PatientId));
    }

    [Fact]
    public async Task An_entry_is_gone_once_its_last_day_is_over()
    {
        await AddAsync(own, new(patient.Id, Until: A.Day.AddDays(1)));
        var expiresAt = Assert.Single(await tables.ItemsAsync(tables.WaitingList))["expiresAt"].N;
        Assert.Equal(At(24, 0).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), expiresAt);

        clinic.Services.Time.SetUtcNow(At(24, 0).AddSeconds(-1));
        Assert.Single(await ListAsync(own));
        clinic.Services.Time.SetUtcNow(At(24, 0));
        Assert.Empty(await ListAsync(own));
        await AddAsync(own, new(patient.Id));
    }

    [Fact]
    public async Task A_time_suits_those_who_wait_for_it_and_are_free()
    {
        var (colleague, busy) = (await clinic.ThanatologistAsync(), await clinic.PatientAsync(own));
        await AddAsync(own, new(patient.Id, Weekdays: [1], From: "09:00", To: "11:00"));
        await AddAsync(own, new(busy.Id));
        await clinic.BookAsync(clinic.FrontDesk, busy.Id, At(23, 10, 30), one => one with { ThanatologistId = colleague.UserId, Minutes = 30 });

        Assert.Equal([patient.Id, busy.Id], await FittingAsync(At(23, 9)));
        Assert.Equal([patient.Id], await FittingAsync(At(23, 10)));
        Assert.Equal([busy.Id], await FittingAsync(At(23, 11)));
        Assert.Equal([patient.Id, busy.Id], await FittingAsync(At(23, 10), minutes: 30));
        Assert.Equal([busy.Id], await FittingAsync(At(24, 9)));
        Assert.Equal((2, 1), (await CountAsync(At(23, 9)), await CountAsync(At(23, 10))));
        await clinic.Services.Availability.PutAsync(Again(own), own.UserId!, new AvailabilityEdit(Minutes: 120), VersionCondition.Any);
        Assert.Equal([patient.Id], await FittingAsync(At(23, 9)));
    }

    [Theory]
    [InlineData("fits", 22)]
    [InlineData("minutes", null)]
    public async Task A_query_that_cannot_be_names_the_parameter(string parameter, int? day)
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => ListAsync(own, new(null, day is { } past ? At(past, 11) : null, 60)));

        Assert.Equal(parameter, Assert.Single(refused.Errors).Key);
    }

    [Fact]
    public async Task A_full_list_takes_no_more()
    {
        await Parallel.ForAsync(0, DynamoWaitingList.MostEntries, async (_, cancellation) => await tables.Dynamo.PutItemAsync(
            new PutItemRequest
            {
                TableName = tables.WaitingList,
                Item = new() { ["list"] = new("clinic"), ["id"] = new(A.Id()), ["patientId"] = new(A.Id()), ["createdAt"] = new("2026-11-22T18:00:00.000Z") },
            },
            cancellation));

        Assert.Equal(ProblemCode.WaitingListFull, (await RefusedAsync(new(patient.Id))).Code);
    }

    [Fact]
    public async Task A_booking_and_a_series_take_the_entry_away()
    {
        var first = await AddAsync(own, new(patient.Id));
        await clinic.BookAsync(own, patient.Id, At(23, 9), one => one with { WaitingListId = first.Id });
        Assert.Empty(await ListAsync(own));

        var second = await AddAsync(own, new(patient.Id));
        await clinic.BookAsync(own, patient.Id, At(24, 9), one => one with { WaitingListId = second.Id, Repeat = new Repeat(RepeatEvery.Week, 3) });
        Assert.Empty(await ListAsync(own));
    }

    [Fact]
    public async Task An_entry_that_is_not_the_patients_is_refused_and_nothing_is_booked()
    {
        var other = await clinic.PatientAsync(own);
        var entry = await AddAsync(own, new(other.Id));

        foreach (var (id, repeat) in new[] { (entry.Id, null), (A.Id(), null), (entry.Id, new Repeat(RepeatEvery.Week, 2)) })
        {
            var refused = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.BookAsync(own, patient.Id, At(23, 9), one => one with { WaitingListId = id, Repeat = repeat }));
            Assert.Equal((FieldCode.NotFound, "waitingListId"), Assert.Single(refused.Errors) is var error ? (error.Value[0].Code, error.Key) : default);
        }
        Assert.Empty(await clinic.BusyAsync(patient.Id));
        Assert.Single(await ListAsync(own));
    }

    /// <summary>The process dies at every single request of a booking in turn; the same request goes on.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_leaves_the_entry_or_the_appointment(bool isLastDone)
    {
        for (var last = 1; ; last++)
        {
            var someone = await clinic.PatientAsync(own);
            var entry = await AddAsync(own, new(someone.Id));
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            var appointment = new NewAppointment(someone.Id, Start: At(23, 9).AddDays(7 * last), WaitingListId: entry.Id);

            await Record.ExceptionAsync(() => clinic.Services.Restarted(dying.Client).Appointments.BookAsync(Again(own), appointment, Key($"key {isLastDone} {last}")));

            var (isBooked, waits) = ((await clinic.BusyAsync(someone.Id)).Any(), (await ListAsync(own)).Count == 1);
            Assert.Equal(isBooked, !waits);
            if (waits)
                await RemoveAsync(own, entry.Id);
            if (!dying.HasDied)
                break;
            Assert.InRange(last, 1, 20);
        }
    }

    /// <summary>Entries that are added at the same millisecond are in no order.</summary>
    private Task<WaitingListEntryView> AddAsync(Caller caller, NewWaitingListEntry entry)
    {
        clinic.Services.Time.Advance(TimeSpan.FromMilliseconds(1));
        return clinic.Services.WaitingList.AddAsync(Again(caller), entry, A.NoKey<WaitingListEntryView>());
    }

    private Task<ConflictException> RefusedAsync(NewWaitingListEntry entry) => Assert.ThrowsAsync<ConflictException>(() => AddAsync(clinic.FrontDesk, entry));

    private Task RemoveAsync(Caller caller, string id) => clinic.Services.WaitingList.RemoveAsync(Again(caller), id);

    private async Task<IEnumerable<string>> FittingAsync(DateTimeOffset start, int? minutes = null) =>
        (await ListAsync(clinic.FrontDesk, new(own.UserId, start, minutes))).Select(entry => entry.PatientId);

    private Task<int> CountAsync(DateTimeOffset start) => clinic.Services.WaitingList.CountFittingAsync(own.UserId!, start, 60);

    private static IEnumerable<string> Ids(IEnumerable<WaitingListEntryView> entries) => entries.Select(entry => entry.Id);

    /// <summary>A list, page by page.</summary>
    private async Task<IReadOnlyList<WaitingListEntryView>> ListAsync(Caller caller, WaitingListQuery? query = null)
    {
        var entries = new List<WaitingListEntryView>();
        string? after = null;
        do
        {
            var slice = await clinic.Services.WaitingList.ListAsync(caller, query ?? new(null, null, null), new Page(2, after));
            entries.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);
        return entries;
    }
}
