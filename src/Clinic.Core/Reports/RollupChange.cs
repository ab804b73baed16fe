using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>What an event adds to one rollup: to its counters, or a patient to one of its sets.</summary>
internal sealed record RollupChange(RollupKey Key, IReadOnlyDictionary<string, decimal> Amounts, (string Attribute, string PatientId)? Patient = null)
{
    private static readonly Dictionary<string, decimal> Nothing = [];

    public static IEnumerable<RollupChange> OfSession(SessionFacts session)
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
        var patient = (RollupAttributes.PatientsOf(session.Gender), session.UserId);
        return RollupKey.Of(session.ThanatologistId, session.Date, patients: false).Select(key => new RollupChange(key, amounts))
            .Concat(RollupKey.Of(session.ThanatologistId, session.Date, patients: true).Select(key => new RollupChange(key, Nothing, patient)));
    }

    /// <summary>A patient is new on the day that the record was opened, for the thanatologist that it was opened with.</summary>
    public static IEnumerable<RollupChange> OfNewPatient(string openedWith, DateOnly opened) =>
        RollupKey.Of(openedWith, opened, patients: false).Select(key => new RollupChange(key, new Dictionary<string, decimal> { [RollupAttributes.NewPatients] = 1 }));

    /// <summary>How the numbers of open and closed records move when a record becomes another; nothing where they stay.</summary>
    public static IEnumerable<RollupChange> OfRecord(PatientRecord? before, PatientRecord? after)
    {
        var moves = States(before, -1).Concat(States(after, 1))
            .GroupBy(move => move.Entry)
            .Select(entry => (entry.Key, Amounts: Sums(entry.Select(move => (move.State, move.Amount)))));
        return moves.Where(move => move.Amounts.Count > 0).Select(move => new RollupChange(new RollupKey(RollupKey.Records, move.Key), move.Amounts));
    }

    private static IEnumerable<(string Entry, string State, decimal Amount)> States(PatientRecord? record, int amount)
    {
        if (record is null)
            return [];
        var state = record.IsOpen ? RollupAttributes.Open : RollupAttributes.Closed;
        return [(record.ThanatologistId, state, amount), (RollupKey.Clinic, state, amount)];
    }

    private static Dictionary<string, decimal> Sums(IEnumerable<(string State, decimal Amount)> moves) => moves
        .GroupBy(move => move.State, move => move.Amount)
        .Select(state => (state.Key, Sum: state.Sum()))
        .Where(state => state.Sum != 0)
        .ToDictionary(state => state.Key, state => state.Sum);
}
