using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;

namespace Clinic.Core.Sessions;

/// <summary>The body of PUT /users/{id}/draft: any subset of a session's members.</summary>
public sealed record DraftEdit() : NewSession();

/// <summary>A draft as the API shows it to its author.</summary>
public sealed record DraftView : NewSession
{
    public DraftView()
    {
    }

    internal DraftView(NewSession members, DraftEntry entry) : base(members) => (Version, UpdatedAt) = (entry.Version, entry.UpdatedAt);

    public int Version { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A draft in the list of its author's.</summary>
/// <param name="UserId">The patient.</param>
public sealed record DraftSummary(string UserId, string PatientName, DateTimeOffset UpdatedAt);

/// <summary>That somebody has a draft for a patient.</summary>
/// <param name="Version">Raised by every write; it goes on where an earlier draft for the patient has ended.</param>
/// <param name="Substitute">The draft says that it is for a colleague's patient.</param>
public sealed record DraftEntry(string PatientId, int Version, DateTimeOffset UpdatedAt, bool Substitute)
{
    /// <summary>How long a draft is kept after its last change.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public bool IsOver(DateTimeOffset now) => UpdatedAt + Life <= now;
}

/// <summary>
/// The rules of PUT /users/{id}/draft. Nothing is required, and a text may still be empty; what is there has the form that a session's has.
/// </summary>
public sealed class DraftEditRules : AbstractValidator<DraftEdit>
{
    public DraftEditRules(ClinicCalendar calendar)
    {
        RuleFor(draft => draft.UserId).OptionalId();
        RuleFor(draft => draft.Date).SessionDate(calendar);
        RuleFor(draft => draft.ServiceType).In(ClinicCatalogue.ServiceTypes);
        RuleFor(draft => draft.InterventionType).Meets(new() { Values = ClinicCatalogue.InterventionTypes }, (draft, intervention) => FaultOf(intervention, draft.ServiceType));
        RuleFor(draft => draft.Tool).In(ClinicCatalogue.Tools);
        RuleFor(draft => draft.Motive).In(ClinicCatalogue.Motives);
        RuleFor(draft => draft.Evaluation).UnfinishedText(TextRules.LongestClinicalText);
        RuleFor(draft => draft.RecoveryFee).SessionFee();
        RuleFor(draft => draft.Reason).UnfinishedText(NewSessionRules.LongestReason);
        RuleFor(draft => draft.AppointmentId).OptionalId();
        RuleFor(draft => draft.StartTime).StartTime();
        RuleFor(draft => draft.Minutes).Between(1, AgendaText.MinutesOfDay);
        RuleFor(draft => draft.Problem).UnfinishedText(NewSessionRules.LongestProblem);
        RuleFor(draft => draft.Prognosis).UnfinishedText(NewSessionRules.LongestProblem);
        RuleFor(draft => draft.Plan).UnfinishedText(NewSessionRules.LongestPlan);
        RuleFor(draft => draft.FromDraft).Absent(new("se da al escribir la sesión", "is given when the session is written"));
    }

    /// <summary>Without a service, any service's intervention.</summary>
    private static FieldFault? FaultOf(string? intervention, string? serviceType)
    {
        IEnumerable<Vocabulary> known = ClinicCatalogue.InterventionsOf(serviceType) is { } ofService
            ? [ofService]
            : ClinicCatalogue.ServiceTypes.Values.Select(service => ClinicCatalogue.InterventionsOf(service)!);
        return intervention is null || known.Any(vocabulary => vocabulary.Find(intervention) is not null)
            ? null
            : new(FieldCode.NotInCatalogue, Phrases.MustBe(Phrases.OneOf(known.SelectMany(vocabulary => vocabulary.Values))));
    }
}

/// <summary>Drafts of sessions: each is its author's alone, for a patient for whom the author could write the session.</summary>
public sealed class DraftService(DynamoUsers users, DynamoDrafts drafts, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller could not write the session.</exception>
    /// <exception cref="ConflictException">The record is closed, or the caller has as many drafts as one may have.</exception>
    public Task<DraftView> PutAsync(Caller caller, string patientId, VersionCondition condition, DraftEdit input) => contention.RetryAsync(async () =>
    {
        CheckSubject(patientId, input);
        var authorId = AuthorOf(caller);
        SessionHolding.CheckMayWrite(caller, await users.FindAsync(patientId), input.Substitute is true);
        var entries = await KeptAsync(caller, authorId, drops: true);
        var before = entries.SingleOrDefault(entry => entry.PatientId == patientId);
        condition.Check(before?.Version ?? 0);
        if (before is null && entries.Count >= DynamoDrafts.MostOfOne)
            throw new ConflictException(ProblemCode.TooManyDrafts);
        var version = 1 + (before?.Version ?? await drafts.LastVersionAsync(authorId, patientId));
        var entry = new DraftEntry(patientId, version, time.GetUtcNow(), input.Substitute is true);
        var draft = input with { UserId = patientId };
        await drafts.PutAsync(caller, authorId, before, entry, draft);
        return new DraftView(draft, entry);
    });

    /// <exception cref="NotFoundException">The caller has no draft for such a patient, or could not write the session any more.</exception>
    public Task<DraftView> GetAsync(Caller caller, string patientId) => contention.RetryAsync(async () =>
    {
        var authorId = AuthorOf(caller);
        if (await drafts.FindAsync(authorId, patientId) is not var (entry, members))
            throw new NotFoundException();
        if (!SessionHolding.Reaches(caller, (await users.FindAsync(patientId))?.Record?.ThanatologistId, entry.Substitute))
            throw new NotFoundException();
        await audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.DraftRead, time.GetUtcNow()));
        return new DraftView(members, entry);
    });

