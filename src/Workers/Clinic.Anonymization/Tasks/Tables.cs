using System.Globalization;
using Clinic.Anonymization.Rows;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Anonymization.Tasks;

/// <summary>The rows as CSV, with the names that they have in JSON.</summary>
internal static class Tables
{
    public static string Of(IEnumerable<PatientRow> rows) => Csv.Write(
        ["patient", "gender", "birthYear", "zip3", "maritalStatus", "occupation", "religion", "children", "thanatologist", "isOpen", "openedYear", "closedYear", "sessions", "ekr"],
        rows.Select(IReadOnlyList<string> (row) =>
        [
            row.Patient, row.Gender ?? "", row.BirthYear ?? "", row.Zip3 ?? "", row.MaritalStatus ?? "", row.Occupation ?? "", row.Religion ?? "", row.Children,
            row.Thanatologist, Text(row.IsOpen), Text(row.OpenedYear), row.ClosedYear is { } year ? Text(year) : "", Text(row.Sessions), row.Ekr ?? "",
        ]));

    public static string Of(IEnumerable<SessionRow> rows) => Csv.Write(
        ["patient", "number", "year", "thanatologist", "serviceType", "interventionType", "tool", "motive", "recoveryFee", "substitute", "reason", "evaluation", "addenda"],
        rows.Select(IReadOnlyList<string> (row) =>
        [
            row.Patient, Text(row.Number), Text(row.Year), row.Thanatologist, row.ServiceType, row.InterventionType, row.Tool, row.Motive,
            row.RecoveryFee.ToString(CultureInfo.InvariantCulture), Text(row.Substitute), row.Reason ?? "", row.Evaluation ?? "", string.Join('\n', row.Addenda ?? []),
        ]));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";
}
