using System.Text;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Masking;
using Clinic.Anonymization.Rows;

namespace Clinic.Anonymization.Tasks;

/// <summary>Replaces what was found in the texts, and counts what the last step needs for its decisions. The tally of a part continues that of the part before.</summary>
internal sealed class MaskTask(WorkFiles files)
{
    public const string Step = "masked";

    public async Task<TaskAnswer> RunAsync(TaskRequest request)
    {
        var before = request.Part == 1 ? Tally.Empty : RowJson.Read<Tally>(await files.ReadAsync(TallyKey(request.ExportId, request.Part - 1)));
        var (classes, findings) = (before.Classes.ToDictionary(size => size.Of), before.Findings.ToDictionary());
        var lines = new StringBuilder();
        foreach (var found in RowJson.ReadLines<PatientCase<FoundText>>(await files.ReadAsync(WorkFiles.WorkKey(request.ExportId, IdentifyTask.Step, request.Part))))
        {
            var masked = MaskedCase(found, text => MaskedText(text, request.Year, findings));
            lines.Append(RowJson.Write(masked)).Append('\n');
            var alike = classes.GetValueOrDefault(masked.Quasi) ?? new ClassSize(masked.Quasi, 0, [], []);
            classes[masked.Quasi] = alike with { Rows = alike.Rows + 1 };
            foreach (var trait in Traits.Of(masked))
                Add(alike.Traits, trait);
            if (masked.Losses.Count > 0)
                Add(alike.Losses, LinesOf(masked.Losses));
        }
        var tally = new Tally([.. classes.Values], findings);
        await files.WriteAsync(WorkFiles.WorkKey(request.ExportId, Step, request.Part), lines.ToString(), "application/x-ndjson");
        await files.WriteAsync(TallyKey(request.ExportId, request.Part), RowJson.Write(tally), "application/json");
        var more = request.Part < request.Parts;
        return new TaskAnswer(request.ExportId, more ? request.Part + 1 : 1, request.Parts, more, request.Year);
    }

    public static string TallyKey(string exportId, int part) => WorkFiles.WorkKey(exportId, "tally", part, "json");

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
            found.Id, found.Quasi, Optional(found.MaritalStatus), Optional(found.Occupation), Optional(found.Religion),
            found.Children, found.ThanatologistId, found.IsOpen, found.OpenedYear, found.ClosedYear, Optional(found.Ekr),
            [
                .. found.Sessions.Select(session => new CaseSession<string>(
                    session.Number, session.ThanatologistId, session.Year, session.ServiceType, session.InterventionType, session.Tool, session.Motive,
                    Optional(session.Evaluation), session.RecoveryFee, session.Substitute, Optional(session.Reason), [.. session.Addenda.Select(mask)],
                    session.Mode, session.Minutes, session.InGroup, Optional(session.Problem), Optional(session.Prognosis), Optional(session.Plan), Optional(session.Remark))),
            ],
            found.Losses, found.Assessments, found.Alerts);
    }

    private static string LinesOf(IEnumerable<LossForm> losses) => string.Join('\n', losses.Select(loss => RowJson.Write(loss)).Distinct().Order(StringComparer.Ordinal));

    private static void Add(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;
}
