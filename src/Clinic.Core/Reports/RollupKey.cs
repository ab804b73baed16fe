using System.Globalization;
using Clinic.Core.Catalogue;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>
/// Where a rollup is. The months of a year are one partition and so are the days of a month, the clinic's apart from the
/// thanatologists': a report reads what it needs, in order, and nothing else. The clinic's rollup of a month or day is a sum: of a
/// shard for each of <see cref="Shards"/> groups of thanatologists, so that sessions of a day do not contend for one item, and of an
/// item without a shard, which has what was imported and what was written before there were shards.
/// </summary>
internal sealed record RollupKey(string Period, string Entry)
{
    /// <summary>The partition of the records as they stand now, an entry per thanatologist.</summary>
    public const string Records = "records";

    /// <summary>The partition of the imports that are under way, one entry per month. These are not rollups.</summary>
    public const string Imports = "imports";

    /// <summary>How many shards the clinic's rollups have. Readers and writers of a table agree on it: another number needs a rebuild.</summary>
    public const int Shards = 8;

    private const string Appointments = "appointments";
    private const string Thanatologists = "thanatologists";
    private const string Clinic = "clinic";

    /// <summary>The clinic's rollup of the same month or day that has no shard; null for itself, and for what is no month or day.</summary>
    public RollupKey? OfClinic => Period.Split(' ') switch
    {
        [Thanatologists, var span] => new(Partition(false, span), Entry[^2..]),
        [Clinic, var span, _] => new(Partition(false, span), Entry),
        _ => null,
    };

    public bool IsShard => Period.Split(' ') is [Clinic, _, _];

    /// <summary>The month, such as <c>2026-11</c>, whose sessions it counts in whole or in part; null for a key that counts records.</summary>
    public string? MonthOfSessions => Period.Split(' ') switch
    {
        [Thanatologists or Clinic, { Length: 4 } year, ..] => $"{year}-{Entry[^2..]}",
        [Thanatologists or Clinic, var month, ..] => month,
        _ => null,
    };

    /// <summary>The partition of a year or a month, such as <c>thanatologists 2026-11</c>.</summary>
    public static string Partition(bool ofThanatologists, string span) => $"{(ofThanatologists ? Thanatologists : Clinic)} {span}";

    /// <summary>A partition of the clinic's with a shard, such as <c>clinic 2026-11 3</c>: each of them takes the writes that DynamoDB allows a partition.</summary>
    public static string ShardOf(string partition, int shard) => string.Create(CultureInfo.InvariantCulture, $"{partition} {shard}");

    /// <summary>The shard that a thanatologist's sessions are counted in.</summary>
    public static int ShardOf(string thanatologistId) => thanatologistId.Sum(character => character) % Shards;

    /// <summary>The partition of the records that were opened in a year, an entry per thanatologist.</summary>
    public static string Opened(string year) => "opened " + year;

    /// <summary>A month of the year or a day of the month: the clinic's, or a thanatologist's.</summary>
    public static string EntryOf(string? thanatologistId, int unit) => (thanatologistId is null ? "" : thanatologistId + "#") + Digits(unit);

    public static (string? ThanatologistId, int Unit) ReadEntry(string entry) =>
        (entry.Length > 2 ? entry[..^3] : null, int.Parse(entry.AsSpan()[^2..], CultureInfo.InvariantCulture));

    public static string Year(DateOnly date) => date.ToString("yyyy", CultureInfo.InvariantCulture);

