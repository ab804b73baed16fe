using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Care;

/// <summary>Answers to an instrument and what they came to when they were given. It is never changed.</summary>
/// <param name="Id">A UUIDv7 of the moment <paramref name="At"/>: in the order of their ids assessments are in the order of time.</param>
/// <param name="At">When they were answered.</param>
/// <param name="ById">Who wrote it: somebody of the clinic, or the patient.</param>
/// <param name="RequestId">The request that the patient answered.</param>
public sealed record Assessment(
    string PatientId,
    string Id,
    string Instrument,
    int Version,
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Answers,
    Score Score,
    string ById,
    string? RequestId,
    DateTimeOffset CreatedAt);

/// <summary>What of an assessment is sealed.</summary>
public sealed record AssessmentResult(IReadOnlyDictionary<string, int> Answers, IReadOnlyList<AnswerFlag> Flags);

/// <summary>The first and the last score of a patient by one instrument.</summary>
/// <param name="Count">How many scores there are.</param>
public sealed record Outcome(string PatientId, string Instrument, string FirstId, decimal First, string LastId, decimal Last, int Count)
{
    /// <summary>With one score more, which may be of an earlier day than those there are.</summary>
    internal static Outcome With(Outcome? before, Assessment added)
    {
        var (id, score) = (added.Id, added.Score.Value);
        if (before is null)
            return new Outcome(added.PatientId, added.Instrument, id, score, id, score, 1);
        var isFirst = string.CompareOrdinal(id, before.FirstId) < 0;
        var isLast = string.CompareOrdinal(id, before.LastId) > 0;
        return before with
        {
            FirstId = isFirst ? id : before.FirstId,
            First = isFirst ? score : before.First,
            LastId = isLast ? id : before.LastId,
            Last = isLast ? score : before.Last,
            Count = before.Count + 1,
        };
    }
}

/// <summary>What a patient was asked to answer.</summary>
/// <param name="Version">The instrument's when it was asked.</param>
/// <param name="Due">Until when the clinic would like to have it; it can be answered later.</param>
public sealed record AssessmentRequest(
    string PatientId, string Id, string Instrument, int Version, DateOnly? Due, string ById, DateTimeOffset CreatedAt, DateTimeOffset? AnsweredAt = null);

/// <summary>The body of POST /users/{id}/assessments.</summary>
/// <param name="Instrument">The id of one of GET /instruments.</param>
/// <param name="Version">The present one by default.</param>
/// <param name="Answers">The ids of items, each with the value of one of its options.</param>
/// <param name="At">When it was answered, now by default; not later.</param>
public sealed record NewAssessment(string? Instrument = null, int? Version = null, IReadOnlyDictionary<string, int>? Answers = null, DateTimeOffset? At = null);

/// <summary>The body of POST /care/requests/{id}/answers.</summary>
/// <param name="Answers">The ids of items, each with the value of one of its options.</param>
public sealed record NewAnswers(IReadOnlyDictionary<string, int>? Answers = null);

/// <summary>The body of POST /users/{id}/assessment-requests.</summary>
/// <param name="Instrument">The id of one of GET /instruments, of which the patient answers the present version.</param>
/// <param name="Due">Until when the clinic would like to have the answers, from today on.</param>
public sealed record NewAssessmentRequest(string? Instrument = null, DateOnly? Due = null);

/// <summary>An assessment as the API shows it to the clinic.</summary>
/// <param name="Version">The instrument's.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Band">The label of the band that the score is in.</param>
/// <param name="Prorated">True where items were left unanswered and the mean of the others stands for them.</param>
/// <param name="Flags">Those of the instrument that the answers reach; each has opened or raised an alert.</param>
/// <param name="RequestId">The request that the patient answered; absent of what the clinic wrote itself.</param>
public sealed record AssessmentView(
    string Id,
    string Instrument,
    int Version,
    DateTimeOffset At,
    IReadOnlyDictionary<string, int> Answers,
    decimal Score,
    string Band,
    bool? Prorated,
    IReadOnlyList<AnswerFlag> Flags,
    string? RequestId,
    DateTimeOffset CreatedAt)
{
    public static AssessmentView Of(Assessment assessment) => new(
        assessment.Id,
        assessment.Instrument,
        assessment.Version,
        assessment.At,
        assessment.Answers,
        assessment.Score.Value,
        assessment.Score.Band,
        assessment.Score.IsProrated ? true : null,
        assessment.Score.Flags,
        assessment.RequestId,
        assessment.CreatedAt);
}

/// <summary>A request as the API shows it to the clinic.</summary>
/// <param name="Version">The instrument's.</param>
public sealed record AssessmentRequestView(string Id, string Instrument, int Version, DateOnly? Due, DateTimeOffset CreatedAt);

/// <summary>What a patient has been asked to answer, as they see it.</summary>
public sealed record WaitingQuestionnaire(string Id, string Language, IReadOnlyList<InstrumentItem> Items, DateOnly? Due, DateTimeOffset CreatedAt);

/// <summary>That a patient has answered; what it came to is for the clinic.</summary>
public sealed record AnsweredView(string Id, DateTimeOffset AnsweredAt);

/// <summary>The rules of POST /users/{id}/assessments that do not need the instrument.</summary>
public sealed class NewAssessmentRules : AbstractValidator<NewAssessment>
{
    public NewAssessmentRules(TimeProvider time)
    {
        RuleFor(assessment => assessment.Instrument).Meets(InstrumentEditRules.IdConstraint, InstrumentEditRules.FaultOfId);
        RuleFor(assessment => assessment.Version).Between(1, InstrumentEditRules.MostVersion);
        RuleFor(assessment => assessment.Answers).Required(Phrases.IsRequired);
        RuleFor(assessment => assessment.At).Meets(new(), at => at > time.GetUtcNow() || at < DateTimeOffset.UnixEpoch
            ? new(FieldCode.OutOfRange, new("debe ser un momento de 1970 en adelante y no futuro", "must be a time from 1970 on and not in the future"))
            : null);
    }
}

/// <summary>The rules of POST /care/requests/{id}/answers that do not need the instrument.</summary>
public sealed class NewAnswersRules : AbstractValidator<NewAnswers>
{
    public NewAnswersRules() => RuleFor(answers => answers.Answers).Required(Phrases.IsRequired);
}

/// <summary>The rules of POST /users/{id}/assessment-requests.</summary>
public sealed class NewAssessmentRequestRules : AbstractValidator<NewAssessmentRequest>
{
    private const int MostYears = 1;

    public NewAssessmentRequestRules(ClinicCalendar calendar)
    {
        RuleFor(request => request.Instrument).Meets(InstrumentEditRules.IdConstraint, InstrumentEditRules.FaultOfId);
        RuleFor(request => request.Due).Meets(new(), due => due < calendar.Today || due > calendar.Today.AddYears(MostYears)
            ? new(FieldCode.OutOfRange, new("debe ser de hoy a dentro de un año", "must be from today to a year ahead"))
            : null);
    }
}
