using System.Text;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Rows;
using Clinic.Core.Agenda;
using Clinic.Core.Exports;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Anonymization.Tasks;

/// <summary>
/// Reads patients with their sessions and care, leaves out protected fields, and finds what is protected in their texts. A
/// part ends after some megabytes, a thousand patients or some minutes, so that memory and time are bounded. Where it ended is an
/// object too, for the next part.
/// </summary>
internal sealed class IdentifyTask(DynamoExportSource source, DynamoExportProgress progress, WorkFiles files, IPiiDetector detector, ClinicCalendar calendar, TimeProvider time)
{
    public const string Step = "identified";
    private const int MostPatients = 1_000;
    private const int MostCharacters = 8_000_000;

    /// <summary>A third of the task's time-out, as a service may be slow.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(5);

    public async Task<TaskAnswer> RunAsync(TaskRequest request)
    {
        if (await progress.ClaimAsync(request.ExportId, request.Execution) is not { } export)
            return new TaskAnswer(request.ExportId, request.Part, request.Parts, More: false, Claimed: false);
        var year = calendar.DateOf(export.CreatedAt).Year;
        var staff = await source.ReadStaffNamesAsync();
        var after = request.Part == 1 ? null : await files.ReadAsync(EndKey(request.ExportId, request.Part - 1));
        var lines = new StringBuilder();
        var patients = 0;
        var more = false;
        var started = time.GetTimestamp();
        await foreach (var patient in source.ReadPatientsAsync(after))
        {
            if (patients == MostPatients || lines.Length >= MostCharacters || (patients > 0 && time.GetElapsedTime(started) >= MostTime))
            {
                more = true;
                break;
            }
            lines.Append(RowJson.Write(await IdentifyAsync(patient, staff, year, export.FreeText is FreeText.Masked))).Append('\n');
            patients++;
            after = patient.Id;
        }
        await files.WriteAsync(WorkFiles.WorkKey(request.ExportId, Step, request.Part), lines.ToString(), "application/x-ndjson");
        if (more)
            await files.WriteAsync(EndKey(request.ExportId, request.Part), after!, "text/plain");
        return new TaskAnswer(request.ExportId, more ? request.Part + 1 : 1, request.Part, more, year);
    }

    /// <summary>Where a part ended: the id of its last patient.</summary>
    public static string EndKey(string exportId, int part) => WorkFiles.WorkKey(exportId, "end", part, "txt");

    /// <param name="withText">Whether free text is read at all.</param>
    private async Task<PatientCase<FoundText>> IdentifyAsync(User patient, IReadOnlyList<string> staff, int year, bool withText)
    {
        var (data, record) = (patient.Data, patient.Record!);
        var (held, cared) = (source.ReadSessionsAsync(patient.Id), source.ReadCareAsync(patient));
        await Task.WhenAll(held, cared);
        var care = await cared;
        var known = KnownNames.Of(data, staff, care.People);
        // All at once, as a detecting service takes a while for each text.
        var sessions = Task.WhenAll((await held).Select(session => IdentifyAsync(session, withText ? known : null)));
        var fields = Task.WhenAll(new[] { data.MaritalStatus, data.Occupation, data.Religion, withText ? record.Ekr : null }.Select(text => FindAsync(text, known)));
        await Task.WhenAll(sessions, fields);
        return new PatientCase<FoundText>(
            patient.Id,
            new QuasiIdentifiers(data.Gender, Generalize.BirthYear(data.BirthDate, year), Generalize.Zip3(data.Address?.ZipCode)),
            (await fields)[0],
            (await fields)[1],
            (await fields)[2],
            data.Children?.Count ?? 0,
            record.ThanatologistId,
            record.IsOpen,
            calendar.DateOf(record.OpenedAt).Year,
            record.ClosedAt is { } closed ? calendar.DateOf(closed).Year : null,
            (await fields)[3],
            await sessions,
            [.. care.Losses.Select(loss => new LossForm(loss.Kind, loss.Relation, loss.Circumstance, loss.Expected, Generalize.LossYear(loss.Date, year)))],
            [.. care.Scores.Select((score, i) => new CaseAssessment(i + 1, calendar.DateOf(score.At).Year, score.Instrument, score.Version, score.Score, score.Band))],
            [.. care.Alerts.CountBy(alert => alert).Select(alike => new CaseAlerts(alike.Key.Kind, alike.Key.Severity, alike.Value))]);
    }

    /// <param name="known">Null when texts are left out.</param>
    private async Task<CaseSession<FoundText>> IdentifyAsync(Session session, KnownNames? known)
    {
        var addenda = new List<FoundText>();
        foreach (var addendum in session.Addenda)
        {
            if (await FindAsync(addendum.Text, known) is { } found)
                addenda.Add(found);
        }
        // A group's evaluation is in the session of each: it may name whom this patient's record does not know, and would show who was there together.
        var evaluation = session.GroupId is null ? session.Evaluation : null;
        return new CaseSession<FoundText>(
            session.Number, session.ThanatologistId, session.Date.Year, session.ServiceType, session.InterventionType, session.Tool, session.Motive,
            await FindAsync(evaluation, known), session.RecoveryFee, session.Substitute, await FindAsync(session.Reason, known), addenda,
            session.Mode?.Name(), session.Minutes, session.GroupId is not null, await FindAsync(session.Problem, known), await FindAsync(session.Prognosis, known),
            await FindAsync(session.Plan, known), await FindAsync(session.Remark, known));
    }

    private async Task<FoundText?> FindAsync(string? text, KnownNames? known) => text is null || known is null ? null : new FoundText(text, await detector.DetectAsync(text, known));
}
