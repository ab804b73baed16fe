using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>What an event adds to one rollup: to its counters, and perhaps a patient to one of its sets.</summary>
internal sealed record RollupChange(RollupKey Key, IReadOnlyDictionary<string, decimal> Amounts, (string Attribute, string PatientId)? Patient = null)
{
    /// <summary>A session counts for who held it, and for the clinic; the clinic's patients are the thanatologists' together.</summary>
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
        return RollupKey.Of(session.ThanatologistId, session.Date).Select(key => new RollupChange(key, amounts, patient))
            .Concat(RollupKey.Of(null, session.Date).Select(key => new RollupChange(key, amounts)));
    }

    /// <summary>A patient is new on the day that the record was opened, for the thanatologist that it was opened with.</summary>
    public static RollupChange OfNewPatient(string openedWith, DateOnly opened, int amount = 1) => new(
        new RollupKey(RollupKey.Opened(RollupKey.Year(opened)), openedWith),
        new Dictionary<string, decimal> { [RollupAttributes.OpenedIn(opened.Month)] = amount, [RollupAttributes.OpenedOn(opened.Month, opened.Day)] = amount });

    /// <summary>How the numbers of open and closed records move when a record becomes another; nothing where they stay.</summary>
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
}
