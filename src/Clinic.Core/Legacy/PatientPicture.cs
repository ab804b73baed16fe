using Clinic.Core.Sessions;

namespace Clinic.Core.Legacy;

/// <summary>What is known of a patient of the old clinic: their rows, as far as they have come, and what is written of them.</summary>
internal sealed class PatientPicture
{
    public required string Id { get; init; }

    public required IReadOnlyList<StagedRow> Rows { get; init; }

    /// <summary>Of all records that name the patient.</summary>
    public List<StagedRow> SessionRows { get; } = [];

    public required ImportedUser? Written { get; init; }

    public IReadOnlyList<Session> WrittenSessions { get; set; } = [];

    public string UserId => LegacyId.Patient(Id);

    public Dictionary<string, RowOutcome> Outcomes { get; } = [];

    public StagedRow? Patient => Rows.FirstOrDefault(row => row.Is(StagedRow.Patient));

    /// <summary>The record with the lowest id, whichever came first.</summary>
    public StagedRow? Record => InOrder(StagedRow.Record).FirstOrDefault();

    public IEnumerable<StagedRow> InOrder(string table) => Rows.Where(row => row.Is(table)).OrderBy(row => row.Id.Length).ThenBy(row => row.Id, StringComparer.Ordinal);

    public void Settle(IEnumerable<StagedRow> rows, RowOutcome outcome)
    {
        foreach (var row in rows)
            Outcomes.TryAdd(row.Row, outcome);
    }
}
