using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Rows;

namespace Clinic.Anonymization.Tasks;

/// <summary>Makes the rows that are released.</summary>
internal sealed class RowMaker(AnonymityPlan plan, IReadOnlyDictionary<string, string> traits, Pseudonyms pseudonyms)
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

    public SessionRow Make(string patient, CaseSession<string> session) => new(
        patient, session.Number, session.Year, pseudonyms.Thanatologist(session.ThanatologistId), session.ServiceType, session.InterventionType, session.Tool, session.Motive,
        session.RecoveryFee, session.Substitute, session.Reason, session.Evaluation, session.Addenda.Count == 0 ? null : session.Addenda);

    private string? Common(string field, string? value) => value is null ? null : traits.GetValueOrDefault(Traits.Key(field, value));
}
