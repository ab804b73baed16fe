using Amazon.DynamoDBv2.Model;
using Clinic.Core.Catalogue;
using Clinic.Core.Sessions;
using Clinic.Core.Text;

namespace Clinic.Core.Reports;

/// <summary>Sums rollups by group, and puts groups into the order of a report.</summary>
internal static class Grouping
{
    public const string Total = "Total";
    private const string NoGender = "Sin especificar";

    public static decimal Sum(this IEnumerable<CountsRow> rows, string attribute) => rows.Sum(row => row.Amounts.GetValueOrDefault(attribute));

    /// <summary>The number of sessions for every value of a dimension that has any, under the value's label.</summary>
    public static IEnumerable<(string Label, decimal Value)> ByDimension(IReadOnlyList<CountsRow> rows, string dimension) =>
        RollupAttributes.ValuesOf(dimension)
            .Select(value => (LabelOf(dimension, value), Value: rows.Sum(RollupAttributes.Counter(dimension, value))))
            .Where(group => group.Value != 0);

    public static IEnumerable<(string Label, decimal Value)> ByGender(IEnumerable<PatientsRow> rows) => rows
        .SelectMany(row => row.Sets)
        .GroupBy(set => set.Key, set => set.Value)
        .Select(gender => (gender.Key == RollupAttributes.PatientsOf(null) ? NoGender : gender.Key[RollupAttributes.PatientsOf(null).Length..], (decimal)Distinct(gender)))
        .Where(group => group.Item2 != 0);

    public static int Distinct(IEnumerable<PatientsRow> rows) => Distinct(rows.SelectMany(row => row.Sets.Values));

    private static int Distinct(IEnumerable<Guid[]> sets)
    {
        var patients = new HashSet<Guid>();
        foreach (var set in sets)
            patients.UnionWith(set);
        return patients.Count;
    }

    /// <summary>The largest first; alike ones by label, accents and case ignored, in the same order every time.</summary>
    public static GroupedReport Report(ReportPeriod period, string groupBy, IEnumerable<(string Label, decimal Value)> groups, decimal total)
    {
        var ordered = groups
            .OrderByDescending(group => group.Value)
            .ThenBy(group => Folding.Fold(group.Label), StringComparer.Ordinal)
            .ThenBy(group => group.Label, StringComparer.Ordinal)
            .ToList();
        return new GroupedReport(
            period.From, period.To, groupBy, [.. ordered.Select(group => group.Label)], [.. ordered.Select(group => Money.Normalized(group.Value))], Money.Normalized(total));
    }

    private static string LabelOf(string dimension, string value) =>
        dimension == RollupAttributes.ServiceType ? ClinicCatalogue.Services.First(service => service.Name == value).Label : value;
}

/// <summary>Patient ids as they stand in the sets of rollups: 16 bytes, in the order in which they are written.</summary>
internal static class PatientIds
{
    public static byte[] Write(string id) => Guid.Parse(id).ToByteArray(bigEndian: true);

    public static IEnumerable<Guid> Read(AttributeValue set) => (set.BS ?? []).Select(id => new Guid(id.ToArray(), bigEndian: true));
}
