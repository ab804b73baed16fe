using System.Buffers.Text;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>What the reports count of an appointment.</summary>
/// <param name="Date">The day at the clinic that it is for.</param>
/// <param name="Hour">The hour on the clinic's clock in which it begins.</param>
/// <param name="Waited">Of a patient's first one the days since the record was opened, at most <see cref="MostWaited"/>.</param>
internal sealed record AppointmentFacts(string ThanatologistId, DateOnly Date, int Hour, int Minutes, AppointmentMode Mode, AppointmentStatus Status, int? Waited)
{
    /// <summary>Who has waited longer counts as having waited so long: there is a counter for each number of days.</summary>
    public const int MostWaited = 366;

    /// <summary>The attributes of an appointment's item that <see cref="Read"/> needs.</summary>
    public const string Projection = "#thanatologistId, #start, #minutes, #mode, #status, #countedAs, #openedOn";

    public static AppointmentFacts Of(Appointment appointment, ClinicCalendar calendar) =>
        Of(appointment.ThanatologistId, appointment.Start, appointment.Minutes, appointment.Mode, appointment.Status, appointment.OpenedOn, calendar);

    /// <summary>What the rollups hold of it: a session has made it done, and that is not counted yet.</summary>
    public static AppointmentFacts Counted(Appointment appointment, ClinicCalendar calendar) =>
        Of(appointment, calendar) with { Status = appointment.CountedAs ?? appointment.Status };

    /// <summary>What the rollups hold of an item of the appointments table; null of what is no appointment.</summary>
    public static AppointmentFacts? Read(IReadOnlyDictionary<string, AttributeValue> item, ClinicCalendar calendar) => AppointmentItems.IsAppointment(item)
        ? Of(
            item.Text("thanatologistId"),
            item.Time("start"),
            item.Number("minutes"),
            AppointmentModes.Parse(item.Text("mode"))!.Value,
            AppointmentStatuses.Parse(item.TextOrNull("countedAs") ?? item.Text("status"))!.Value,
            item.DateOrNull("openedOn"),
            calendar)
        : null;

    private static AppointmentFacts Of(
        string thanatologistId, DateTimeOffset start, int minutes, AppointmentMode mode, AppointmentStatus status, DateOnly? openedOn, ClinicCalendar calendar)
    {
        var (day, clock) = calendar.LocalOf(start);
        int? waited = openedOn is { } opened ? Math.Min(day.DayNumber - opened.DayNumber, MostWaited) : null;
        return new AppointmentFacts(thanatologistId, day, clock.Hour, minutes, mode, status, waited);
    }
}

/// <summary>
/// The counters of appointments: how many of a thanatologist by status, mode, weekday and hour, their minutes by status, and how many
/// first ones by the days that the patient has waited. The thanatologist is 22 characters, and the clinic's figures are sums over them.
/// </summary>
internal static class AppointmentCounters
{
    public const string Status = "status";
    public const string Mode = "mode";
    public const string Weekday = "weekday";
    public const string Hour = "hour";
    public const string Minutes = "minutes";
    public const string Waited = "waited";

    /// <summary>A counter, such as <c>AZqo8AAAcACAAAAAAAAACg#status#booked</c>.</summary>
    public static string Name(string thanatologistId, string dimension, string value) =>
        $"{Base64Url.EncodeToString(Guid.Parse(thanatologistId).ToByteArray(bigEndian: true))}#{dimension}#{value}";

    /// <summary>The values of a dimension that a report can be grouped by. Weekdays are those of ISO 8601, 1 is Monday.</summary>
    public static IReadOnlyList<string>? ValuesOf(string dimension) => dimension switch
    {
        Status => AppointmentStatuses.All,
        Mode => AppointmentModes.Names,
        Weekday => [.. Enumerable.Range(1, 7).Select(Digits)],
        Hour => [.. Enumerable.Range(0, 24).Select(RollupKey.Digits)],
        _ => null,
    };

    /// <summary>What an appointment adds to the counters, or with a negative amount takes from them.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(AppointmentFacts appointment, int amount)
    {
        var counters = new Dictionary<string, decimal>
        {
            [Name(appointment.ThanatologistId, Status, appointment.Status.Name())] = amount,
            [Name(appointment.ThanatologistId, Mode, appointment.Mode.Name())] = amount,
            [Name(appointment.ThanatologistId, Weekday, Digits(appointment.Date.DayOfWeek is DayOfWeek.Sunday ? 7 : (int)appointment.Date.DayOfWeek))] = amount,
            [Name(appointment.ThanatologistId, Hour, RollupKey.Digits(appointment.Hour))] = amount,
            [Name(appointment.ThanatologistId, Minutes, appointment.Status.Name())] = amount * appointment.Minutes,
        };
        if (appointment.Waited is { } days)
            counters[Name(appointment.ThanatologistId, Waited, Digits(days))] = amount;
        return counters;
    }

