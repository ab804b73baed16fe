using Clinic.Core.Catalogue;
using Clinic.Core.Reports;
using Clinic.Core.Text;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Reports;

/// <summary>Whatever sessions there are and whatever the period: a report is what one counts from the sessions themselves.</summary>
public sealed class ReportPropertyTests(ITestOutputHelper output)
{
    private const int Sessions = 90;
    private const int Periods = 15;

    private static readonly string?[] Genders = [null, "Hombre", "Mujer", "Otro"];

    /// <summary>A seed that has found something, and a new one every time; the seed of a failure is printed.</summary>
    public static TheoryData<int> Seeds => [1932134720, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_report_is_what_the_sessions_themselves_say(int seed)
    {
        output.WriteLine($"seed {seed}");
        var tables = new TableSet();
        await tables.InitializeAsync();
        try
        {
            var clinic = new ReportedClinic(tables);
            var random = new Random(seed);
            var thanatologists = await FillAsync(clinic, random);
            await CheckAsync(clinic, thanatologists, random, Periods);
        }
        finally
        {
            await tables.DisposeAsync();
        }
    }

    /// <summary>The same periods again and again, by one process, while sessions are written and the rollups of before are moved to shards.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_process_that_remembers_reports_says_what_the_sessions_themselves_say(int seed)
    {
        output.WriteLine($"seed {seed}");
        var tables = new TableSet();
        await tables.InitializeAsync();
        try
        {
            var clinic = new ReportedClinic(tables);
            var random = new Random(seed);
            var thanatologists = await FillAsync(clinic, random);
            await OldRollups.RestoreAsync(tables);
            var reports = clinic.Services.Restarted().Reports;
            for (var i = 0; i < 8; i++)
            {
                if (i == 4)
                    Assert.Equal((0, 0), await clinic.Services.Repair.RunAsync(true, _ => { }) is var outcome ? (outcome.DifferenceCount, outcome.Unsettled) : default);
                await CheckAsync(clinic, thanatologists, new Random(seed), 2, reports);
                var patient = await clinic.PatientAsync(ReportedClinic.Any(random, thanatologists), ReportedClinic.Any(random, Genders));
                await clinic.WriteAsync(ReportedClinic.Any(random, thanatologists), patient, ReportedClinic.RandomSession(random, Day(random, clinic.Services.Calendar.Today)));
                if (i % 3 == 0)
                    await CheckAsync(clinic, thanatologists, new Random(seed), 2, reports);
            }
            Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
        }
        finally
        {
            await tables.DisposeAsync();
        }
    }

    private static async Task CheckAsync(ReportedClinic clinic, IReadOnlyList<string> thanatologists, Random random, int periods, ReportService? reports = null)
    {
        for (var i = 0; i < periods; i++)
            await CheckAsync(clinic, reports ?? clinic.Services.Reports, thanatologists, Period(random, clinic.Services.Calendar.Today), random.Next(3) == 0 ? ReportedClinic.Any(random, thanatologists) : null);
    }

    /// <summary>Three thanatologists, two of one name; patients of every gender, one of whom changes it; sessions on the days around the ends of months and years.</summary>
    private static async Task<IReadOnlyList<string>> FillAsync(ReportedClinic clinic, Random random)
    {
        var thanatologists = new List<string>();
        foreach (var name in (string[])["Ávila", "Ávila", "Zepeda"])
            thanatologists.Add((await clinic.Services.ThanatologistAsync(name)).UserId!);
        var patients = new List<User>();
        while (clinic.Sessions.Count < Sessions)
        {
            clinic.Services.Time.Advance(TimeSpan.FromHours(random.Next(1, 300)));
            if (patients.Count < 12 && random.Next(3) == 0 || patients.Count == 0)
                patients.Add(await clinic.PatientAsync(ReportedClinic.Any(random, thanatologists), ReportedClinic.Any(random, Genders)));
            var patient = ReportedClinic.Any(random, patients);
            if (random.Next(10) == 0)
                await clinic.Services.Users.ChangeAsync(clinic.Services.Admin, patient.Id, Core.Http.VersionCondition.Any, false, edit => edit with { Gender = ReportedClinic.Any(random, Genders) });
            await clinic.WriteAsync(ReportedClinic.Any(random, thanatologists), patient, ReportedClinic.RandomSession(random, Day(random, clinic.Services.Calendar.Today)));
        }
        return thanatologists;
    }

    /// <summary>Often a day beside the end of a month, sometimes long ago.</summary>
    private static DateOnly Day(Random random, DateOnly today)
    {
        var day = today.AddDays(-random.Next(random.Next(4) == 0 ? 900 : 60));
        var first = new DateOnly(day.Year, day.Month, 1);
        return random.Next(2) == 0 ? day : first.AddDays(random.Next(-2, 2)) is var edge && edge <= today ? edge : first.AddDays(-1);
    }

    private static ReportPeriod Period(Random random, DateOnly today)
    {
        if (random.Next(4) == 0)
            return ReportPeriod.Of(ReportedClinic.Any(random, ReportPeriod.Timespans), null, null, today);
        var (one, other) = (Day(random, today), Day(random, today.AddDays(random.Next(40))));
        return one < other ? new ReportPeriod(one, other) : new ReportPeriod(other, one);
    }

    private static async Task CheckAsync(ReportedClinic clinic, ReportService reports, IReadOnlyList<string> thanatologists, ReportPeriod period, string? thanatologistId)
    {
        var query = new ReportQuery(null, period.From, period.To, thanatologistId);
        var held = clinic.Sessions
            .Where(session => session.Session.Date >= period.From && session.Session.Date <= period.To && (thanatologistId ?? session.ThanatologistId) == session.ThanatologistId)
            .ToList();
        var names = new Dictionary<string, string>();
        foreach (var id in thanatologists)
            names[id] = (await clinic.Services.UserStore.FindAsync(id))!.FullName;

        foreach (var (groupBy, key) in Keys(names))
        {
            var expected = held.GroupBy(key, (group, sessions) => (group.Label, Value: (decimal)sessions.Count()));
            AssertReport(expected, held.Count, await reports.SessionsAsync(clinic.Services.Admin, query, groupBy), period, groupBy);
        }
        AssertReport(Patients(held, session => session.Gender ?? "", gender => gender.Length == 0 ? "Sin especificar" : gender), Distinct(held), await reports.PatientsAsync(clinic.Services.Admin, query, "gender"), period, "gender");
        AssertReport(Patients(held, session => session.ThanatologistId, id => names[id]), Distinct(held), await reports.PatientsAsync(clinic.Services.Admin, query, "thanatologist"), period, "thanatologist");
        var fees = held.Sum(session => session.Session.RecoveryFee!.Value);
        AssertReport(held.Count == 0 ? [] : [("Total", fees)], fees, await reports.FeesAsync(clinic.Services.Admin, query, "none"), period, "none");
        AssertReport(
            held.GroupBy(session => session.ThanatologistId, (id, sessions) => (names[id], sessions.Sum(session => session.Session.RecoveryFee!.Value))),
            fees, await reports.FeesAsync(clinic.Services.Admin, query, "thanatologist"), period, "thanatologist");

        var summary = await reports.SummaryAsync(clinic.Services.Admin, query);
        var opened = clinic.NewPatients.Where(patient => patient.Opened >= period.From && patient.Opened <= period.To && (thanatologistId ?? patient.ThanatologistId) == patient.ThanatologistId);
        var records = clinic.NewPatients.Count(patient => (thanatologistId ?? patient.ThanatologistId) == patient.ThanatologistId);
        Assert.Equal(new SummaryReport(period.From, period.To, (int)Distinct(held), opened.Count(), records, 0, held.Count, fees, 0, null, null, 0), summary);
        await CheckThanatologistsAsync(clinic, reports, period, query, held);
        // Series take many requests: a few of them are enough.
        if (period.From.DayNumber % 5 == 0)
            await CheckSeriesAsync(clinic, reports, period, query with { IsCompared = true });
    }

    /// <summary>Every series and comparison, counted day by day from the sessions.</summary>
    private static async Task CheckSeriesAsync(ReportedClinic clinic, ReportService reports, ReportPeriod period, ReportQuery query)
    {
        var days = period.To.DayNumber - period.From.DayNumber + 1;
        var before = new ReportPeriod(period.From.AddDays(-days), period.From.AddDays(-1));
        var (held, heldBefore) = (HeldIn(period), HeldIn(before));
        foreach (var (groupBy, label) in Units)
        {
            foreach (var (report, value) in ((GroupedReport, Func<IEnumerable<ReportedClinic.Held>, decimal>)[])
            [
                (await reports.SessionsAsync(clinic.Services.Admin, query, groupBy), sessions => sessions.Count()),
                (await reports.PatientsAsync(clinic.Services.Admin, query, groupBy), Distinct),
                (await reports.FeesAsync(clinic.Services.Admin, query, groupBy), sessions => sessions.Sum(session => session.Session.RecoveryFee!.Value)),
            ])
            {
                Assert.Equal((period.From, period.To, groupBy, value(held)), (report.From, report.To, report.GroupBy, report.Total));
                Assert.Equal(Series(period, held, label, value), report.Labels.Zip(report.Values));
                Assert.Equal((before.From, before.To, value(heldBefore)), (report.Previous!.From, report.Previous.To, report.Previous.Total));
                Assert.Equal(Series(before, heldBefore, label, value), report.Previous.Labels.Zip(report.Previous.Values));
            }
        }
        foreach (var groupBy in ReportGroups.OfSessions)
        {
            var (alone, compared) = (await reports.SessionsAsync(clinic.Services.Admin, query with { IsCompared = false }, groupBy), await reports.SessionsAsync(clinic.Services.Admin, query, groupBy));
            var own = await reports.SessionsAsync(clinic.Services.Admin, query with { From = before.From, To = before.To, IsCompared = false }, groupBy);
            Assert.Equal(alone.Labels.Zip(alone.Values), compared.Labels.Zip(compared.Values));
            Assert.Equal((alone.Total, null), (compared.Total, alone.Previous));
            if (!ReportGroups.IsOfTime(groupBy))
                Assert.Equal(compared.Labels, compared.Previous!.Labels.Take(compared.Labels.Count));
            Assert.Equal(own.Labels.Zip(own.Values).Where(group => group.Second != 0).Order(), compared.Previous!.Labels.Zip(compared.Previous.Values).Where(group => group.Second != 0).Order());
            Assert.Equal(own.Total, compared.Previous.Total);
        }

        List<ReportedClinic.Held> HeldIn(ReportPeriod of) =>
            [.. clinic.Sessions.Where(session => session.Session.Date >= of.From && session.Session.Date <= of.To && (query.ThanatologistId ?? session.ThanatologistId) == session.ThanatologistId)];
    }

    private static IEnumerable<(string, decimal)> Series(
        ReportPeriod period, List<ReportedClinic.Held> held, Func<DateOnly, string> label, Func<IEnumerable<ReportedClinic.Held>, decimal> value)
    {
        var labels = new List<string>();
        for (var day = period.From; day <= period.To; day = day.AddDays(1))
            labels.Add(label(day));
        return labels.Distinct().Order(StringComparer.Ordinal).Select(unit => (unit, value(held.Where(session => label(session.Session.Date!.Value) == unit))));
    }

    /// <summary>A week is named by its Thursday: the first of a year is that of the first Thursday.</summary>
    private static readonly (string GroupBy, Func<DateOnly, string> Label)[] Units =
    [
        ("day", day => $"{day.Year:D4}-{day.Month:D2}-{day.Day:D2}"),
        ("week", day => day.AddDays(3 - (((int)day.DayOfWeek + 6) % 7)) is var thursday ? $"{thursday.Year:D4}-W{((thursday.DayOfYear - 1) / 7) + 1:D2}" : ""),
        ("month", day => $"{day.Year:D4}-{day.Month:D2}"),
    ];

    private static async Task CheckThanatologistsAsync(ReportedClinic clinic, ReportService reports, ReportPeriod period, ReportQuery query, List<ReportedClinic.Held> held)
    {
        var report = await reports.ThanatologistsAsync(clinic.Services.Admin, query);
        var open = clinic.NewPatients.ToLookup(patient => patient.ThanatologistId);
        var expected = held.Select(session => session.ThanatologistId).Concat(clinic.NewPatients.Select(patient => patient.ThanatologistId)).Distinct()
            .Where(id => query.ThanatologistId is null || id == query.ThanatologistId)
            .Select(id => (id, Sessions: held.Where(session => session.ThanatologistId == id).ToList()))
            .Select(group => (group.id, group.Sessions.Count, (int)Distinct(group.Sessions), group.Sessions.Sum(session => session.Session.RecoveryFee!.Value), open[group.id].Count()));

        Assert.Equal((period.From, period.To), (report.From, report.To));
        Assert.Equal(expected.Order(), report.Items.Select(item => (item.ThanatologistId, item.Sessions, item.Patients, item.Fees, item.OpenRecords)).Order());
        Assert.All(report.Items, item => Assert.Equal(item.Sessions == 0 ? 0 : Math.Round(item.Fees / item.Sessions, 2, MidpointRounding.AwayFromZero), item.AverageFee));
        Assert.Equal(report.Items.Select(item => item.Sessions).OrderDescending(), report.Items.Select(item => item.Sessions));
    }

    private static IEnumerable<(string GroupBy, Func<ReportedClinic.Held, (string Key, string Label)> Key)> Keys(Dictionary<string, string> names) =>
    [
        ("serviceType", session => (session.Session.ServiceType!, ClinicCatalogue.Services.Single(service => service.Name == session.Session.ServiceType).Label)),
        ("interventionType", session => (session.Session.InterventionType!, session.Session.InterventionType!)),
        ("motive", session => (session.Session.Motive!, session.Session.Motive!)),
        ("tool", session => (session.Session.Tool!, session.Session.Tool!)),
        ("thanatologist", session => (session.ThanatologistId, names[session.ThanatologistId])),
    ];

    private static IEnumerable<(string, decimal)> Patients(List<ReportedClinic.Held> held, Func<ReportedClinic.Held, string> key, Func<string, string> label) =>
        held.GroupBy(key, (group, sessions) => (label(group), Distinct(sessions)));

    private static decimal Distinct(IEnumerable<ReportedClinic.Held> sessions) => sessions.Select(session => session.PatientId).Distinct().Count();

    private static void AssertReport(IEnumerable<(string Label, decimal Value)> expected, decimal total, GroupedReport report, ReportPeriod period, string groupBy)
    {
        var ordered = expected.OrderByDescending(group => group.Value).ThenBy(group => Folding.Fold(group.Label), StringComparer.Ordinal).ToList();
        Assert.Equal((period.From, period.To, groupBy, total), (report.From, report.To, report.GroupBy, report.Total));
        Assert.Equal(ordered, report.Labels.Zip(report.Values));
    }
}