    public static string Month(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>A month or a day as two digits.</summary>
    public static string Digits(int unit) => unit.ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>Where a session is counted: in the month and in the day, the thanatologist's or the clinic's without a shard.</summary>
    public static IEnumerable<RollupKey> Of(string? thanatologistId, DateOnly date) =>
    [
        new(Partition(thanatologistId is not null, Year(date)), EntryOf(thanatologistId, date.Month)),
        new(Partition(thanatologistId is not null, Month(date)), EntryOf(thanatologistId, date.Day)),
    ];

    /// <summary>Where the clinic counts a session of a thanatologist.</summary>
    public static IEnumerable<RollupKey> OfShard(string thanatologistId, DateOnly date) =>
        Of(null, date).Select(key => key with { Period = ShardOf(key.Period, ShardOf(thanatologistId)) });

    /// <summary>
    /// Where the appointments of a thanatologist are counted, in the month and in the day that they are for: in an item of the shard, such
    /// as <c>appointments 2026 3</c>, beside those of its other thanatologists. The rollups of sessions stay as small as they are.
    /// </summary>
    public static IEnumerable<RollupKey> OfAppointments(string thanatologistId, DateOnly date) =>
    [
        new(OfAppointments(Year(date), ShardOf(thanatologistId)), EntryOf(null, date.Month)),
        new(OfAppointments(Month(date), ShardOf(thanatologistId)), EntryOf(null, date.Day)),
    ];

    /// <summary>The partition of a year's or a month's appointments of the thanatologists of a shard.</summary>
    public static string OfAppointments(string span, int shard) => ShardOf($"{Appointments} {span}", shard);

    public Item Item() => new Item().Text("period", Period).Text("entry", Entry);
}

/// <summary>The attributes of rollups: a counter per value of every dimension, and a set of patients per gender.</summary>
internal static class RollupAttributes
{
    public const string Sessions = "sessions";
    public const string Fees = "fees";
    public const string GroupSessions = "groupSessions";
    public const string Open = "open";
    public const string Closed = "closed";

    /// <summary>Raised by every write, so that a repair can tell that somebody has written in the meantime.</summary>
    public const string Writes = "writes";

    /// <summary>
    /// How many sessions of a thanatologist were written in Januaries, Februaries and so on. It is not a counter, but tells readers which
    /// rollups to read again. It is in the item that counts the patient's record, which a session that closes the record writes anyway.
    /// </summary>
    private const string Written = "written#";

    /// <summary>The last import of its month that a rollup of sessions has had. It is not a counter.</summary>
    public const string Import = "import";

    public const string ServiceType = "serviceType";
    public const string InterventionType = "interventionType";
    public const string Motive = "motive";
    public const string Tool = "tool";

    private const string Patients = "patients#";

    /// <summary>The counter of a value, such as <c>motive#Duelo</c>.</summary>
    public static string Counter(string dimension, string value) => $"{dimension}#{value}";

    public static string WrittenBy(string thanatologistId, int month) => Written + RollupKey.EntryOf(thanatologistId, month);

    public static bool IsWritten(string attribute) => attribute.StartsWith(Written, StringComparison.Ordinal);

    public static (string ThanatologistId, int Month) ReadWritten(string attribute)
    {
        var (thanatologistId, month) = RollupKey.ReadEntry(attribute[Written.Length..]);
        return (thanatologistId!, month);
    }

    /// <summary>The set of the patients of a gender; <c>patients#</c> for those who have not told it.</summary>
    public static string PatientsOf(string? gender) => Patients + gender;

    /// <summary>The counter of the records opened in a month, such as <c>11</c>, and on a day, such as <c>11-22</c>.</summary>
    public static string OpenedIn(int month) => RollupKey.Digits(month);

    public static string OpenedOn(int month, int day) => $"{RollupKey.Digits(month)}-{RollupKey.Digits(day)}";

    public static IReadOnlyList<string> AllPatients { get; } = [PatientsOf(null), .. ClinicCatalogue.Genders.Values.Select(PatientsOf)];

    /// <summary>The values of a dimension, which a closed catalogue lists.</summary>
    public static IReadOnlyList<string> ValuesOf(string dimension) => dimension switch
    {
        ServiceType => ClinicCatalogue.ServiceTypes.Values,
        InterventionType => ClinicCatalogue.InterventionTypes,
        Motive => ClinicCatalogue.Motives.Values,
        Tool => ClinicCatalogue.Tools.Values,
        _ => AppointmentCounters.ValuesOf(dimension) ?? throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}

/// <summary>Whose rollups are read: the clinic's, one thanatologist's, or those of each thanatologist.</summary>
internal sealed record RollupScope(bool OfThanatologists, string? ThanatologistId)
{
    public bool IsEach => OfThanatologists && ThanatologistId is null;

    public static RollupScope Clinic { get; } = new(false, null);

    public static RollupScope Each { get; } = new(true, null);

    public static RollupScope Of(string thanatologistId) => new(true, thanatologistId);
}
