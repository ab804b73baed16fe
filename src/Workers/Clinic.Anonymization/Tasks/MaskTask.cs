using System.Text;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Masking;
using Clinic.Anonymization.Rows;
using Clinic.Core.Exports;
using Clinic.Core.Text;

namespace Clinic.Anonymization.Tasks;

/// <summary>Replaces what was found in the texts, and counts on the way what the last step decides by: the tally of a part goes on from that of the part before.</summary>
internal sealed class MaskTask(ExportFiles files, TimeProvider time)
{
    public const string Step = "masked";

    public async Task<TaskAnswer> RunAsync(TaskRequest request)
    {
        var thisYear = time.GetUtcNow().Year;
        var before = request.Part == 1 ? Tally.Empty : RowJson.Read<Tally>(await files.ReadAsync(TallyKey(request.ExportId, request.Part - 1)));
        var (classes, values, findings) = (before.Sizes(), before.Values.ToDictionary(), before.Findings.ToDictionary());
        var (patients, sessions) = (before.Patients, before.Sessions);
        var lines = new StringBuilder();
        foreach (var found in RowJson.ReadLines<PatientCase<FoundText>>(await files.ReadAsync(ExportFiles.WorkKey(request.ExportId, IdentifyTask.Step, request.Part))))
        {
            var masked = MaskedCase(found, text => MaskedText(text, thisYear, findings));
            lines.Append(RowJson.Write(masked)).Append('\n');
            Add(classes, Quasi(masked, thisYear));
            foreach (var (field, value) in Traits(masked))
                Add(values, ValueKey(field, value));
            patients++;
            sessions += masked.Sessions.Count;
        }
        var tally = new Tally(patients, sessions, [.. classes.Select(size => new ClassSize(size.Key, size.Value))], values, findings);
        await files.WriteAsync(ExportFiles.WorkKey(request.ExportId, Step, request.Part), lines.ToString(), "application/x-ndjson");
        await files.WriteAsync(TallyKey(request.ExportId, request.Part), RowJson.Write(tally), "application/json");
        var more = request.Part < request.Parts;
        return new TaskAnswer(request.ExportId, more ? request.Part + 1 : 1, request.Parts, more);
    }

    public static string TallyKey(string exportId, int part) => ExportFiles.WorkKey(exportId, "tally", part, "json");

    public static QuasiIdentifiers Quasi(PatientCase<string> patient, int thisYear) =>
        new(patient.Gender, Generalize.BirthYear(patient.BirthDate, thisYear), Generalize.Zip3(patient.ZipCode));

    /// <summary>What people write about themselves in a few words: released only where several write the same.</summary>
    public static IEnumerable<(string Field, string? Value)> Traits(PatientCase<string> patient) =>
        [("maritalStatus", patient.MaritalStatus), ("occupation", patient.Occupation), ("religion", patient.Religion)];

    public static string ValueKey(string field, string? value) => $"{field} {Folding.Fold(value ?? "")}";

    private static string MaskedText(FoundText text, int thisYear, Dictionary<string, int> findings)
    {
        foreach (var finding in text.Findings)
            Add(findings, finding.Kind.ToString().ToLowerInvariant());
        return Mask.Apply(text.Text, text.Findings, thisYear);
    }

    private static PatientCase<string> MaskedCase(PatientCase<FoundText> found, Func<FoundText, string> mask)
    {
        string? Optional(FoundText? text) => text is null ? null : mask(text);
        return new PatientCase<string>(
            found.Id, found.Gender, found.BirthDate, found.ZipCode, Optional(found.MaritalStatus), Optional(found.Occupation), Optional(found.Religion),
            found.Children, found.ThanatologistId, found.IsOpen, found.OpenedYear, found.ClosedYear, Optional(found.Ekr),
            [
                .. found.Sessions.Select(session => new CaseSession<string>(
                    session.Number, session.ThanatologistId, session.Year, session.ServiceType, session.InterventionType, session.Tool, session.Motive,
                    mask(session.Evaluation), session.RecoveryFee, session.Substitute, Optional(session.Reason), [.. session.Addenda.Select(mask)])),
            ]);
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key) where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
