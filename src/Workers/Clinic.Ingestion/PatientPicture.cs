using Clinic.Core.Sessions;

namespace Clinic.Ingestion;

/// <summary>What is known of a patient of the old clinic: their rows, as far as they have come, and what is written of them.</summary>
internal sealed class PatientPicture
{
    private readonly Dictionary<string, RowOutcome> outcomes = [];

    public required string Id { get; init; }

    public required StagedGroup Group { get; init; }

    /// <summary>The records that name the patient, by their old ids.</summary>
    public required IReadOnlyDictionary<string, LegacyRecord> Records { get; init; }

    public required ImportedUser? Written { get; init; }

    public required IReadOnlyList<Session> WrittenSessions { get; init; }

    /// <summary>Of all records that name the patient.</summary>
    public required SessionRows Sessions { get; init; }

    public string UserId => LegacyId.Patient(Id);

    public IReadOnlyDictionary<string, RowOutcome> Outcomes => outcomes;

    public IEnumerable<StagedRow> Rows => Group.Rows.Values;

    public StagedRow? Patient => Rows.FirstOrDefault(row => row.Is(StagedRow.Patient));

    /// <summary>The record with the lowest id, whichever came first.</summary>
    public StagedRow? Record => InOrder(StagedRow.Record).FirstOrDefault();

    public IEnumerable<StagedRow> InOrder(string table) => Rows.Where(row => row.Is(table)).OrderBy(row => row.Id.Length).ThenBy(row => row.Id, StringComparer.Ordinal);

    /// <summary>Says what becomes of rows of which nothing has been said yet.</summary>
    public void Settle(IEnumerable<StagedRow> rows, RowOutcome outcome)
    {
        foreach (var row in rows)
            outcomes.TryAdd(row.Row, outcome);
    }
}
