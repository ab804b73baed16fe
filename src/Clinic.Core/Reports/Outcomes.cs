using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>
/// How patients have fared whose record was closed in the period and who have two scores: the first compared with the last. Groups of
/// fewer than five are one row, the last, which has figures only when it has five cases itself.
/// </summary>
/// <param name="Total">The number of all cases.</param>
public sealed record OutcomesReport(DateOnly From, DateOnly To, string Instrument, string GroupBy, IReadOnlyList<OutcomeFigures> Items, int Total);

/// <param name="Label">A thanatologist's name, a motive, a month such as 2026-11, or <c>menos de 5</c>.</param>
/// <param name="Cases">Absent, as the others are, where there are fewer than five.</param>
/// <param name="MeanChange">The mean of the last score less the first, to two decimals.</param>
/// <param name="ImprovedShare">The share, from 0 to 1, that has changed for the better by the instrument's reliableChange at least; absent where it has none.</param>
public sealed record OutcomeFigures(string Label, int? Cases, decimal? MeanChange, decimal? ImprovedShare);

/// <summary>A closed case.</summary>
/// <param name="Group">What it is grouped by, which is one group even where two have the same label.</param>
internal sealed record ClosedCase(string Group, string Label, decimal Change);

/// <summary>The outcomes by an instrument. A thanatologist sees their own patients'.</summary>
public sealed class OutcomeService(
    DynamoUsers users, DynamoInstrumentReader instruments, DynamoOutcomes outcomes, DynamoLastSessions sessions, NameDirectory names, ClinicCalendar calendar, TimeProvider time)
{
    private const string NoSession = "Sin sesiones";

    /// <exception cref="NotFoundException">There is no such instrument or thanatologist, or the figures are not the caller's to see.</exception>
    public async Task<OutcomesReport> ReadAsync(Caller caller, ReportQuery query, string instrumentId, string groupBy)
    {
        var period = ReportPeriod.Of(query.Timespan, query.From, query.To, calendar.Today);
        var thanatologistId = await caller.WhoseFiguresAsync(query, users);
        if (!InstrumentEditRules.IsId(instrumentId) || await instruments.FindAsync(instrumentId) is not { } instrument)
            throw new NotFoundException();
        var scored = (await outcomes.FindAsync(instrumentId)).ToDictionary(outcome => outcome.PatientId);
        var closed = (await users.FindRecordsAsync(scored.Keys, time))
            .Where(patient => patient.Record.ClosedAt is { } at && period.Has(calendar.DateOf(at)) && (thanatologistId is null || patient.Record.ThanatologistId == thanatologistId))
            .ToList();
        var labels = await LabelsAsync(closed, groupBy);
        var cases = closed.Select(patient => labels(patient) is var (group, label) ? new ClosedCase(group, label, scored[patient.Id].Last - scored[patient.Id].First) : null!);
        return new OutcomesReport(period.From, period.To, instrumentId, groupBy, OutcomeGroups.Of([.. cases], groupBy, instrument.Definition), closed.Count);
    }

    private async Task<Func<(string Id, PatientRecord Record), (string, string)>> LabelsAsync(IReadOnlyList<(string Id, PatientRecord Record)> closed, string groupBy)
    {
        switch (groupBy)
        {
            case ReportGroups.Thanatologist:
                var known = await names.NamesOfAsync(closed.Select(patient => patient.Record.ThanatologistId));
                return patient => (patient.Record.ThanatologistId, known[patient.Record.ThanatologistId] ?? patient.Record.ThanatologistId);
            case ReportGroups.Month:
                return patient => RollupKey.Month(calendar.DateOf(patient.Record.ClosedAt!.Value)) is var month ? (month, month) : default;
            default:
                var motives = await sessions.FindMotivesAsync(closed.Where(patient => patient.Record.SessionCount > 0).Select(patient => (patient.Id, patient.Record.SessionCount)));
                return patient => motives.GetValueOrDefault(patient.Id, NoSession) is var motive ? (motive, motive) : default;
        }
    }
}

/// <summary>Cases by group, in the order of a report: the largest first, months in order of time, and last those that are too few to be told apart.</summary>
internal static class OutcomeGroups
{
    public const int Fewest = 5;
    public const string Few = "menos de 5";

    public static IReadOnlyList<OutcomeFigures> Of(IReadOnlyList<ClosedCase> cases, string groupBy, InstrumentEdit definition)
    {
        var groups = cases.GroupBy(one => one.Group).ToLookup(group => group.Count() >= Fewest);
        var told = groups[true].Select(group => FiguresOf(group.First().Label, group.ToList(), definition));
        var ordered = groupBy == ReportGroups.Month
            ? told.OrderBy(row => row.Label, StringComparer.Ordinal)
            : told.OrderByDescending(row => row.Cases).ThenBy(row => Folding.Fold(row.Label), StringComparer.Ordinal).ThenBy(row => row.Label, StringComparer.Ordinal);
        var few = groups[false].SelectMany(group => group).ToList();
        return few.Count == 0 ? [.. ordered] : [.. ordered, few.Count >= Fewest ? FiguresOf(Few, few, definition) : new OutcomeFigures(Few, null, null, null)];
    }

    private static OutcomeFigures FiguresOf(string label, List<ClosedCase> cases, InstrumentEdit definition) => new(
        label, cases.Count, Round(cases.Average(one => one.Change), 2), definition.ReliableChange is { } least
            ? Round((decimal)cases.Count(one => (definition.Direction is ScoreDirection.Higher ? one.Change : -one.Change) >= least) / cases.Count, 4)
            : null);

    private static decimal Round(decimal value, int decimals) => Money.Normalized(decimal.Round(value, decimals, MidpointRounding.AwayFromZero));
}
