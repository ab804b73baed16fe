using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Assessments and requests for them in the care table. An assessment, the alerts that it opens, the outcome and the audit entry are one transaction.</summary>
public sealed class DynamoAssessments(
    IAmazonDynamoDB dynamo, DynamoCare care, DynamoUsers users, MessageWrites messages, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    /// <summary>Of one patient.</summary>
    public const int MostOfOne = 1_000;

    private const string Counted = "assessments";
    /// <summary>Of one patient, so that nobody is mailed without end.</summary>
    public const int MostOpenRequests = 20;

    private const string CountedRequests = "requests";
    private const string CountedOpen = "openRequests";

    internal async Task<Assessment?> FindAsync(string patientId, string id) =>
        await care.FindAsync(patientId, AssessmentItems.Entry(id)) is { } item ? AssessmentItems.Read(item) : null;

    /// <summary>Newest first.</summary>
    /// <param name="instrument">Null for all.</param>
    internal async Task<Slice<Assessment>> ListAsync(string patientId, string? instrument, Page page) =>
        (await care.ListAsync(patientId, AssessmentItems.Kind, page, item => instrument is null || item.Text("instrument") == instrument)).Select(AssessmentItems.Read);

    /// <summary>All by one instrument, oldest first.</summary>
    internal async Task<IReadOnlyList<Assessment>> ListAllAsync(string patientId, string instrument)
    {
        var (found, page) = (new List<Assessment>(), new Page(MostOfOne, null));
        do
        {
            var slice = await ListAsync(patientId, instrument, page);
            found.AddRange(slice.Items);
            page = page with { After = slice.Next };
        }
        while (page.After is not null);
        found.Reverse();
        return found;
    }

    internal async Task<Outcome?> FindOutcomeAsync(string patientId, string instrument) =>
        await care.FindAsync(patientId, OutcomeItems.Entry(instrument)) is { } item ? OutcomeItems.Read(item) : null;

    internal async Task<AssessmentRequest?> FindRequestAsync(string patientId, string id) =>
        await care.FindAsync(patientId, RequestItems.Entry(id)) is { } item ? RequestItems.Read(item) : null;

    /// <summary>What a patient has not answered yet, newest first.</summary>
    internal async Task<Slice<AssessmentRequest>> ListOpenRequestsAsync(string patientId, Page page) =>
        (await care.ListAsync(patientId, RequestItems.Kind, page, RequestItems.IsOpen)).Select(RequestItems.Read);

    /// <param name="patient">As read: with an open record, and active where they answer themselves.</param>
    /// <param name="alerts">The patient's after it.</param>
    /// <param name="before">The outcome as it was read.</param>
    /// <param name="request">The one that it answers, as it was read.</param>
    /// <exception cref="ContentionException">The patient, the outcome or the request has changed since it was read.</exception>
    internal async Task AddAsync(
        Caller caller, User patient, PatientAlerts alerts, Assessment assessment, Outcome? before, AssessmentRequest? request, AuditEntry entry, StoredResponse? response)
    {
        var transaction = Begin(caller, patient, alerts);
        (string, int, int) added = (Counted, 1, MostOfOne);
        care.AddCounts(transaction, patient.Id, request is null ? [added] : [added, (CountedOpen, -1, MostOpenRequests)]);
        await care.AddPutAsync(transaction, AssessmentItems.Write(assessment), null, AssessmentItems.Texts);
        await care.AddPutAsync(transaction, OutcomeItems.Write(Outcome.With(before, assessment)), before?.Count);
        if (request is not null)
            await care.AddPutAsync(transaction, RequestItems.Write(request with { AnsweredAt = assessment.CreatedAt }), RequestItems.VersionOf(request));
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <param name="mail">To the patient; null when there is no address that is surely theirs.</param>
    /// <exception cref="ContentionException">The patient has changed since they were read.</exception>
    internal async Task AddAsync(Caller caller, User patient, AssessmentRequest request, Message? mail, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.BeginInRecord(caller, patient);
        care.AddCounts(transaction, patient.Id, (CountedRequests, 1, MostOfOne), (CountedOpen, 1, MostOpenRequests));
        await care.AddPutAsync(transaction, RequestItems.Write(request), null);
        if (mail is not null)
            messages.AddTo(transaction, mail);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>An item is written or looked at once: what changes the alerts asks for the patient's version too, and a patient who answers is the account that acts.</summary>
    private Transaction Begin(Caller caller, User patient, PatientAlerts alerts)
    {
        var isOwn = caller.ActorId == patient.Id;
        if (alerts == patient.Alerts)
            return isOwn ? users.BeginFor(caller, patient) : users.BeginInRecord(caller, patient);
        var transaction = isOwn ? new Transaction(dynamo) : users.Begin(caller);
        users.AddAlerts(transaction, patient, alerts);
        return transaction;
    }
}

/// <summary>The outcomes of all patients by one instrument, as an index of the care table has them: an assessment of a moment ago may be missing.</summary>
public sealed class DynamoOutcomes(IAmazonDynamoDB dynamo, string table)
{
    /// <summary>Those of patients with two scores and more.</summary>
    internal async Task<IReadOnlyList<Outcome>> FindAsync(string instrument)
    {
        var key = new Expression("#listing = :listing").With(":listing", OutcomeItems.Entry(instrument));
        return [.. (await dynamo.ReadPartitionAsync(table, key, "byListing")).Select(OutcomeItems.Read)];
    }
}

/// <summary>Assessments as items of the care table.</summary>
internal static class AssessmentItems
{
    public const string Kind = "ASSESSMENT#";

    /// <summary>The attributes that are sealed.</summary>
    public static readonly string[] Texts = ["result"];

    public static string Entry(string id) => Kind + id;

    public static Item Write(Assessment assessment) => CareItems.Key(assessment.PatientId, Entry(assessment.Id))
        .Text("instrument", assessment.Instrument)
        .Number("instrumentVersion", assessment.Version)
        .Time("at", assessment.At)
        .Amount("score", assessment.Score.Value)
        .Text("band", assessment.Score.Band)
        .Flag("prorated", assessment.Score.IsProrated ? true : null)
        .Text("result", JsonSerializer.Serialize(new AssessmentResult(assessment.Answers, assessment.Score.Flags), ClinicJson.TypeOf<AssessmentResult>()))
        .Text("byId", assessment.ById)
        .Text("requestId", assessment.RequestId)
        .Time("createdAt", assessment.CreatedAt);

    /// <summary>Reads an item whose texts are open.</summary>
    public static Assessment Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var result = JsonSerializer.Deserialize(item.Text("result"), ClinicJson.TypeOf<AssessmentResult>())!;
        return new Assessment(
            item.Text("subject"),
            item.Text("entry")[Kind.Length..],
            item.Text("instrument"),
            item.Number("instrumentVersion"),
            item.Time("at"),
            result.Answers,
            new Score(item.Amount("score"), item.Text("band"), item.Flag("prorated"), result.Flags),
            item.Text("byId"),
            item.TextOrNull("requestId"),
            item.Time("createdAt"));
    }
}

/// <summary>Outcomes as items of the care table. Those of two scores and more stand in the index of their instrument.</summary>
internal static class OutcomeItems
{
    public const string Kind = "OUTCOME#";

    public static string Entry(string instrument) => Kind + instrument;

    public static Item Write(Outcome outcome)
    {
        var isListed = outcome.Count > 1;
        return CareItems.Key(outcome.PatientId, Entry(outcome.Instrument))
            .Text("listing", isListed ? Entry(outcome.Instrument) : null)
            .Text("position", isListed ? outcome.PatientId : null)
            .Text("firstId", outcome.FirstId)
            .Amount("firstScore", outcome.First)
            .Text("lastId", outcome.LastId)
            .Amount("lastScore", outcome.Last)
            .Number("version", outcome.Count);
    }

    /// <summary>Reads what the index holds, too.</summary>
    public static Outcome Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("subject"), item.Text("entry")[Kind.Length..], item.Text("firstId"), item.Amount("firstScore"), item.Text("lastId"), item.Amount("lastScore"), item.Number("version"));
}

/// <summary>Requests as items of the care table.</summary>
internal static class RequestItems
{
    public const string Kind = "REQUEST#";

    public static string Entry(string id) => Kind + id;

    public static bool IsOpen(Dictionary<string, AttributeValue> item) => !item.ContainsKey("answeredAt");

    /// <summary>A request changes once.</summary>
    public static int VersionOf(AssessmentRequest request) => request.AnsweredAt is null ? 1 : 2;

    public static Item Write(AssessmentRequest request) => CareItems.Key(request.PatientId, Entry(request.Id))
        .Text("instrument", request.Instrument)
        .Number("instrumentVersion", request.Version)
        .Date("due", request.Due)
        .Text("byId", request.ById)
        .Number("version", VersionOf(request))
        .Time("createdAt", request.CreatedAt)
        .Time("answeredAt", request.AnsweredAt);

    public static AssessmentRequest Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("subject"),
        item.Text("entry")[Kind.Length..],
        item.Text("instrument"),
        item.Number("instrumentVersion"),
        item.DateOrNull("due"),
        item.Text("byId"),
        item.Time("createdAt"),
        item.TimeOrNull("answeredAt"));
}
