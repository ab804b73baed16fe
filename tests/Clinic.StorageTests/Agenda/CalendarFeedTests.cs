using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

public sealed class CalendarFeedTests : AgendaTests
{
    private CalendarFeedService feeds = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var services = clinic.Services;
        feeds = new CalendarFeedService(
            new DynamoCalendarFeeds(tables.Dynamo, tables.Agenda, services.UsersTable, services.Audit, services.Answers),
            services.UsersTable, services.AppointmentStore, services.Calendar, TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"), services.Contention, services.Time);
    }

    [Fact]
    public async Task A_thanatologist_reads_their_own_agenda_and_the_front_desk_the_clinics()
    {
        var (colleague, other) = await clinic.PairAsync();
        var (mine, theirs) = (await clinic.BookAsync(own, patient.Id, At(24, 9)), await clinic.BookAsync(colleague, other.Id, At(24, 9)));

        Assert.Equal([mine.Id], await ReadIdsAsync(own));
        foreach (var keeper in (Caller[])[clinic.FrontDesk, clinic.Services.Admin])
            Assert.Equal(new HashSet<string> { mine.Id, theirs.Id }, [.. await ReadIdsAsync(keeper)]);
    }

    /// <summary>An appointment of June, seen from days that are later and later.</summary>
    [Fact]
    public async Task It_goes_from_thirty_days_back_to_a_hundred_and_eighty_ahead()
    {
        var booked = await clinic.BookAsync(clinic.FrontDesk, patient.Id, new DateTimeOffset(2027, 6, 14, 15, 0, 0, TimeSpan.Zero), appointment => appointment with { Override = true });
        var created = await CreateAsync(own);

        foreach (var (days, isIn) in ((int, bool)[])[(-181, false), (-180, true), (30, true), (31, false)])
        {
            clinic.Services.Time.SetUtcNow(booked.Start.AddDays(days));
            Assert.Equal(isIn, (await ReadAsync(created)).Contains($"UID:{booked.Id}@clinic", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_address_is_shown_once_and_stored_as_a_hash()
    {
        var created = await CreateAsync(own);

        var file = created.Url.Split('/')[^1];
        Assert.StartsWith("https://clinic.test/dev/calendar/", created.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(await tables.ContentsAsync(), item => item.Contains(file[22..^4], StringComparison.Ordinal));
        var view = Assert.Single(await feeds.ListAsync(own));
        Assert.Equal(new CalendarFeedView(created.Id, created.CreatedAt, null), view);
        Assert.Empty(await feeds.ListAsync(clinic.FrontDesk));
        var entry = (await clinic.Services.Audit.ListAsync(own.UserId!, new Page(1, null))).Items[0];
        Assert.Equal((AuditAction.CalendarFeedCreated, own.UserId, created.Id), (entry.Action, entry.ById, entry.Fields.Single()));
    }

    [Fact]
    public async Task A_use_is_noted_once_an_hour()
    {
        var created = await CreateAsync(own);
        var started = clinic.Services.Time.GetUtcNow();
        foreach (var (minutes, noted) in ((int, int)[])[(0, 0), (59, 0), (60, 60), (61, 60), (121, 121)])
        {
            clinic.Services.Time.SetUtcNow(started.AddMinutes(minutes));
            await ReadAsync(created);
            Assert.Equal(started.AddMinutes(noted), (await feeds.ListAsync(own)).Single().LastUsedAt);
        }
    }

    [Fact]
    public async Task A_person_has_ten_at_most_however_many_are_made_at_once()
    {
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 13).Select(async _ =>
        {
            try
            {
                await CreateAsync(own);
            }
            catch (ConflictException conflict) when (conflict.Code == ProblemCode.TooManyFeeds)
            {
                Interlocked.Increment(ref refused);
            }
        }));

        Assert.Equal(3, refused);
        var all = await feeds.ListAsync(own);
        Assert.Equal(10, all.Count);
        await feeds.DeleteAsync(Again(own), all[4].Id);
        await CreateAsync(own);
        await Assert.ThrowsAsync<ConflictException>(() => CreateAsync(own));
    }

    [Fact]
    public async Task A_deleted_one_answers_as_one_that_never_was_and_only_its_owner_deletes_it()
    {
        var (created, other) = (await CreateAsync(own), await CreateAsync(own));
        await Assert.ThrowsAsync<NotFoundException>(() => feeds.DeleteAsync(Again(clinic.FrontDesk), created.Id));

        await feeds.DeleteAsync(Again(own), created.Id);

        await Assert.ThrowsAsync<NotFoundException>(() => ReadAsync(created));
        await Assert.ThrowsAsync<NotFoundException>(() => feeds.DeleteAsync(Again(own), created.Id));
        await ReadAsync(other);
        Assert.Equal([other.Id], (await feeds.ListAsync(own)).Select(feed => feed.Id));
        Assert.Equal(AuditAction.CalendarFeedDeleted, (await clinic.Services.Audit.ListAsync(own.UserId!, new Page(1, null))).Items[0].Action);
    }

    [Fact]
    public async Task A_deactivated_owners_address_answers_nothing_and_makes_nothing()
    {
        var created = await CreateAsync(own);
        await clinic.Services.Users.DeactivateAsync(clinic.Services.Admin, own.UserId!, VersionCondition.Any);

        await Assert.ThrowsAsync<NotFoundException>(() => ReadAsync(created));
        await Assert.ThrowsAsync<ForbiddenException>(() => CreateAsync(own));
    }

    [Fact]
    public async Task It_is_for_staff()
    {
        var self = A.Caller(Role.Patient, patient.Id);
        foreach (var act in (Func<Caller, Task>[])[CreateAsync, feeds.ListAsync, caller => feeds.DeleteAsync(caller, A.Id())])
        {
            Assert.Equal(ProblemCode.FeedsForStaff, (await Assert.ThrowsAsync<ForbiddenException>(() => act(self))).Code);
            Assert.Equal(ProblemCode.NoUser, (await Assert.ThrowsAsync<NotFoundException>(() => act(A.Service(Scope.AppointmentsRead)))).Code);
        }
    }

    private Task<CreatedCalendarFeed> CreateAsync(Caller caller) => feeds.CreateAsync(Again(caller), "https://clinic.test/dev", A.NoKey<CreatedCalendarFeed>());

    private Task<string> ReadAsync(CreatedCalendarFeed feed) => feeds.ReadAsync(feed.Url.Split('/')[^1]);

    private async Task<List<string>> ReadIdsAsync(Caller caller) =>
        [.. (await ReadAsync(await CreateAsync(caller))).Split("\r\n").Where(line => line.StartsWith("UID:", StringComparison.Ordinal)).Select(line => line[4..].Split('@')[0])];
}
