using System.Globalization;
using Clinic.Anonymization.Generalization;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Anonymization.Rows;

/// <summary>Makes the rows that are released.</summary>
internal sealed class RowMaker(AnonymityPlan plan, LossPlan losses, IReadOnlyDictionary<string, string> traits, Pseudonyms pseudonyms)
{
    /// <summary>Null when the patient is left out.</summary>
    public PatientRow? Make(PatientCase<string> patient)
    {
        if (plan.Release(patient.Quasi) is not { } quasi)
            return null;
        return new PatientRow(
            pseudonyms.Patient(patient.Id), quasi.Gender, quasi.BirthYear, quasi.Zip3,
            Common(Traits.MaritalStatus, patient.MaritalStatus), Common(Traits.Occupation, patient.Occupation), Common(Traits.Religion, patient.Religion),
            Generalize.Children(patient.Children), pseudonyms.Thanatologist(patient.ThanatologistId), patient.IsOpen, patient.OpenedYear, patient.ClosedYear,
            patient.Sessions.Count, patient.Ekr);
    }

    /// <summary>By number.</summary>
    public IEnumerable<SessionRow> Sessions(string patient, PatientCase<string> of) => of.Sessions.OrderBy(session => session.Number).Select(session => new SessionRow(
        patient, session.Number, session.Year, pseudonyms.Thanatologist(session.ThanatologistId), session.ServiceType, session.InterventionType, session.Tool, session.Motive,
        session.RecoveryFee, session.Substitute, session.Reason, session.Evaluation, session.Addenda.Count == 0 ? null : session.Addenda,
        session.Mode, session.Minutes, session.InGroup, session.Problem, session.Prognosis, session.Plan, session.Remark));

    /// <summary>Those that enough patients have had, in an order that does not tell when they were written down.</summary>
    public IEnumerable<LossRow> Losses(string patient, PatientCase<string> of) => of.Losses.Select(losses.Release).OfType<LossForm>()
        .Select(loss => new LossRow(patient, loss.Kind, loss.Relation, loss.Circumstance, loss.Expected, loss.Year))
        .OrderBy(row => RowJson.Write(row), StringComparer.Ordinal);

    public static IEnumerable<AssessmentRow> Assessments(string patient, PatientCase<string> of) => of.Assessments.Select(assessment => new AssessmentRow(
        patient, assessment.Number, assessment.Year, assessment.Instrument, assessment.Version, assessment.Score, assessment.Band));

    public static IEnumerable<AlertRow> Alerts(string patient, PatientCase<string> of) => of.Alerts
        .Select(alerts => new AlertRow(patient, alerts.Kind, alerts.Severity, alerts.Count))
        .OrderBy(row => RowJson.Write(row), StringComparer.Ordinal);

    private string? Common(string field, string? value) => value is null ? null : traits.GetValueOrDefault(Traits.Key(field, value));
}

/// <summary>The rows as CSV, with the names that they have in JSON.</summary>
internal static class Tables
{
    public static string Of(IEnumerable<PatientRow> rows) => Csv.Write(
        ["patient", "gender", "birthYear", "zip3", "maritalStatus", "occupation", "religion", "children", "thanatologist", "isOpen", "openedYear", "closedYear", "sessions", "ekr"],
        rows.Select(IReadOnlyList<string> (row) =>
        [
            row.Patient, row.Gender ?? "", row.BirthYear ?? "", row.Zip3 ?? "", row.MaritalStatus ?? "", row.Occupation ?? "", row.Religion ?? "", row.Children,
            row.Thanatologist, Text(row.IsOpen), Text(row.OpenedYear), Text(row.ClosedYear), Text(row.Sessions), row.Ekr ?? "",
        ]));

    public static string Of(IEnumerable<SessionRow> rows) => Csv.Write(
        [
            "patient", "number", "year", "thanatologist", "serviceType", "interventionType", "tool", "motive", "recoveryFee", "substitute", "reason", "evaluation", "addenda",
            "mode", "minutes", "inGroup", "problem", "prognosis", "plan", "remark",
        ],
        rows.Select(IReadOnlyList<string> (row) =>
        [
            row.Patient, Text(row.Number), Text(row.Year), row.Thanatologist, row.ServiceType, row.InterventionType, row.Tool, row.Motive,
            Text(row.RecoveryFee), Text(row.Substitute), row.Reason ?? "", row.Evaluation ?? "", string.Join('\n', row.Addenda ?? []),
            row.Mode ?? "", Text(row.Minutes), Text(row.InGroup), row.Problem ?? "", row.Prognosis ?? "", row.Plan ?? "", row.Remark ?? "",
        ]));

    public static string Of(IEnumerable<LossRow> rows) => Csv.Write(
        ["patient", "kind", "relation", "circumstance", "expected", "year"],
        rows.Select(IReadOnlyList<string> (row) =>
            [row.Patient, row.Kind, row.Relation ?? "", row.Circumstance ?? "", row.Expected is { } expected ? Text(expected) : "", Text(row.Year)]));

    public static string Of(IEnumerable<AssessmentRow> rows) => Csv.Write(
        ["patient", "number", "year", "instrument", "version", "score", "band"],
        rows.Select(IReadOnlyList<string> (row) => [row.Patient, Text(row.Number), Text(row.Year), row.Instrument, Text(row.Version), Text(row.Score), row.Band]));

    public static string Of(IEnumerable<AlertRow> rows) => Csv.Write(
        ["patient", "kind", "severity", "count"],
        rows.Select(IReadOnlyList<string> (row) => [row.Patient, row.Kind, row.Severity, Text(row.Count)]));

    private static string Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(bool flag) => flag ? "true" : "false";
}
