using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>What a session or a change of a record means for the reports, as writes of its own transaction: the figures are exact with the write itself.</summary>
public sealed class RollupWrites(string table, ClinicCalendar calendar)
{
    internal void AddSession(Transaction transaction, Session session) => Add(transaction, RollupChange.OfSession(SessionFacts.Of(session)));

    /// <param name="before">Null when the patient is new.</param>
    internal void AddRecord(Transaction transaction, PatientRecord? before, PatientRecord? after)
    {
        Add(transaction, RollupChange.OfRecord(before, after));
        if (before is null && after is not null)
            Add(transaction, [RollupChange.OfNewPatient(after.OpenedWith, calendar.DateOf(after.OpenedAt))]);
    }

    private void Add(Transaction transaction, IEnumerable<RollupChange> changes)
    {
        foreach (var change in changes)
            transaction.Update(table, change.Key.Item(), Addition(change));
    }

    /// <summary>One ADD makes the item if it is not there, and counts from nothing where there is no counter yet.</summary>
    private static Expression Addition(RollupChange change)
    {
        var amounts = change.Amounts.Append(KeyValuePair.Create(RollupAttributes.Writes, 1m)).ToList();
        var terms = Enumerable.Range(0, amounts.Count).Select(i => $"#a{i} :a{i}");
        var addition = new Expression("ADD " + string.Join(", ", change.Patient is null ? terms : terms.Append("#set :patient")));
        for (var i = 0; i < amounts.Count; i++)
            addition.Named($"#a{i}", amounts[i].Key).With($":a{i}", new AttributeValue { N = amounts[i].Value.ToString(CultureInfo.InvariantCulture) });
        return change.Patient is not { } patient
            ? addition
            : addition.Named("#set", patient.Attribute).With(":patient", new AttributeValue { BS = [new MemoryStream(PatientIds.Write(patient.PatientId))] });
    }
}
