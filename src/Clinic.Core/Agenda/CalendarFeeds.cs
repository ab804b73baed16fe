using System.Buffers.Text;
using System.Security.Cryptography;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>An address at which somebody's calendar reads their agenda.</summary>
/// <param name="Hash">SHA-256 of the address's secret part, which has 256 random bits: it needs no salt and no slow hash.</param>
/// <param name="LastUsedAt">To the hour.</param>
public sealed record CalendarFeed(string Id, byte[] Hash, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt = null);

/// <summary>A new calendar.</summary>
/// <param name="Url">The address to subscribe to. It is shown this once and kept nowhere: whoever has it reads the agenda.</param>
public sealed record CreatedCalendarFeed(string Id, string Url, DateTimeOffset CreatedAt);

/// <summary>A calendar in the list, without its address.</summary>
/// <param name="LastUsedAt">When it was last read, to the hour.</param>
public sealed record CalendarFeedView(string Id, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static CalendarFeedView Of(CalendarFeed feed) => new(feed.Id, feed.CreatedAt, feed.LastUsedAt);
}

/// <summary>What a calendar's address has in it, in 64 characters of base64url: whose agenda it is, and 256 random bits.</summary>
internal sealed record CalendarFeedSecret(string OwnerId, byte[] Secret)
{
    private const string Extension = ".ics";
    private const int IdSize = 16;
    private const int SecretSize = 32;

    public byte[] Hash => SHA256.HashData(Secret);

    /// <summary>The file of the address.</summary>
    public string File => Base64Url.EncodeToString([.. Guid.ParseExact(OwnerId, "D").ToByteArray(bigEndian: true), .. Secret]) + Extension;

    public static CalendarFeedSecret New(string ownerId) => new(ownerId, RandomNumberGenerator.GetBytes(SecretSize));

    /// <summary>Null for what is not the file of a calendar's address.</summary>
    public static CalendarFeedSecret? Parse(string file)
    {
        var bytes = new byte[IdSize + SecretSize];
        if (!file.EndsWith(Extension, StringComparison.Ordinal) || file.Length != Base64Url.GetEncodedLength(bytes.Length) + Extension.Length)
            return null;
        var text = file.AsSpan(0, file.Length - Extension.Length);
        // The decoder overlooks blanks and padding.
        if (!Base64Url.IsValid(text, out var size) || size != bytes.Length || !Base64Url.TryDecodeFromChars(text, bytes, out _))
            return null;
        return new CalendarFeedSecret(new Guid(bytes.AsSpan(0, IdSize), bigEndian: true).ToString(), bytes[IdSize..]);
    }

    public bool IsOf(CalendarFeed feed) => CryptographicOperations.FixedTimeEquals(Hash, feed.Hash);
}

/// <summary>Addresses at which calendars read the agenda of a thanatologist, or that of the clinic for those who keep it.</summary>
public sealed class CalendarFeedService(
    DynamoCalendarFeeds store, DynamoUsers users, DynamoAppointments appointments, ClinicCalendar calendar, TimeZoneInfo zone, Contention contention, TimeProvider time)
{
    public const int DaysBack = 30;
    public const int DaysAhead = 180;

    /// <summary>What a function can answer at once: 6 MB, of which a long event takes one KB.</summary>
    public const int MostEvents = 5_000;

    /// <param name="address">That of the API, as the client knows it.</param>
    /// <exception cref="ConflictException">The caller has as many as one may have.</exception>
    public async Task<CreatedCalendarFeed> CreateAsync(Caller caller, string address, ResponseToStore<CreatedCalendarFeed> response)
    {
        var secret = CalendarFeedSecret.New(OwnerId(caller));
        var feed = new CalendarFeed(Identifier.New(time), secret.Hash, time.GetUtcNow());
        var created = new CreatedCalendarFeed(feed.Id, $"{address}/calendar/{secret.File}", feed.CreatedAt);
        var entry = AuditEntry.Of(caller, secret.OwnerId, AuditAction.CalendarFeedCreated, feed.CreatedAt, feed.Id);
        return await contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, secret.OwnerId, feed, entry, response.For(created));
            return created;
        });
    }

    /// <summary>The caller's own, newest first.</summary>
    public async Task<IReadOnlyList<CalendarFeedView>> ListAsync(Caller caller) =>
        [.. (await store.ListAsync(OwnerId(caller))).OrderByDescending(feed => feed.CreatedAt).ThenByDescending(feed => feed.Id, StringComparer.Ordinal).Select(CalendarFeedView.Of)];

    /// <exception cref="NotFoundException">The caller has no such calendar.</exception>
    public async Task DeleteAsync(Caller caller, string id)
    {
        var ownerId = OwnerId(caller);
        var entry = AuditEntry.Of(caller, ownerId, AuditAction.CalendarFeedDeleted, time.GetUtcNow(), id);
        if (!await contention.RetryAsync(() => store.DeleteAsync(caller, ownerId, id, entry)))
            throw new NotFoundException();
    }

    /// <summary>The agenda as an iCalendar object, for whoever has the address.</summary>
    /// <exception cref="NotFoundException">It is none, was deleted, or its owner is no longer active.</exception>
    public async Task<string> ReadAsync(string file)
    {
        var secret = CalendarFeedSecret.Parse(file) ?? throw new NotFoundException();
        var (feeds, owner) = (store.ListAsync(secret.OwnerId), users.FindAsync(secret.OwnerId));
        if ((await feeds).FirstOrDefault(secret.IsOf) is not { } feed || await owner is not { IsPatient: false, Status: UserStatus.Active } reader)
            throw new NotFoundException();
        var (first, last) = (calendar.Today.AddDays(-DaysBack), calendar.Today.AddDays(DaysAhead));
        var query = new AppointmentQuery(null, reader.Role is Role.Thanatologist ? reader.Id : null, first, last, null);
        var found = (await appointments.ListAsync(query, new Page(MostEvents, null))).Items;
        var names = await users.FindNamesAsync(found.Select(appointment => appointment.PatientId), time);
        await store.MarkUsedAsync(reader.Id, feed, time.GetUtcNow());
        return new AgendaCalendar(zone).Write(first, last, found, names);
    }

    /// <exception cref="NotFoundException">A service has no agenda.</exception>
    /// <exception cref="ForbiddenException">A patient has none either.</exception>
    private static string OwnerId(Caller caller) => caller switch
    {
        { UserId: null } => throw new NotFoundException(ProblemCode.NoUser),
        { Role: Role.Patient } => throw new ForbiddenException(ProblemCode.FeedsForStaff),
        _ => caller.UserId,
    };
}
