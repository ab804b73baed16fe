using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Assessments of patients: their answers are scored once, when they are written, and what they flag opens alerts with them.</summary>
public sealed class AssessmentService(CarePatients patients, DynamoInstrumentReader instruments, DynamoAssessments store, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="InvalidInputException">There is no such instrument, or the answers are none of it.</exception>
    /// <exception cref="ConflictException">The patient has no open record, or has as many assessments as one may have.</exception>
    public Task<AssessmentView> AddAsync(Caller caller, string patientId, NewAssessment input, ResponseToStore<AssessmentView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindOpenAsync(caller, patientId);
        var instrument = await FindInstrumentAsync(input);
        var now = time.GetUtcNow();
        var assessment = Assess(caller, patient, instrument, input.Answers!, input.At ?? now, null, now);
        var view = AssessmentView.Of(assessment);
        await SaveAsync(caller, patient, assessment, null, response.For(view));
        return view;
    });

    /// <summary>A patient's assessments, newest first.</summary>
    /// <param name="instrument">Null for those by any.</param>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<AssessmentView>> ListAsync(Caller caller, string patientId, string? instrument, Page page)
    {
        await patients.FindAsync(caller, patientId);
        var found = await store.ListAsync(patientId, instrument, page);
        await AuditReadAsync(caller, patientId);
        return found.Select(AssessmentView.Of);
    }

    /// <summary>A patient's assessments by one instrument as a table and a chart.</summary>
    /// <exception cref="NotFoundException">There is no such patient or instrument, or the caller may not see them.</exception>
    public async Task<AssessmentTrend> TrendAsync(Caller caller, string patientId, string instrumentId)
    {
        await patients.FindAsync(caller, patientId);
        var instrument = await instruments.FindAsync(instrumentId) ?? throw new NotFoundException();
        var found = await store.ListAllAsync(patientId, instrumentId);
        await AuditReadAsync(caller, patientId);
        return new AssessmentTrend(instrument, found);
    }

    /// <exception cref="NotFoundException">There is no such patient or assessment, or the caller may not see them.</exception>
    public async Task<AssessmentView> GetAsync(Caller caller, string patientId, string id)
    {
        await patients.FindAsync(caller, patientId);
        var assessment = await store.FindAsync(patientId, id) ?? throw new NotFoundException();
        await AuditReadAsync(caller, patientId, id);
        return AssessmentView.Of(assessment);
    }

    /// <exception cref="InvalidInputException">The answers are none of the instrument.</exception>
    internal static Assessment Assess(
        Caller caller, User patient, Instrument instrument, IReadOnlyDictionary<string, int> answers, DateTimeOffset at, string? requestId, DateTimeOffset now) => new(
            patient.Id, Guid.CreateVersion7(at).ToString(), instrument.Id, instrument.Version, at, answers, Scoring.Of(instrument, answers), caller.Subject, requestId, now);

    /// <param name="request">The one that it answers, as it was read.</param>
    internal async Task SaveAsync(Caller caller, User patient, Assessment assessment, AssessmentRequest? request, StoredResponse? response)
    {
        var before = await store.FindOutcomeAsync(patient.Id, assessment.Instrument);
        // Of several answers that flag the same kind, the gravest opens the alert.
        var alerts = assessment.Score.Flags.GroupBy(flag => flag.Alert!.Kind!.Value, flag => flag.Alert!.Severity!.Value)
            .Aggregate(patient.Alerts, (open, kind) => open.Opened(kind.Key, kind.Max(), AlertSource.Assessment, caller.Subject, assessment.CreatedAt));
        var entry = AuditEntry.Of(caller, patient.Id, AuditAction.AssessmentWritten, assessment.CreatedAt, alerts == patient.Alerts ? [assessment.Id] : [assessment.Id, "alert"]);
        await store.AddAsync(caller, patient, alerts, assessment, before, request, entry, response);
    }

    private async Task<Instrument> FindInstrumentAsync(NewAssessment input)
    {
        if (await instruments.FindAsync(input.Instrument!, input.Version) is { } instrument)
            return instrument;
        var field = input.Version is not null && await instruments.FindAsync(input.Instrument!) is not null ? "version" : "instrument";
        throw new InvalidInputException(field, FieldCode.NotFound, AssessmentRequestService.NoInstrument);
    }

    private Task AuditReadAsync(Caller caller, string patientId, params IReadOnlyList<string> fields) =>
        audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.AssessmentRead, time.GetUtcNow(), fields));
}

