using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>What a session or a change of a record means for the reports, as writes of the same transaction: the rollups are exact from that moment on.</summary>
public sealed class RollupWrites(string table, ClinicCalendar calendar)
{
    /// <param name="before">The patient's record, which the session may close.</param>
    internal void AddSession(Transaction transaction, Session session, PatientRecord before, PatientRecord after) => Add(
        transaction,
        [.. RollupChange.OfSession(SessionFacts.Of(session)), RollupChange.OfWritten(before.ThanatologistId, session.ThanatologistId, session.Date), .. ChangesOf(before, after)]);

    /// <summary>What the sessions of an import add to one rollup; it refuses an import that it has had.</summary>
    /// <param name="import">The import's number: higher than those of its month before it.</param>
    internal void AddImport(Transaction transaction, RollupKey key, IReadOnlyCollection<RollupChange> changes, long import)
    {
        var once = new Expression($"attribute_not_exists(#{RollupAttributes.Import}) OR #{RollupAttributes.Import} < :import");
        transaction.Update(table, key.Item(), Addition(changes, $" SET #{RollupAttributes.Import} = :import").With(":import", import), once);
    }

    /// <param name="before">Null when the patient is new.</param>
    internal void AddRecord(Transaction transaction, PatientRecord? before, PatientRecord? after) => AddRecords(transaction, [(before, after)]);

    /// <summary>Several records at once: what they add to the same rollup is one write.</summary>
    internal void AddRecords(Transaction transaction, IEnumerable<(PatientRecord? Before, PatientRecord? After)> records) =>
        Add(transaction, records.SelectMany(record => ChangesOf(record.Before, record.After)));

    /// <summary>What an appointment means for the reports, or another version of it: what both say alike is not written.</summary>
    internal void AddAppointment(Transaction transaction, AppointmentFacts? before, AppointmentFacts? after) => AddAppointments(transaction, [(before, after)]);

    /// <summary>Several appointments at once: what they add to the same rollup is one write.</summary>
    internal void AddAppointments(Transaction transaction, IEnumerable<(AppointmentFacts? Before, AppointmentFacts? After)> appointments) =>
        Add(transaction, appointments.Where(one => one.Before != one.After).SelectMany(one => RollupChange.OfAppointment(one.Before, -1).Concat(RollupChange.OfAppointment(one.After, 1))));

    /// <summary>The rollups that <see cref="AddRecords"/> writes to for a record.</summary>
    internal IEnumerable<RollupKey> KeysOf(PatientRecord? before, PatientRecord? after) => ChangesOf(before, after).Select(change => change.Key);

    private IEnumerable<RollupChange> ChangesOf(PatientRecord? before, PatientRecord? after)
    {
        var moved = RollupChange.OfRecord(before, after);
        if (after is null || (before is not null && before.OpenedWith == after.OpenedWith && DayOf(before) == DayOf(after)))
            return moved;
        // Only an import moves the day on which a record was opened.
        return moved.Concat(before is null ? [Opening(after, 1)] : [Opening(before, -1), Opening(after, 1)]);
    }

    private RollupChange Opening(PatientRecord record, int amount) => RollupChange.OfNewPatient(record.OpenedWith, DayOf(record), amount);

    private DateOnly DayOf(PatientRecord record) => calendar.DateOf(record.OpenedAt);

    private void Add(Transaction transaction, IEnumerable<RollupChange> all)
    {
        foreach (var changes in all.GroupBy(change => change.Key))
            transaction.Update(table, changes.Key.Item(), Addition([.. changes]));
    }

    /// <summary>One ADD makes the item if it is not there, and counts from nothing where there is no counter yet.</summary>
    private static Expression Addition(IReadOnlyCollection<RollupChange> changes, string more = "")
    {
        var amounts = changes.SelectMany(change => change.Amounts).GroupBy(amount => amount.Key, amount => amount.Value, (name, values) => KeyValuePair.Create(name, values.Sum()))
            .Append(KeyValuePair.Create(RollupAttributes.Writes, 1m)).ToList();
        var patients = changes.Select(change => change.Patient).OfType<(string Attribute, string PatientId)>().Distinct().ToLookup(patient => patient.Attribute, patient => patient.PatientId).ToList();
        var terms = Enumerable.Range(0, amounts.Count).Select(i => $"#a{i} :a{i}").Concat(Enumerable.Range(0, patients.Count).Select(i => $"#s{i} :s{i}"));
        var addition = new Expression("ADD " + string.Join(", ", terms) + more);
        for (var i = 0; i < amounts.Count; i++)
            addition.Named($"#a{i}", amounts[i].Key).With($":a{i}", new AttributeValue { N = amounts[i].Value.ToString(CultureInfo.InvariantCulture) });
        for (var i = 0; i < patients.Count; i++)
            addition.Named($"#s{i}", patients[i].Key).With($":s{i}", new AttributeValue { BS = [.. patients[i].Select(id => new MemoryStream(PatientIds.Write(id)))] });
        return addition;
    }
}

/// <summary>What an event adds to one rollup: to its counters, and perhaps a patient to one of its sets.</summary>
internal sealed record RollupChange(RollupKey Key, IReadOnlyDictionary<string, decimal> Amounts, (string Attribute, string PatientId)? Patient = null)
{
    /// <summary>A session counts for who held it, and for the clinic; the clinic's patients are the thanatologists' together.</summary>
    public static IEnumerable<RollupChange> OfSession(SessionFacts session) => OfSession(session, RollupKey.OfShard(session.ThanatologistId, session.Date));

