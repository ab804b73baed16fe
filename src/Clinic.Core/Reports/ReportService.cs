using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Reports;

/// <summary>The clinic's figures, exact with every session that has been written. A thanatologist sees their own.</summary>
public sealed class ReportService(DynamoUsers users, DynamoRollupStore rollups, DynamoAvailableTime availableTime, NameDirectory names, ClinicCalendar calendar)
{
    private static readonly string[] SessionsAndFees = [RollupAttributes.Sessions, RollupAttributes.Fees];
    private static readonly string[] OfSummary = [.. SessionsAndFees, RollupAttributes.GroupSessions];

    /// <summary>The number of sessions.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public Task<GroupedReport> SessionsAsync(Caller caller, ReportQuery query, string groupBy) => GroupedAsync(caller, query, groupBy, report => groupBy switch
    {
        ReportGroups.Thanatologist => ByThanatologistAsync(report, RollupAttributes.Sessions),
        _ when ReportGroups.IsOfTime(groupBy) => ByTimeAsync(report, groupBy, RollupAttributes.Sessions),
        _ => ByDimensionAsync(report, groupBy),
    });

    /// <summary>The number of distinct patients attended.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public Task<GroupedReport> PatientsAsync(Caller caller, ReportQuery query, string groupBy) => GroupedAsync(caller, query, groupBy, async report =>
    {
        var rows = await rollups.PatientsAsync(await rollups.BeginAsync(report.Spans, []), report.EachScope);
        return groupBy switch
        {
            ReportGroups.Thanatologist => await NamedAsync(rows.GroupBy(row => row.ThanatologistId), group => Grouping.Distinct(group), Grouping.Distinct(rows)),
            ReportGroups.Gender => Grouping.ByGender(rows),
            _ => Grouping.ByTime(report.Period, groupBy, rows, row => row.Day, found => Grouping.Distinct(found)),
        };
    });

    /// <summary>The recovery fees.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public Task<GroupedReport> FeesAsync(Caller caller, ReportQuery query, string groupBy) => GroupedAsync(caller, query, groupBy, async report =>
    {
        if (groupBy == ReportGroups.Thanatologist)
            return await ByThanatologistAsync(report, RollupAttributes.Fees);
        if (ReportGroups.IsOfTime(groupBy))
            return await ByTimeAsync(report, groupBy, RollupAttributes.Fees);
        var rows = await SessionsAndFeesAsync(report);
        return Grouping.Whole(rows.Sum(RollupAttributes.Fees), rows.Sum(RollupAttributes.Sessions) == 0);
    });

    /// <summary>The number of appointments for the days of the period, those ahead too, whatever has become of them.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public Task<GroupedReport> AppointmentsAsync(Caller caller, ReportQuery query, string groupBy) => GroupedAsync(caller, query, groupBy, async report =>
    {
        var isSum = groupBy is ReportGroups.Thanatologist || ReportGroups.IsOfTime(groupBy);
        var rows = await AppointmentsAsync(report, isSum ? AppointmentCounters.Status : groupBy);
        return groupBy switch
        {
            ReportGroups.Thanatologist => await NamedAsync(
                rows.GroupBy(row => row.ThanatologistId!).Where(group => group.Appointments() != 0), group => group.Appointments(), rows.Appointments()),
            _ when isSum => Grouping.ByTime(report.Period, groupBy, rows, row => row.Day, found => found.Appointments()),
            _ => Grouping.ByDimension(rows, groupBy),
        };
    });

    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public async Task<ThanatologistsReport> ThanatologistsAsync(Caller caller, ReportQuery query)
    {
        var report = await ResolveAsync(caller, query);
        var readBooked = AppointmentsAsync(report, AppointmentCounters.Status, AppointmentCounters.Minutes);
        var state = await rollups.BeginAsync(report.Spans, []);
        var (readCounts, readPatients) = (rollups.CountsAsync(state, report.EachScope, SessionsAndFees), rollups.PatientsAsync(state, report.EachScope));
        var sessions = (await readCounts).ToLookup(row => row.ThanatologistId!);
        var attended = (await readPatients).ToLookup(row => row.ThanatologistId);
        var open = state.RecordsOf(report.EachScope).ToLookup(row => row.ThanatologistId!);
        var booked = (await readBooked).ToLookup(row => row.ThanatologistId!);
        var ids = sessions.Concat(open).Concat(booked).Select(group => group.Key).Distinct().ToList();
        var (readNames, readMinutes) = (names.NamesOfAsync(ids), availableTime.MinutesOfAsync(ids, report.Period));
        var (known, minutes) = (await readNames, await readMinutes);
        var items = ids
            .Select(id => Figures(
                id, known[id], [.. sessions[id]], Grouping.Distinct(attended[id]), (int)open[id].Sum(RollupAttributes.Open), [.. booked[id]], minutes.GetValueOrDefault(id)))
            .Where(item => item.Sessions > 0 || item.OpenRecords > 0 || item.Appointments > 0)
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
        var readBooked = AppointmentsAsync(report, AppointmentCounters.Status, AppointmentCounters.Waited);
        var state = await rollups.BeginAsync(report.Spans, OfSummary);
        var (readCounts, readPatients) = (rollups.CountsAsync(state, report.Scope, OfSummary), rollups.PatientsAsync(state, report.EachScope));
        var (counts, records, booked) = (await readCounts, state.RecordsOf(report.EachScope).ToList(), await readBooked);
        return new SummaryReport(
            report.Period.From,
            report.Period.To,
            Grouping.Distinct(await readPatients),
            await readOpened,
            (int)records.Sum(RollupAttributes.Open),
            (int)records.Sum(RollupAttributes.Closed),
            (int)counts.Sum(RollupAttributes.Sessions),
            Money.Normalized(counts.Sum(RollupAttributes.Fees)),
            (int)booked.Appointments(),
            booked.NoShowRate(),
            booked.DaysToFirst(),
            (int)counts.Sum(RollupAttributes.GroupSessions));
    }

    /// <summary>A report of one period, or of two, each of which is read in the same way.</summary>
    private async Task<GroupedReport> GroupedAsync(Caller caller, ReportQuery query, string groupBy, Func<ResolvedQuery, Task<Groups>> read)
    {
        var report = await ResolveAsync(caller, query, groupBy);
        var before = query.IsCompared ? report with { Period = report.Period.Previous() } : null;
        var (reading, readingBefore) = (read(report), before is null ? null : read(before));
        var groups = await reading;
        return new GroupedReport(
            report.Period.From, report.Period.To, groupBy, groups.Labels, groups.Values, Money.Normalized(groups.Total), readingBefore is null ? null : Previous(await readingBefore));

        PreviousFigures Previous(Groups found)
        {
            var previous = ReportGroups.IsOfTime(groupBy) ? found : found.InOrderOf(groups);
            return new PreviousFigures(before!.Period.From, before.Period.To, previous.Labels, previous.Values, Money.Normalized(previous.Total));
        }
    }

    private async Task<Groups> ByDimensionAsync(ResolvedQuery report, string dimension)
    {
        var counters = RollupAttributes.ValuesOf(dimension).Select(value => RollupAttributes.Counter(dimension, value)).ToList();
        var state = await rollups.BeginAsync(report.Spans, counters);
        return Grouping.ByDimension(await rollups.CountsAsync(state, report.Scope, counters), dimension);
    }

    private async Task<Groups> ByTimeAsync(ResolvedQuery report, string groupBy, string attribute) =>
        Grouping.ByTime(report.Period, groupBy, await SessionsAndFeesAsync(report), row => row.Day, rows => rows.Sum(attribute));

    private async Task<Groups> ByThanatologistAsync(ResolvedQuery report, string attribute)
    {
        var rows = await rollups.CountsAsync(await rollups.BeginAsync(report.Spans, []), report.EachScope, SessionsAndFees);
        var held = rows.GroupBy(row => row.ThanatologistId!).Where(group => group.Sum(RollupAttributes.Sessions) != 0);
        return await NamedAsync(held, group => group.Sum(attribute), rows.Sum(attribute));
    }

    private async Task<IReadOnlyList<CountsRow>> SessionsAndFeesAsync(ResolvedQuery report) =>
        await rollups.CountsAsync(await rollups.BeginAsync(report.Spans, SessionsAndFees), report.Scope, SessionsAndFees);

    /// <summary>A month up to today is no whole one here: there are appointments after today.</summary>
    private Task<IReadOnlyList<CountsRow>> AppointmentsAsync(ResolvedQuery report, params IReadOnlyList<string> dimensions) =>
        rollups.AppointmentsAsync(report.EachScope, report.Period.Spans(DateOnly.MaxValue, report.IsByDay), dimensions);

    /// <summary>Two thanatologists of one name are two groups.</summary>
    private async Task<Groups> NamedAsync<T>(IEnumerable<IGrouping<string, T>> groups, Func<IEnumerable<T>, decimal> value, decimal total)
    {
        var all = groups.ToList();
        var known = await names.NamesOfAsync(all.Select(group => group.Key));
        return Grouping.LargestFirst(all.Select(group => new Group(group.Key, known[group.Key] ?? group.Key, value(group))), total);
    }

    private static ThanatologistFigures Figures(
        string id, string? name, IReadOnlyList<CountsRow> rows, int patients, int openRecords, IReadOnlyList<CountsRow> booked, long availableMinutes)
    {
        var (sessions, fees) = ((int)rows.Sum(RollupAttributes.Sessions), rows.Sum(RollupAttributes.Fees));
        var average = sessions == 0 ? 0 : decimal.Round(fees / sessions, 2, MidpointRounding.AwayFromZero);
        return new ThanatologistFigures(
            id,
            name,
            sessions,
            patients,
            Money.Normalized(fees),
            Money.Normalized(average),
            openRecords,
            (int)booked.Appointments(),
            booked.NoShowRate(),
            booked.Utilisation(availableMinutes));
    }

    /// <summary>Checks what was asked: whose figures, and of which days.</summary>
    private async Task<ResolvedQuery> ResolveAsync(Caller caller, ReportQuery query, string groupBy = ReportGroups.None)
    {
        var today = calendar.Today;
        var period = ReportPeriod.Of(query.Timespan, query.From, query.To, today);
        var id = await caller.WhoseFiguresAsync(query, users);
        var isByDay = groupBy is ReportGroups.Day or ReportGroups.Week;
        return new ResolvedQuery(period, today, isByDay, id is null ? RollupScope.Clinic : RollupScope.Of(id), id is null ? RollupScope.Each : RollupScope.Of(id));
    }

    /// <param name="Scope">Whose figures, as one.</param>
    /// <param name="EachScope">The same figures by thanatologist.</param>
    private sealed record ResolvedQuery(ReportPeriod Period, DateOnly Today, bool IsByDay, RollupScope Scope, RollupScope EachScope)
    {
        public IReadOnlyList<PeriodSpan> Spans => Period.Spans(Today, IsByDay);
    }
}

/// <summary>Whose figures a report has.</summary>
internal static class ReportAccess
{
    /// <summary>The thanatologist whom the query names, or who asks; null for everybody's.</summary>
    /// <exception cref="NotFoundException">There is no such thanatologist, or their figures are not the caller's to see.</exception>
    public static async Task<string?> WhoseFiguresAsync(this Caller caller, ReportQuery query, DynamoUsers users)
    {
        var id = query.ThanatologistId ?? (caller.IsThanatologist ? caller.UserId : null);
        if (id is not null && !(caller.IsThanatologist ? caller.Is(id) : await users.FindAsync(id) is { Role: Role.Thanatologist }))
            throw new NotFoundException(ProblemCode.ThanatologistNotFound);
        return id;
    }
}