    /// <summary>The counters of some dimensions of an item, apart for each thanatologist and without the id in their names, such as <c>status#booked</c>.</summary>
    public static IEnumerable<CountsRow> Read(IReadOnlyDictionary<string, AttributeValue> item, DateOnly day, IReadOnlyList<string> dimensions) =>
        from attribute in item
        let parts = attribute.Key.Split('#')
        where parts.Length == 3 && dimensions.Contains(parts[1])
        group (Name: RollupAttributes.Counter(parts[1], parts[2]), Amount: decimal.Parse(attribute.Value.N, CultureInfo.InvariantCulture)) by parts[0] into own
        select new CountsRow(new Guid(Base64Url.DecodeFromChars(own.Key), bigEndian: true).ToString(), day, own.ToDictionary(counter => counter.Name, counter => counter.Amount));

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the counters of appointments say together. Whatever has no value where nothing has happened is null.</summary>
internal static class AppointmentFigures
{
    /// <summary>What <see cref="AppointmentCounters.Status"/> counts: cancelled ones too.</summary>
    public static decimal Appointments(this IEnumerable<CountsRow> rows) => rows.Sum(row => AppointmentStatuses.All.Sum(status => Counter(row, AppointmentCounters.Status, status)));

    /// <summary>Of those that were to take place and are over, how many the patient did not come to; with four decimals.</summary>
    public static decimal? NoShowRate(this IReadOnlyList<CountsRow> rows)
    {
        var (missed, done) = (Of(AppointmentStatus.NoShow), Of(AppointmentStatus.Done));
        return Ratio(missed, missed + done);

        decimal Of(AppointmentStatus status) => rows.Sum(row => Counter(row, AppointmentCounters.Status, status.Name()));
    }

    /// <summary>The minutes of appointments in proportion to those of the hours; with four decimals. A cancelled one takes none.</summary>
    public static decimal? Utilisation(this IEnumerable<CountsRow> rows, long availableMinutes) => Ratio(
        rows.Sum(row => AppointmentStatuses.All.Where(status => status != AppointmentStatus.Cancelled.Name()).Sum(status => Counter(row, AppointmentCounters.Minutes, status))),
        availableMinutes);

    /// <summary>The median of the days between the opening of a record and its first appointment; half a day is a whole one.</summary>
    public static int? DaysToFirst(this IEnumerable<CountsRow> rows)
    {
        const string Prefix = AppointmentCounters.Waited + "#";
        var patients = rows.SelectMany(row => row.Amounts)
            .Where(counter => counter.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .GroupBy(counter => int.Parse(counter.Key.AsSpan(Prefix.Length), CultureInfo.InvariantCulture), counter => counter.Value)
            .OrderBy(days => days.Key)
            .SelectMany(days => Enumerable.Repeat(days.Key, (int)days.Sum()))
            .ToList();
        return patients.Count == 0 ? null : (patients[(patients.Count - 1) / 2] + patients[patients.Count / 2] + 1) / 2;
    }

    private static decimal Counter(CountsRow row, string dimension, string value) => row.Amounts.GetValueOrDefault(RollupAttributes.Counter(dimension, value));

    private static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : Money.Normalized(decimal.Round(part / whole, 4, MidpointRounding.AwayFromZero));
}

/// <summary>How long thanatologists can be booked, by the hours that they have now.</summary>
public sealed class DynamoAvailableTime(IAmazonDynamoDB dynamo, string agendaTable, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>The minutes of their hours in a period. Who has told no hours is left out.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> MinutesOfAsync(IEnumerable<string> thanatologistIds, ReportPeriod period)
    {
        var agendas = await dynamo.FindAsync(agendaTable, thanatologistIds.Select(AgendaItems.Key), time);
        return agendas.Select(AgendaItems.Read).ToDictionary(agenda => agenda.OwnerId, agenda => new OpenHours(agenda.Availability, zone).MinutesOf(period.From, period.To));
    }
}