    /// <summary>An imported one. One import is at work at a time: nobody contends for the clinic's item, and one is written in place of eight.</summary>
    public static IEnumerable<RollupChange> OfImport(SessionFacts session) => OfSession(session, RollupKey.Of(null, session.Date));

    /// <summary>That a session was written, for readers: in an item that a session which closes the record writes to anyway.</summary>
    public static RollupChange OfWritten(string ofRecord, string thanatologistId, DateOnly date) => new(
        new RollupKey(RollupKey.Records, ofRecord), new Dictionary<string, decimal> { [RollupAttributes.WrittenBy(thanatologistId, date.Month)] = 1 });

    /// <summary>A patient is new on the day that the record was opened, for the thanatologist that it was opened with.</summary>
    public static RollupChange OfNewPatient(string openedWith, DateOnly opened, int amount = 1) => new(
        new RollupKey(RollupKey.Opened(RollupKey.Year(opened)), openedWith),
        new Dictionary<string, decimal> { [RollupAttributes.OpenedIn(opened.Month)] = amount, [RollupAttributes.OpenedOn(opened.Month, opened.Day)] = amount });

    /// <summary>How a change of a record changes the numbers of open and closed records; nothing where they stay.</summary>
    public static IEnumerable<RollupChange> OfRecord(PatientRecord? before, PatientRecord? after)
    {
        if (before?.IsOpen == after?.IsOpen && before?.ThanatologistId == after?.ThanatologistId)
            return [];
        return new[] { (Record: before, Amount: -1m), (Record: after, Amount: 1m) }
            .Where(side => side.Record is not null)
            .GroupBy(side => side.Record!.ThanatologistId, (id, sides) => new RollupChange(
                new RollupKey(RollupKey.Records, id),
                sides.ToDictionary(side => side.Record!.IsOpen ? RollupAttributes.Open : RollupAttributes.Closed, side => side.Amount)));
    }

    /// <summary>An appointment counts in the month and on the day that it is for, whatever becomes of it.</summary>
    public static IEnumerable<RollupChange> OfAppointment(AppointmentFacts? appointment, int amount) => appointment is null
        ? []
        : RollupKey.OfAppointments(appointment.ThanatologistId, appointment.Date).Select(key => new RollupChange(key, AppointmentCounters.Of(appointment, amount)));

    private static IEnumerable<RollupChange> OfSession(SessionFacts session, IEnumerable<RollupKey> ofClinic)
    {
        var amounts = new Dictionary<string, decimal>
        {
            [RollupAttributes.Sessions] = 1,
            [RollupAttributes.Fees] = session.Fee,
            [RollupAttributes.Counter(RollupAttributes.ServiceType, session.ServiceType)] = 1,
            [RollupAttributes.Counter(RollupAttributes.InterventionType, session.InterventionType)] = 1,
            [RollupAttributes.Counter(RollupAttributes.Motive, session.Motive)] = 1,
            [RollupAttributes.Counter(RollupAttributes.Tool, session.Tool)] = 1,
        };
        if (session.CountsGroup)
            amounts[RollupAttributes.GroupSessions] = 1;
        var patient = (RollupAttributes.PatientsOf(session.Gender), session.UserId);
        return RollupKey.Of(session.ThanatologistId, session.Date).Select(key => new RollupChange(key, amounts, patient))
            .Concat(ofClinic.Select(key => new RollupChange(key, amounts)));
    }
}

/// <summary>What the reports count of a session.</summary>
internal sealed record SessionFacts(
    string UserId, string ThanatologistId, DateOnly Date, string ServiceType, string InterventionType, string Motive, string Tool, decimal Fee, string? Gender, bool CountsGroup = false)
{
    /// <summary>The attributes of a session's item that <see cref="Read"/> needs.</summary>
    public const string Projection = "#userId, #thanatologistId, #date, #serviceType, #interventionType, #motive, #tool, #recoveryFee, #gender, #countsGroup";

    public static SessionFacts Of(Session session) => new(
        session.UserId, session.ThanatologistId, session.Date, session.ServiceType, session.InterventionType, session.Motive, session.Tool, session.RecoveryFee, session.Gender, session.CountsGroup);

    public static SessionFacts Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("userId"),
        item.Text("thanatologistId"),
        item.DateOrNull("date")!.Value,
        item.Text("serviceType"),
        item.Text("interventionType"),
        item.Text("motive"),
        item.Text("tool"),
        item.Amount("recoveryFee"),
        item.TextOrNull("gender"),
        item.Flag("countsGroup"));
}

/// <summary>The last import of sessions of a month, and whether it is under way: until it has ended, the month's rollups and sessions do not agree.</summary>
/// <param name="Month">Such as <c>2026-11</c>.</param>
/// <param name="Number">1, 2, 3 … per month.</param>
/// <param name="Journal">The journal that holds its sessions in full; null when it has ended.</param>
/// <param name="Pages">How many pages the journal has.</param>
internal sealed record MonthImport(string Month, long Number, string? Journal, int Pages)
{
    public static Item Key(string month) => new RollupKey(RollupKey.Imports, month).Item();

    public static MonthImport Read(IReadOnlyDictionary<string, AttributeValue> item) =>
        new(item.Text("entry"), item.LongOrNull("number")!.Value, item.TextOrNull("journal"), item.NumberOr("pages", 0));

    /// <summary>The last import of each month.</summary>
    public static async Task<IReadOnlyDictionary<string, MonthImport>> ReadAllAsync(IAmazonDynamoDB dynamo, string table)
    {
        var items = await dynamo.ReadPartitionAsync(table, new Expression("#period = :imports").With(":imports", RollupKey.Imports));
        return items.Select(Read).ToDictionary(import => import.Month);
    }
}
