using System.Text.Json.Serialization;
using Clinic.Core.Json;
using Clinic.Core.Sessions;

namespace Clinic.Core.Agenda;

/// <summary>A time that a patient has with a thanatologist.</summary>
/// <param name="Start">On a whole minute, in UTC.</param>
/// <param name="Note">What the front desk writes; never clinical text.</param>
public sealed record Appointment(
    string Id,
    string PatientId,
    string ThanatologistId,
    DateTimeOffset Start,
    int Minutes,
    AppointmentMode Mode,
    string? Place,
    string? Note,
    AppointmentStatus Status,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Why it was cancelled.</summary>
    public string? Reason { get; init; }

    public CancelledBy? CancelledBy { get; init; }

    public string? SeriesId { get; init; }

    /// <summary>The session that was written of it.</summary>
    public SessionLink? Session { get; init; }

    /// <summary>The status that the rollups have counted; null where it is the present one.</summary>
    public AppointmentStatus? CountedAs { get; init; }

    /// <summary>The day on which the patient's record was opened, of their first appointment; null of any other.</summary>
    public DateOnly? OpenedOn { get; init; }

    /// <summary>What the patient is told next; null when that is nothing.</summary>
    public AppointmentNotice? Notice { get; init; }

    /// <summary>The last move, when it was one with others of the series.</summary>
    public SeriesMove? Move { get; init; }

    public DateTimeOffset End => Start.AddMinutes(Minutes);

    public bool IsFinal => Status is AppointmentStatus.Done or AppointmentStatus.Cancelled or AppointmentStatus.NoShow;

    /// <summary>A time that can still be moved.</summary>
    public bool IsAhead => Status is AppointmentStatus.Booked or AppointmentStatus.Confirmed;
}

/// <summary>The session of an appointment, with the claim of the request that wrote it.</summary>
public sealed record SessionLink(string SessionId, string? Key, string? Fingerprint);

/// <summary>A move together with others of a series. It moves nothing twice, however often the request is repeated.</summary>
/// <param name="With">The id and the version of the appointment that the request named. That one is moved last to a later time, so until then it has this version.</param>
/// <param name="From">Where the moved one stood before.</param>
public sealed record SeriesMove(string With, DateTimeOffset From);

/// <summary>Where an appointment stands; <see cref="AppointmentStatuses"/> has the ways between them.</summary>
[JsonConverter(typeof(AppointmentStatusConverter))]
public enum AppointmentStatus
{
    Booked,
    Confirmed,
    Arrived,
    Done,
    Cancelled,
    NoShow,
}

/// <summary>Who cancelled an appointment.</summary>
[JsonConverter(typeof(CancelledByConverter))]
public enum CancelledBy
{
    Patient,
    Clinic,
}

/// <summary>What a patient is told of an appointment or of a series. The worker Clinic.Notices tells it, and plans what comes next.</summary>
/// <param name="At">When it is due: a reminder at its hour, everything else at once.</param>
public sealed record AppointmentNotice(NoticeKind Kind, DateTimeOffset At);

/// <summary>What a patient is told.</summary>
public enum NoticeKind
{
    /// <summary>Of a series, all of its dates.</summary>
    Booked,

    /// <summary>Of a series, all that has changed of its later dates.</summary>
    Moved,

    Cancelled,

    /// <summary>Nothing, as the series tells it; reminders are planned all the same.</summary>
    BySeries,

    Reminder,
}

/// <summary>The names of statuses, and which status may follow which.</summary>
public static class AppointmentStatuses
{
    public static readonly IReadOnlyList<string> All = ["booked", "confirmed", "arrived", "done", "cancelled", "no-show"];

    private static readonly TimeSpan LateArrival = TimeSpan.FromDays(1);

    public static string Name(this AppointmentStatus status) => All[(int)status];

    public static AppointmentStatus? Parse(string? name) => All.Find<AppointmentStatus>(name);

    /// <summary>Whether an appointment may go over to another status now.</summary>
    internal static bool MayBecome(this Appointment appointment, AppointmentStatus next, ClinicCalendar calendar, DateTimeOffset now) => (appointment.Status, next) switch
    {
        (AppointmentStatus.Booked, AppointmentStatus.Confirmed) => true,
        (AppointmentStatus.Booked or AppointmentStatus.Confirmed, AppointmentStatus.Cancelled) => true,
        (AppointmentStatus.Booked or AppointmentStatus.Confirmed, AppointmentStatus.NoShow) => appointment.Start <= now,
        (AppointmentStatus.Booked or AppointmentStatus.Confirmed, AppointmentStatus.Arrived) or (AppointmentStatus.Arrived, AppointmentStatus.Done) =>
            calendar.DateOf(appointment.Start) <= calendar.DateOf(now),
        (AppointmentStatus.NoShow, AppointmentStatus.Arrived) => now <= appointment.Start + LateArrival,
        _ => false,
    };
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class AppointmentStatusConverter() : StrictEnumConverter<AppointmentStatus>(AppointmentStatuses.All);

internal static class CancelledByNames
{
    public static readonly IReadOnlyList<string> All = ["patient", "clinic"];

    public static string Name(this CancelledBy by) => All[(int)by];

    public static CancelledBy? Parse(string? name) => All.Find<CancelledBy>(name);
}

/// <summary>Reads and writes who cancelled by their names.</summary>
public sealed class CancelledByConverter() : StrictEnumConverter<CancelledBy>(CancelledByNames.All);

internal static class NoticeKinds
{
    private static readonly string[] All = ["booked", "moved", "cancelled", "by-series", "reminder"];

    public static string Name(this NoticeKind kind) => All[(int)kind];

    public static NoticeKind Parse(string name) => All.Parse<NoticeKind>(name);
}