    /// <exception cref="NotFoundException">The caller has no draft for such a patient.</exception>
    public async Task DeleteAsync(Caller caller, string patientId, VersionCondition condition) => await contention.RetryAsync(async () =>
    {
        _ = AuthorOf(caller);
        var entry = await drafts.FindEntryAsync(caller, patientId) ?? throw new NotFoundException();
        condition.Check(entry.Version);
        await drafts.DeleteAsync(caller, entry);
        return true;
    });

    /// <summary>The caller's drafts, the last changed first. A patient's who has been given to a colleague is not among them.</summary>
    public async Task<IReadOnlyList<DraftSummary>> ListAsync(Caller caller)
    {
        var entries = await KeptAsync(caller, AuthorOf(caller));
        var patients = await users.FindSummariesAsync(entries.Select(entry => entry.PatientId), time);
        return
        [
            .. from entry in entries
               join patient in patients on entry.PatientId equals patient.Id
               where SessionHolding.Reaches(caller, patient.Record?.ThanatologistId, entry.Substitute)
               orderby entry.UpdatedAt descending, entry.PatientId
               select new DraftSummary(entry.PatientId, User.NameOf(patient.FirstName, patient.FirstLastName, patient.SecondLastName), entry.UpdatedAt),
        ];
    }

    /// <param name="drops">Whether those whose time is over are taken out too, so that they do not gather.</param>
    private async Task<IReadOnlyList<DraftEntry>> KeptAsync(Caller caller, string authorId, bool drops = false)
    {
        var entries = (await drafts.ListAsync(caller, authorId)).ToLookup(entry => entry.IsOver(time.GetUtcNow()));
        foreach (var over in drops ? entries[true] : [])
            await drafts.DropAsync(authorId, over);
        return [.. entries[false]];
    }

    private static string AuthorOf(Caller caller) => caller.UserId ?? throw new NotFoundException(ProblemCode.NoUser);

    private static void CheckSubject(string patientId, DraftEdit input)
    {
        if (input.UserId is { } userId && Identifier.Parse(userId) != patientId)
            throw new InvalidInputException("userId", FieldCode.NotAllowed, new("debe ser el paciente de la dirección, o faltar", "must be the patient of the address, or left out"));
    }
}