/// <summary>What patients are asked to answer, and their answers.</summary>
/// <param name="mails">Tells them that something waits.</param>
public sealed class AssessmentRequestService(
    CarePatients patients,
    DynamoUsers users,
    DynamoInstrumentReader instruments,
    DynamoAssessments store,
    AssessmentService assessments,
    CareMails mails,
    MessageComposer composer,
    DynamoAuditStore audit,
    Contention contention,
    TimeProvider time)
{
    internal static readonly Phrase NoInstrument = Phrases.MustBe(new("el de un instrumento de la clínica", "that of an instrument of the clinic"));

    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <exception cref="InvalidInputException">There is no such instrument.</exception>
    /// <exception cref="ConflictException">The patient has no open record, or has as many requests, answered or not, as one may have.</exception>
    public Task<AssessmentRequestView> AddAsync(Caller caller, string patientId, NewAssessmentRequest input, ResponseToStore<AssessmentRequestView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindOpenAsync(caller, patientId);
        var instrument = await instruments.FindAsync(input.Instrument!) ?? throw new InvalidInputException("instrument", FieldCode.NotFound, NoInstrument);
        var now = time.GetUtcNow();
        var request = new AssessmentRequest(patientId, Identifier.New(time), instrument.Id, instrument.Version, input.Due, caller.Subject, now);
        var view = new AssessmentRequestView(request.Id, request.Instrument, request.Version, request.Due, now);
        var entry = AuditEntry.Of(caller, patientId, AuditAction.AssessmentRequested, now, request.Id);
        await store.AddAsync(caller, patient, request, await MailAsync(patient), entry, response.For(view));
        return view;
    });

    /// <summary>What the caller, a patient, has not answered yet, newest first. Nobody else has anything to answer.</summary>
    public async Task<Slice<WaitingQuestionnaire>> ListAsync(Caller caller, Page page)
    {
        if (caller.Role is not Role.Patient)
            return new Slice<WaitingQuestionnaire>([], null);
        var requests = await store.ListOpenRequestsAsync(caller.UserId!, page);
        await audit.AddReadAsync(AuditEntry.Of(caller, caller.UserId!, AuditAction.AssessmentRequestRead, time.GetUtcNow()));
        var (found, bytes) = (new List<WaitingQuestionnaire>(), 0);
        foreach (var request in requests.Items)
        {
            var instrument = (await instruments.FindAsync(request.Instrument, request.Version))!;
            bytes += instrument.Definition.Size;
            if (found.Count > 0 && bytes > Page.MostBytes)
                return new(found, RequestItems.Entry(found[^1].Id));
            found.Add(new(request.Id, instrument.Definition.Language!, instrument.Items, request.Due, request.CreatedAt));
        }
        return new(found, requests.Next);
    }

    /// <exception cref="NotFoundException">The caller was asked no such thing.</exception>
    /// <exception cref="InvalidInputException">The answers are none of the instrument.</exception>
    /// <exception cref="ConflictException">It was answered, the record is no longer open, or the patient has as many assessments as one may have.</exception>
    public Task<AnsweredView> AnswerAsync(Caller caller, string id, NewAnswers input, ResponseToStore<AnsweredView> response) => contention.RetryAsync(async () =>
    {
        if (caller.Role is not Role.Patient || await store.FindRequestAsync(caller.UserId!, id) is not { } request || await users.FindAsync(caller.UserId!) is not { } patient)
            throw new NotFoundException();
        if (patient.Status is not UserStatus.Active) // the transaction is on condition of what was read
            throw new ForbiddenException(ProblemCode.InactiveAccount);
        if (request.AnsweredAt is not null)
            throw new ConflictException(ProblemCode.AlreadyAnswered);
        CarePatients.CheckOpen(patient);
        var instrument = await instruments.FindAsync(request.Instrument, request.Version);
        var now = time.GetUtcNow();
        var assessment = AssessmentService.Assess(caller, patient, instrument!, input.Answers!, now, id, now);
        var view = new AnsweredView(id, now);
        await assessments.SaveAsync(caller, patient, assessment, request, response.For(view));
        return view;
    });

    private async Task<Message?> MailAsync(User patient)
    {
        if (patient is not { Status: UserStatus.Active, HasUnprovenEmail: false, Data: { Email: { } email, FirstName: { } firstName } })
            return null;
        var (subject, content) = mails.OfWaitingQuestions(firstName);
        return await composer.ComposeAsync(email, patient.Id, subject, content);
    }
}
