using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Rollups;

/// <summary>Computes every rollup again from all sessions, appointments and records. It reads whole tables, which is for repairs and never for a request.</summary>
internal sealed class RollupComputation(IAmazonDynamoDB dynamo, string sessionsTable, string appointmentsTable, string usersTable, ClinicCalendar calendar)
{
    internal async Task<ComputedRollups> ComputeAsync()
    {
        var computed = new ComputedRollups();
        await foreach (var item in dynamo.ReadAllAsync(sessionsTable, new Expression(SessionFacts.Projection)))
        {
            computed.Sessions++;
            computed.Add(RollupChange.OfSession(SessionFacts.Read(item)));
        }
        await foreach (var item in dynamo.ReadAllAsync(appointmentsTable, new Expression(AppointmentFacts.Projection)))
            computed.Add(RollupChange.OfAppointment(AppointmentFacts.Read(item, calendar), 1));
        await foreach (var item in dynamo.ReadAllAsync(usersTable, new Expression("#isOpen, #thanatologistId, #firstThanatologistId, #openedAt")))
        {
            if (ReadRecord(item) is not { } record)
                continue;
            computed.Patients++;
            computed.Add(RollupChange.OfRecord(null, record));
            computed.Add([RollupChange.OfNewPatient(record.OpenedWith, calendar.DateOf(record.OpenedAt))]);
        }
        return computed;
    }

    private static PatientRecord? ReadRecord(Dictionary<string, AttributeValue> item) => item.FlagOrNull("isOpen") is { } isOpen
        ? new PatientRecord(isOpen, item.Text("thanatologistId"), null, 0, item.Time("openedAt"), null, item.TextOrNull("firstThanatologistId"))
        : null;
}

/// <summary>Rollups as the sessions and records themselves say.</summary>
internal sealed class ComputedRollups
{
    private readonly Dictionary<RollupKey, RollupContents> rollups = [];

    public int Sessions { get; set; }

    public int Patients { get; set; }

    public IEnumerable<RollupKey> Keys => rollups.Keys;

    public RollupContents Find(RollupKey key) => rollups.GetValueOrDefault(key) ?? new RollupContents();

    public void Add(IEnumerable<RollupChange> changes)
    {
        foreach (var change in changes)
        {
            if (!rollups.TryGetValue(change.Key, out var contents))
                rollups[change.Key] = contents = new RollupContents();
            contents.Add(change);
        }
    }
}

/// <summary>The contents of one rollup: counters that are not zero, and sets of patients that are not empty.</summary>
internal sealed class RollupContents
{
    private static readonly string[] Others = ["period", "entry", RollupAttributes.Writes, RollupAttributes.Import];

    public Dictionary<string, decimal> Amounts { get; } = [];

    public Dictionary<string, HashSet<Guid>> Patients { get; } = [];

    /// <summary>What is kept as it is: how many sessions were written tells readers what is new, and is no figure.</summary>
    public Dictionary<string, AttributeValue> Written { get; } = [];

    public bool IsEmpty => Amounts.Count == 0 && Patients.Count == 0;

    public void Add(RollupChange change)
    {
        Add(change.Amounts);
        if (change.Patient is not { } patient)
            return;
        if (!Patients.TryGetValue(patient.Attribute, out var set))
            Patients[patient.Attribute] = set = [];
        set.Add(Guid.Parse(patient.PatientId));
    }

    /// <summary>The clinic's rollup of a month or day: what its items say together.</summary>
    public static RollupContents Sum(IEnumerable<RollupContents> parts)
    {
        var all = parts.ToList();
        if (all.Count == 1)
            return all[0];
        var sum = new RollupContents();
        all.ForEach(part => sum.Add(part.Amounts));
        return sum;
    }

    public static RollupContents Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var contents = new RollupContents();
        foreach (var (name, value) in item.Where(attribute => !Others.Contains(attribute.Key)))
        {
            if (RollupAttributes.IsWritten(name))
                contents.Written[name] = value;
            else if (value.N is not null && decimal.Parse(value.N, CultureInfo.InvariantCulture) is var amount && amount != 0)
                contents.Amounts[name] = amount;
            else if (value.BS is { Count: > 0 })
                contents.Patients[name] = [.. PatientIds.Read(value)];
        }
        return contents;
    }

    /// <summary>The attributes of an item of these contents.</summary>
    /// <param name="written">What the item has already of <see cref="Written"/>.</param>
    public Item AddTo(Item item, IReadOnlyDictionary<string, AttributeValue>? written = null)
    {
        foreach (var (name, value) in written ?? Written)
            item.Attributes[name] = value;
        foreach (var (name, amount) in Amounts)
            item.Amount(name, Money.Normalized(amount));
        foreach (var (name, patients) in Patients)
            item.Set(name, patients.Select(id => id.ToByteArray(bigEndian: true)));
        return item;
    }

    /// <summary>The differences between the stored and the computed contents. They say how many patients there are, and never who.</summary>
    public static IEnumerable<RollupDifference> Differences(RollupKey key, RollupContents stored, RollupContents computed)
    {
        foreach (var name in stored.Amounts.Keys.Union(computed.Amounts.Keys).Order(StringComparer.Ordinal))
        {
            var (actual, expected) = (stored.Amounts.GetValueOrDefault(name), computed.Amounts.GetValueOrDefault(name));
            if (actual != expected)
                yield return new RollupDifference(key.Period, key.Entry, name, Text(actual), Text(expected));
        }
        foreach (var name in stored.Patients.Keys.Union(computed.Patients.Keys).Order(StringComparer.Ordinal))
        {
            var (actual, expected) = (stored.Patients.GetValueOrDefault(name) ?? [], computed.Patients.GetValueOrDefault(name) ?? []);
            if (!actual.SetEquals(expected))
                yield return new RollupDifference(key.Period, key.Entry, name, $"{Text(actual.Count)} patients, {Text(actual.Except(expected).Count())} of them wrong", $"{Text(expected.Count)} patients");
        }
    }

    private void Add(IReadOnlyDictionary<string, decimal> amounts)
    {
        foreach (var (attribute, amount) in amounts)
        {
            var sum = Amounts.GetValueOrDefault(attribute) + amount;
            if (sum == 0)
                Amounts.Remove(attribute);
            else
                Amounts[attribute] = sum;
        }
    }

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
