using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Rollups;

/// <summary>Computes every rollup anew from all sessions and all records there are. It reads the tables whole: for repairs, never for a request.</summary>
internal sealed class RollupComputation(IAmazonDynamoDB dynamo, string sessionsTable, string usersTable, ClinicCalendar calendar)
{
    internal async Task<ComputedRollups> ComputeAsync()
    {
        var computed = new ComputedRollups();
        await foreach (var item in dynamo.ReadAllAsync(sessionsTable, new Expression(SessionFacts.Projection)))
        {
            computed.Sessions++;
            computed.Add(RollupChange.OfSession(SessionFacts.Read(item)));
        }
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
