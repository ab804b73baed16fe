using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>What a session or a change of a record means for the reports, as writes of its own transaction: the figures are exact with the write itself.</summary>
public sealed class RollupWrites(string table, ClinicCalendar calendar)
{
    internal void AddSession(Transaction transaction, Session session)
    {
        foreach (var change in RollupChange.OfSession(SessionFacts.Of(session)))
            Add(transaction, change.Key, [change]);
    }

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
    internal void AddRecords(Transaction transaction, IEnumerable<(PatientRecord? Before, PatientRecord? After)> records)
    {
        foreach (var changes in records.SelectMany(record => ChangesOf(record.Before, record.After)).GroupBy(change => change.Key))
            Add(transaction, changes.Key, [.. changes]);
    }

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

    private void Add(Transaction transaction, RollupKey key, IReadOnlyList<RollupChange> changes) => transaction.Update(table, key.Item(), Addition(changes));

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
