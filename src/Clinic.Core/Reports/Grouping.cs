using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Catalogue;
using Clinic.Core.Sessions;
using Clinic.Core.Text;

namespace Clinic.Core.Reports;

/// <summary>Sums rollups by group, and puts groups into the order of a report.</summary>
internal static class Grouping
{
    private const string Total = "Total";
    private const string NoGender = "Sin especificar";

    public static decimal Sum(this IEnumerable<CountsRow> rows, string attribute) => rows.Sum(row => row.Amounts.GetValueOrDefault(attribute));

    /// <summary>The number for every value of a dimension that has any, under the value's label. Weekdays and hours stay in their order.</summary>
    public static Groups ByDimension(IReadOnlyList<CountsRow> rows, string dimension)
    {
        var groups = RollupAttributes.ValuesOf(dimension)
            .Select(value => new Group(value, LabelOf(dimension, value), rows.Sum(RollupAttributes.Counter(dimension, value))))
            .Where(group => group.Value != 0)
            .ToList();
        var total = groups.Sum(group => group.Value);
        return dimension is AppointmentCounters.Weekday or AppointmentCounters.Hour ? new Groups(groups, total) : LargestFirst(groups, total);
    }

    public static Groups ByGender(IReadOnlyList<PatientsRow> rows)
    {
        var groups = rows
            .SelectMany(row => row.Sets)
            .GroupBy(set => set.Key, set => set.Value)
            .Select(gender => new Group(gender.Key, gender.Key == RollupAttributes.PatientsOf(null) ? NoGender : gender.Key[RollupAttributes.PatientsOf(null).Length..], Distinct(gender)))
            .Where(group => group.Value != 0);
        return LargestFirst(groups, Distinct(rows));
    }

    /// <summary>Every day, week or month of the period, with what the rollups of its days make.</summary>
    /// <param name="rows">Of days; those of whole months are enough for months.</param>
    public static Groups ByTime<TRow>(ReportPeriod period, string groupBy, IReadOnlyList<TRow> rows, Func<TRow, DateOnly> dayOf, Func<IEnumerable<TRow>, decimal> value)
    {
        var found = rows.ToLookup(row => LabelOf(dayOf(row), groupBy));
        return new Groups([.. LabelsOf(period, groupBy).Select(label => new Group(label, label, value(found[label])))], value(rows));
    }

    /// <summary>One group, unless nothing was counted.</summary>
    public static Groups Whole(decimal total, bool isNothing) => new(isNothing ? [] : [new Group(Total, Total, total)], total);

    public static int Distinct(IEnumerable<PatientsRow> rows) => Distinct(rows.SelectMany(row => row.Sets.Select(set => set.Value)));

    private static int Distinct(IEnumerable<Guid[]> sets)
    {
        var patients = new HashSet<Guid>();
        foreach (var set in sets)
            patients.UnionWith(set);
        return patients.Count;
    }

    /// <summary>The largest first; alike ones by label, accents and case ignored, in the same order every time.</summary>
    public static Groups LargestFirst(IEnumerable<Group> groups, decimal total) => new(
        [
            .. groups
                .OrderByDescending(group => group.Value)
                .ThenBy(group => Folding.Fold(group.Label), StringComparer.Ordinal)
                .ThenBy(group => group.Label, StringComparer.Ordinal),
        ],
        total);

    /// <summary>The labels of a period's days, weeks or months, in order of time.</summary>
    public static IEnumerable<string> LabelsOf(ReportPeriod period, string groupBy) => period.Days.Select(day => LabelOf(day, groupBy)).Distinct();

    /// <summary>The day; the week by ISO 8601, which belongs to the year of its Thursday; or the month.</summary>
    private static string LabelOf(DateOnly day, string groupBy) => groupBy switch
    {
        ReportGroups.Day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReportGroups.Week => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day):D4}-W{ISOWeek.GetWeekOfYear(day):D2}"),
        _ => RollupKey.Month(day),
    };

    private static string LabelOf(string dimension, string value) =>
        dimension == RollupAttributes.ServiceType ? ClinicCatalogue.Services.First(service => service.Name == value).Label : value;
}

/// <summary>A group of a report.</summary>
/// <param name="Key">What it is of, which is one group even where two have the same label.</param>
internal sealed record Group(string Key, string Label, decimal Value);

/// <summary>The groups of one period in the order of a report.</summary>
internal sealed record Groups(IReadOnlyList<Group> Items, decimal Total)
{
    public IReadOnlyList<string> Labels => [.. Items.Select(group => group.Label)];

    public IReadOnlyList<decimal> Values => [.. Items.Select(group => Money.Normalized(group.Value))];

    /// <summary>The same groups as others in their order, then those that the others have not.</summary>
    public Groups InOrderOf(Groups others)
    {
        var own = Items.ToDictionary(group => group.Key);
        return this with
        {
            Items = [.. others.Items.Select(group => own.GetValueOrDefault(group.Key, group with { Value = 0 })), .. Items.ExceptBy(others.Items.Select(group => group.Key), group => group.Key)],
        };
    }
}

/// <summary>Patient ids as they stand in the sets of rollups: 16 bytes, in the order in which they are written.</summary>
internal static class PatientIds
{
    public static byte[] Write(string id) => Guid.Parse(id).ToByteArray(bigEndian: true);

    public static IEnumerable<Guid> Read(AttributeValue set) => (set.BS ?? []).Select(id => new Guid(id.ToArray(), bigEndian: true));
}
