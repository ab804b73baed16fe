using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Rows;
using Clinic.Core.Exports;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Anonymization.Tasks;

/// <summary>
/// Generalizes, gives pseudonyms, leaves out rows that would be unique, and writes the files of a part. After the last part it writes the manifest,
/// ends the export and deletes the work. Rows are in the order of their pseudonyms, as the table's order would be the same in every export.
/// </summary>
/// <param name="comprehendLanguage">The language in which Comprehend has looked for persons too, for the manifest; null when it was not used.</param>
internal sealed class DeidentifyTask(DynamoExportProgress progress, WorkFiles files, string? comprehendLanguage, TimeProvider time)
{
    private const int K = 5;

    private static readonly IReadOnlyList<string> Rules =
    [
        "45 CFR 164.514(b)(2)(i)(A)-(R): names, addresses, phones, emails, numbers and other identifiers are left out by field and masked in texts.",
        "Dates are years; ages over 89 are 90+; postal codes are their first three digits, or 000 where the area may have 20,000 people or fewer.",
        "Patients and thanatologists have pseudonyms by HMAC-SHA-256 under a key of this export, which is deleted.",
        "Gender, birthYear and zip3 are 5-anonymous: rows lose zip3, then the year within the decade, then birthYear; what is still alone is left out.",
        "maritalStatus, occupation and religion are there where at least 5 of the released patients share the value; children are counted up to 5+.",
    ];

    private const string WithoutText = "Free text is left out: evaluations, reasons, addenda and ekr.";

    /// <summary>The limits that the manifest must state.</summary>
    private const string WithText =
        "Free text is masked by rules and word lists, which do not find everything: a name that no list has and nothing announces, a word that is misspelled by more than a letter, a place or an institution that few know, "
        + "or a story that only one person has lived can still tell who it is. Treat these texts as personal data: for readers under an agreement, not to be published, and not to be joined with another export, where the same text stands.";

    public async Task<TaskAnswer> RunAsync(TaskRequest request)
    {
        var (id, part, parts) = (request.ExportId, request.Part, request.Parts);
        if (await progress.FindWithKeyAsync(id) is not ({ } export, { } key))
            return await progress.FindAsync(id) is { State: ExportState.Succeeded } ? await CleanAsync(request) : throw new ExportEndedException();
        var tally = RowJson.Read<Tally>(await files.ReadAsync(MaskTask.TallyKey(id, parts)));
        var plan = new AnonymityPlan(tally.Classes.ToDictionary(size => size.Of, size => size.Rows), K);
        var before = part == 1 ? Written.Nothing : RowJson.Read<Written>(await files.ReadAsync(WrittenKey(id, part - 1)));
        var written = await WriteAsync(request, new RowMaker(plan, Traits.Common(tally.Classes, plan, K), new Pseudonyms(key)), before);
        await files.WriteAsync(WrittenKey(id, part), RowJson.Write(written), "application/json");
        if (part < parts)
            return new TaskAnswer(id, part + 1, parts, true);
        var counts = new ExportCounts(written.Patients, written.Sessions, written.SuppressedPatients, written.SuppressedSessions);
        await files.WriteAsync(ExportFiles.ResultKey(id, ExportFiles.Manifest), RowJson.Write(Manifest(export, tally, plan, written, counts)), "application/json");
        await progress.MarkSucceededAsync(id, parts, counts);
        return await CleanAsync(request);
    }

    private static string WrittenKey(string exportId, int part) => WorkFiles.WorkKey(exportId, "written", part, "json");

    private async Task<Written> WriteAsync(TaskRequest request, RowMaker maker, Written before)
    {
        var cases = RowJson.ReadLines<PatientCase<string>>(await files.ReadAsync(WorkFiles.WorkKey(request.ExportId, MaskTask.Step, request.Part)));
        var patients = new List<PatientRow>();
        var sessions = new List<SessionRow>();
        var (suppressedPatients, suppressedSessions) = (before.SuppressedPatients, before.SuppressedSessions);
        foreach (var patient in cases)
        {
            if (maker.Make(patient) is not { } row)
            {
                suppressedPatients++;
                suppressedSessions += patient.Sessions.Count;
                continue;
            }
            patients.Add(row);
            sessions.AddRange(patient.Sessions.Select(session => maker.Make(row.Patient, session)));
        }
        patients.Sort((one, other) => string.CompareOrdinal(one.Patient, other.Patient));
        sessions.Sort((one, other) => string.CompareOrdinal(one.Patient, other.Patient) is not 0 and var order ? order : one.Number.CompareTo(other.Number));
        return new Written(before.Patients + patients.Count, before.Sessions + sessions.Count, suppressedPatients, suppressedSessions,
        [
            .. before.Files,
            await WriteFileAsync(request, "patients", "jsonl", Lines(patients), patients.Count),
            await WriteFileAsync(request, "patients", "csv", Tables.Of(patients), patients.Count),
            await WriteFileAsync(request, "sessions", "jsonl", Lines(sessions), sessions.Count),
            await WriteFileAsync(request, "sessions", "csv", Tables.Of(sessions), sessions.Count),
        ]);
    }

    private static string Lines<T>(IEnumerable<T> rows) => string.Concat(rows.Select(row => RowJson.Write(row) + "\n"));

    private async Task<WrittenFile> WriteFileAsync(TaskRequest request, string kind, string extension, string text, int rows)
    {
        var name = ExportFiles.ResultName(kind, request.Part, extension);
        await files.WriteAsync(ExportFiles.ResultKey(request.ExportId, name), text, extension == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson");
        var bytes = Encoding.UTF8.GetBytes(text);
        return new WrittenFile(name, rows, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private Manifest Manifest(Export export, Tally tally, AnonymityPlan plan, Written written, ExportCounts counts) => new(
        export.Id,
        time.GetUtcNow(),
        export.FreeText,
        RulesOf(export.FreeText),
        counts,
        tally.Findings,
        new AnonymityReport(
            K, plan.Reached, ["gender", "birthYear", "zip3"], plan.RowsAtLevel[0], plan.RowsAtLevel[1], plan.RowsAtLevel[2], plan.RowsAtLevel[3], written.SuppressedPatients, written.SuppressedSessions),
        written.Files);

    private string[] RulesOf(FreeText freeText)
    {
        string[] rules = [.. Rules, freeText is FreeText.Masked ? WithText : WithoutText];
        return comprehendLanguage is null ? rules : [.. rules, $"Texts were searched by Amazon Comprehend ({comprehendLanguage}) too; what it found with a score of {ComprehendDetector.LeastScore:0.0} or more is masked as well."];
    }

    /// <summary>Deletes the objects between the steps. If a crash leaves some, the bucket's lifecycle deletes them within a day.</summary>
    private async Task<TaskAnswer> CleanAsync(TaskRequest request)
    {
        for (var part = 1; part <= request.Parts; part++)
        {
            await Task.WhenAll(
                files.DeleteAsync(WorkFiles.WorkKey(request.ExportId, IdentifyTask.Step, part)),
                files.DeleteAsync(IdentifyTask.EndKey(request.ExportId, part)),
                files.DeleteAsync(WorkFiles.WorkKey(request.ExportId, MaskTask.Step, part)),
                files.DeleteAsync(MaskTask.TallyKey(request.ExportId, part)),
                files.DeleteAsync(WrittenKey(request.ExportId, part)));
        }
        return new TaskAnswer(request.ExportId, request.Part, request.Parts, false);
    }
}

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
