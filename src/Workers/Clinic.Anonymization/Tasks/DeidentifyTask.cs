using System.Security.Cryptography;
using System.Text;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Rows;
using Clinic.Core.Exports;

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
        "Dates are years; ages over 89 are 90+, and losses of so long ago have no year; postal codes are their first three digits, or 000 where the area may have 20,000 people or fewer.",
        "Patients and thanatologists have pseudonyms by HMAC-SHA-256 under a key of this export, which is deleted.",
        "Gender, birthYear and zip3 are 5-anonymous: rows lose zip3, then the year within the decade, then birthYear; what is still alone is left out.",
        "Losses have no names and notes, and are 5-anonymous by themselves: what fewer of the released patients have had loses its year, then circumstance and expected, then relation; what is still too rare is left out.",
        "Assessments are their score and band without answers, alerts are counted, and nobody's relations, emergency contacts and safety plans are there.",
        "maritalStatus, occupation and religion are there where at least 5 of the released patients share the value; children are counted up to 5+.",
    ];

    private const string WithoutText = "Free text is left out: evaluations, problems, prognoses, plans, remarks, reasons, addenda and ekr.";

    /// <summary>The limits that the manifest must state.</summary>
    private const string WithText =
        "The evaluation of a group session is left out, as it is of several persons. "
        + "Free text is masked by rules and word lists, which do not find everything: a name that no list has and nothing announces, a word that is misspelled by more than a letter, a place or an institution that few know, "
        + "or a story that only one person has lived can still tell who it is. Treat these texts as personal data: for readers under an agreement, not to be published, and not to be joined with another export, where the same text stands.";

    public async Task<TaskAnswer> RunAsync(TaskRequest request)
    {
        var (id, part, parts) = (request.ExportId, request.Part, request.Parts);
        if (await progress.FindWithKeyAsync(id) is not ({ } export, { } key))
            return await progress.FindAsync(id) is { State: ExportState.Succeeded } ? await CleanAsync(request) : throw new ExportEndedException();
        var tally = RowJson.Read<Tally>(await files.ReadAsync(MaskTask.TallyKey(id, parts)));
        var plan = new AnonymityPlan(tally.Classes.ToDictionary(size => size.Of, size => size.Rows), K);
        var before = part == 1 ? Written.Nothing : RowJson.Read<Written>(await files.ReadAsync(WrittenKey(id, part - 1)));
        var written = await WriteAsync(request, new RowMaker(plan, LossesOf(tally, plan), Traits.Common(tally.Classes, plan, K), new Pseudonyms(key)), before);
        await files.WriteAsync(WrittenKey(id, part), RowJson.Write(written), "application/json");
        if (part < parts)
            return new TaskAnswer(id, part + 1, parts, true);
        var counts = new ExportCounts(written.Patients, written.Sessions, written.SuppressedPatients, written.SuppressedSessions);
        await files.WriteAsync(ExportFiles.ResultKey(id, ExportFiles.Manifest), RowJson.Write(Manifest(export, tally, plan, written, counts)), "application/json");
        await progress.MarkSucceededAsync(id, parts, counts);
        return await CleanAsync(request);
    }

    private static string WrittenKey(string exportId, int part) => WorkFiles.WorkKey(exportId, "written", part, "json");

    /// <summary>Only what released patients have had counts.</summary>
    private static LossPlan LossesOf(Tally tally, AnonymityPlan plan) => new(
        [.. tally.Classes.Where(size => plan.Release(size.Of) is not null).SelectMany(size => size.Losses).Select(had => (RowJson.ReadLines<LossForm>(had.Key).ToList(), had.Value))], K);

    private async Task<Written> WriteAsync(TaskRequest request, RowMaker maker, Written before)
    {
        var cases = RowJson.ReadLines<PatientCase<string>>(await files.ReadAsync(WorkFiles.WorkKey(request.ExportId, MaskTask.Step, request.Part)))
            .Select(patient => (Case: patient, Row: maker.Make(patient))).ToList();
        var released = cases.Where(one => one.Row is not null).Select(one => (one.Case, Row: one.Row!)).OrderBy(one => one.Row.Patient, StringComparer.Ordinal).ToList();
        var suppressed = cases.Where(one => one.Row is null).Select(one => one.Case).ToList();
        var patients = released.Select(one => one.Row).ToList();
        var sessions = released.SelectMany(one => maker.Sessions(one.Row.Patient, one.Case)).ToList();
        var losses = released.SelectMany(one => maker.Losses(one.Row.Patient, one.Case)).ToList();
        var assessments = released.SelectMany(one => RowMaker.Assessments(one.Row.Patient, one.Case)).ToList();
        var alerts = released.SelectMany(one => RowMaker.Alerts(one.Row.Patient, one.Case)).ToList();
        return new Written(
            before.Patients + patients.Count,
            before.Sessions + sessions.Count,
            before.SuppressedPatients + suppressed.Count,
            before.SuppressedSessions + suppressed.Sum(patient => patient.Sessions.Count),
            before.SuppressedLosses + released.Sum(one => one.Case.Losses.Count) - losses.Count,
            [
                .. before.Files,
                .. await WriteFilesAsync(request, "patients", patients, Tables.Of(patients)),
                .. await WriteFilesAsync(request, "sessions", sessions, Tables.Of(sessions)),
                .. await WriteFilesAsync(request, "losses", losses, Tables.Of(losses)),
                .. await WriteFilesAsync(request, "assessments", assessments, Tables.Of(assessments)),
                .. await WriteFilesAsync(request, "alerts", alerts, Tables.Of(alerts)),
            ]);
    }

    private async Task<IReadOnlyList<WrittenFile>> WriteFilesAsync<T>(TaskRequest request, string kind, IReadOnlyList<T> rows, string csv) =>
    [
        await WriteFileAsync(request, kind, "jsonl", string.Concat(rows.Select(row => RowJson.Write(row) + "\n")), rows.Count),
        await WriteFileAsync(request, kind, "csv", csv, rows.Count),
    ];

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
            K, plan.Reached, ["gender", "birthYear", "zip3"], plan.RowsAtLevel[0], plan.RowsAtLevel[1], plan.RowsAtLevel[2], plan.RowsAtLevel[3],
            written.SuppressedPatients, written.SuppressedSessions, written.SuppressedLosses),
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
