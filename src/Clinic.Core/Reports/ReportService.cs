using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>The clinic's figures, exact with every session that has been written. A thanatologist sees their own.</summary>
public sealed class ReportService(DynamoUsers users, DynamoRollupStore rollups, NameDirectory names, ClinicCalendar calendar)
{
    private static readonly string[] SessionsAndFees = [RollupAttributes.Sessions, RollupAttributes.Fees];

    /// <summary>The number of sessions.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<GroupedReport> SessionsAsync(Caller caller, ReportQuery query, string groupBy)
    {
        var report = await ResolveAsync(caller, query);
        if (groupBy == ReportGroups.Thanatologist)
            return await ByThanatologistAsync(report, RollupAttributes.Sessions);
        var counters = RollupAttributes.ValuesOf(groupBy).Select(value => RollupAttributes.Counter(groupBy, value)).ToList();
        var state = await rollups.BeginAsync(report.Spans, counters);
        var groups = Grouping.ByDimension(await rollups.CountsAsync(state, report.Scope, counters), groupBy).ToList();
        return Grouping.Report(report.Period, groupBy, groups, groups.Sum(group => group.Value));
    }

    /// <summary>The number of distinct patients attended.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<GroupedReport> PatientsAsync(Caller caller, ReportQuery query, string groupBy)
    {
        var report = await ResolveAsync(caller, query);
        var rows = await rollups.PatientsAsync(await rollups.BeginAsync(report.Spans, []), report.EachScope);
        var groups = groupBy == ReportGroups.Thanatologist
            ? await NamedAsync(rows.GroupBy(row => row.ThanatologistId), group => Grouping.Distinct(group))
            : Grouping.ByGender(rows);
        return Grouping.Report(report.Period, groupBy, groups, Grouping.Distinct(rows));
    }

    /// <summary>The recovery fees.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<GroupedReport> FeesAsync(Caller caller, ReportQuery query, string groupBy)
    {
        var report = await ResolveAsync(caller, query);
        if (groupBy == ReportGroups.Thanatologist)
            return await ByThanatologistAsync(report, RollupAttributes.Fees);
        var rows = await rollups.CountsAsync(await rollups.BeginAsync(report.Spans, SessionsAndFees), report.Scope, SessionsAndFees);
        var total = rows.Sum(RollupAttributes.Fees);
        return Grouping.Report(report.Period, groupBy, rows.Sum(RollupAttributes.Sessions) == 0 ? [] : [(Grouping.Total, total)], total);
    }

    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<ThanatologistsReport> ThanatologistsAsync(Caller caller, ReportQuery query)
    {
        var report = await ResolveAsync(caller, query);
        var state = await rollups.BeginAsync(report.Spans, []);
        var (readCounts, readPatients) = (rollups.CountsAsync(state, report.EachScope, SessionsAndFees), rollups.PatientsAsync(state, report.EachScope));
        var sessions = (await readCounts).ToLookup(row => row.ThanatologistId!);
        var attended = (await readPatients).ToLookup(row => row.ThanatologistId);
        var open = state.RecordsOf(report.EachScope).ToLookup(row => row.ThanatologistId!);
        var ids = sessions.Concat(open).Select(group => group.Key).Distinct().ToList();
        var known = await names.NamesOfAsync(ids);
        var items = ids.Select(id => Figures(id, known[id], [.. sessions[id]], Grouping.Distinct(attended[id]), (int)open[id].Sum(RollupAttributes.Open)))
            .Where(item => item.Sessions > 0 || item.OpenRecords > 0)
            .OrderByDescending(item => item.Sessions)
            .ThenBy(item => Folding.Fold(item.Name ?? ""), StringComparer.Ordinal)
            .ThenBy(item => item.ThanatologistId, StringComparer.Ordinal);
        return new ThanatologistsReport(report.Period.From, report.Period.To, [.. items]);
    }

    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<SummaryReport> SummaryAsync(Caller caller, ReportQuery query)
    {
        var report = await ResolveAsync(caller, query);
        var readOpened = rollups.OpenedAsync(report.EachScope, report.Spans);
        var state = await rollups.BeginAsync(report.Spans, SessionsAndFees);
        var (readCounts, readPatients) = (rollups.CountsAsync(state, report.Scope, SessionsAndFees), rollups.PatientsAsync(state, report.EachScope));
        var (counts, records) = (await readCounts, state.RecordsOf(report.EachScope).ToList());
        return new SummaryReport(
            report.Period.From,
            report.Period.To,
            Grouping.Distinct(await readPatients),
            await readOpened,
            (int)records.Sum(RollupAttributes.Open),
            (int)records.Sum(RollupAttributes.Closed),
            (int)counts.Sum(RollupAttributes.Sessions),
            Money.Normalized(counts.Sum(RollupAttributes.Fees)));
    }

    private async Task<GroupedReport> ByThanatologistAsync(ResolvedQuery report, string attribute)
    {
        var rows = await rollups.CountsAsync(await rollups.BeginAsync(report.Spans, []), report.EachScope, SessionsAndFees);
        var held = rows.GroupBy(row => row.ThanatologistId!).Where(group => group.Sum(RollupAttributes.Sessions) != 0);
        return Grouping.Report(report.Period, ReportGroups.Thanatologist, await NamedAsync(held, group => group.Sum(attribute)), rows.Sum(attribute));
    }

    /// <summary>Two thanatologists of one name are two groups.</summary>
    private async Task<IReadOnlyList<(string Label, decimal Value)>> NamedAsync<T>(IEnumerable<IGrouping<string, T>> groups, Func<IEnumerable<T>, decimal> value)
    {
        var all = groups.ToList();
        var known = await names.NamesOfAsync(all.Select(group => group.Key));
        return [.. all.Select(group => (known[group.Key] ?? group.Key, value(group)))];
    }

    private static ThanatologistFigures Figures(string id, string? name, IReadOnlyList<CountsRow> rows, int patients, int openRecords)
    {
        var (sessions, fees) = ((int)rows.Sum(RollupAttributes.Sessions), rows.Sum(RollupAttributes.Fees));
        var average = sessions == 0 ? 0 : decimal.Round(fees / sessions, 2, MidpointRounding.AwayFromZero);
        return new ThanatologistFigures(id, name, sessions, patients, Money.Normalized(fees), Money.Normalized(average), openRecords);
    }

    /// <summary>Checks what was asked: whose figures, and of which days.</summary>
    private async Task<ResolvedQuery> ResolveAsync(Caller caller, ReportQuery query)
    {
        var today = calendar.Today;
        var period = ReportPeriod.Of(query.Timespan, query.From, query.To, today);
        var id = query.ThanatologistId ?? (caller.IsThanatologist ? caller.UserId : null);
        if (id is not null && !await MaySeeAsync(caller, id))
            throw new NotFoundException("There is no such thanatologist.");
        return new ResolvedQuery(period, period.Spans(today), id is null ? RollupScope.Clinic : RollupScope.Of(id), id is null ? RollupScope.Each : RollupScope.Of(id));
    }

    private async Task<bool> MaySeeAsync(Caller caller, string thanatologistId) => caller.IsThanatologist
        ? caller.Is(thanatologistId)
        : await users.FindAsync(thanatologistId) is { Role: Role.Thanatologist };

    /// <param name="Scope">Whose figures, as one.</param>
    /// <param name="EachScope">The same figures by thanatologist.</param>
    private sealed record ResolvedQuery(ReportPeriod Period, IReadOnlyList<PeriodSpan> Spans, RollupScope Scope, RollupScope EachScope);
}
