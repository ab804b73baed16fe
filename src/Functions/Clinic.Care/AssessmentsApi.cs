using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Care;

/// <summary>Instruments, what patients answer to them, and what they are asked to answer.</summary>
public sealed class AssessmentsApi(InstrumentService instruments, AssessmentService assessments, AssessmentRequestService requests, ClinicCalendar calendar, TimeProvider time)
{
    private const string Scored = "The score is computed here and once. What a flagged answer calls for opens an alert, or raises the one that is open, in the same transaction.";

    private const string Missing = "Of a sum the mean of the answered items stands for those that are missing, rounded half up; more of them than maxMissing are refused.";

    internal static IReadOnlyList<Route<CareApi>> Routes { get; } =
    [
        new("PUT", "/instruments/{id}", [Scope.Admin], (api, request) => api.Assessments.PutInstrumentAsync(request))
        {
            Summary = "Write the next version of an instrument",
            Remarks = "Versions count from 1, and the older ones stay. Bands are over all scores that there can be, without a gap or an overlap: of a sum in whole numbers, both ends included, of a mean from one bound up to the next. Texts are the clinic's: the official wording of its translation. All of it is at most 380 KB of JSON.",
            Body = typeof(InstrumentEdit), Response = typeof(InstrumentView), Versioned = true, NamesVersion = true, IsEcho = true, Refusals = [ProblemCode.InactiveAccount],
        },
        new("GET", "/instruments", [Scope.CareRead], (api, request) => api.Assessments.ListInstrumentsAsync(request))
        {
            Summary = "List the instruments by id", Remarks = "The present versions, without their items.",
            Response = typeof(ListView<InstrumentSummary>), Query = [QueryParameter.Limit, QueryParameter.NextToken],
        },
        new("GET", "/instruments/{id}", [Scope.CareRead], (api, request) => api.Assessments.GetInstrumentAsync(request))
        {
            Summary = "Read an instrument", Response = typeof(InstrumentView), Versioned = true,
            Query = [QueryParameter.Number("version", "A version, the present one by default.", 1, InstrumentEditRules.MostVersion)], Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/users/{id}/assessments", [Scope.CareWrite], (api, request) => api.Assessments.AddAsync(request))
        {
            Summary = "Write a patient's answers to an instrument", Remarks = $"{Scored} {Missing} The record has to be open. Nothing of an assessment is ever changed.",
            Body = typeof(NewAssessment), Response = typeof(AssessmentView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/assessments", [Scope.CareRead], (api, request) => api.Assessments.ListAsync(request))
        {
            Summary = "List a patient's assessments, newest first",
            Remarks = "A read of clinical text, which is audited. The table and the chart are of one instrument, oldest first, and have all of its assessments; the bands are those of its present version.",
            Response = typeof(ListView<AssessmentView>), Produces = [MediaTypes.Json, MediaTypes.Csv, MediaTypes.Svg], Caching = CacheControl.NoStore,
            Query = [QueryParameter.Text("instrument", "The id of one instrument; of every one by default.", InstrumentEditRules.LongestId), QueryParameter.Limit, QueryParameter.NextToken],
            Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/users/{id}/assessments/{assessmentId}", [Scope.CareRead], (api, request) => api.Assessments.GetAsync(request))
        {
            Summary = "Read an assessment", Remarks = "A read of clinical text, which is audited.",
            Response = typeof(AssessmentView), Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/users/{id}/assessment-requests", [Scope.CareWrite], (api, request) => api.Assessments.RequestAsync(request))
        {
            Summary = "Ask a patient to answer an instrument",
            Remarks = "The patient is mailed that something waits, if the clinic has an address that is surely theirs; not what. The record has to be open. Of a patient at most 20 may wait for an answer.",
            Body = typeof(NewAssessmentRequest), Response = typeof(AssessmentRequestView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/care/requests", [Scope.Self], (api, request) => api.Assessments.ListRequestsAsync(request))
        {
            Summary = "List what one has been asked to answer, newest first", Remarks = "For patients: what they have not answered yet, without how it is scored. Nobody else has any.",
            Response = typeof(ListView<WaitingQuestionnaire>), Query = [QueryParameter.Limit, QueryParameter.NextToken], Caching = CacheControl.NoStore,
        },
        new("POST", "/care/requests/{id}/answers", [Scope.Self], (api, request) => api.Assessments.AnswerAsync(request))
        {
            Summary = "Answer what one has been asked", Remarks = $"For patients, once. {Scored} What it comes to is for the clinic.",
            Body = typeof(NewAnswers), Response = typeof(AnsweredView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.AlreadyAnswered, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<InstrumentEditRules> instrumentRules = new();
    private readonly Lazy<NewAssessmentRules> rules = new(() => new NewAssessmentRules(time));
    private readonly Lazy<NewAssessmentRequestRules> requestRules = new(() => new NewAssessmentRequestRules(calendar));
    private readonly Lazy<NewAnswersRules> answersRules = new();

    private async Task<Response> PutInstrumentAsync(Request request)
    {
        var instrument = await instruments.PutAsync(request.Caller, request.PathParameter("id"), request.Body(instrumentRules.Value), request.IfMatch);
        return Response.Ok(instrument, instrument.Version);
    }

    private async Task<Response> ListInstrumentsAsync(Request request) => await request.ListAsync(await instruments.ListAsync(await request.PageAsync()));

    private async Task<Response> GetInstrumentAsync(Request request)
    {
        var instrument = await instruments.GetAsync(request.PathParameter("id"), request.QueryNumber("version"));
        return Response.Ok(instrument, instrument.Version);
    }

    private Task<Response> AddAsync(Request request) => request.RespondAsync<AssessmentView>(
        response => assessments.AddAsync(request.Caller, request.Id, request.Body(rules.Value), response),
        assessment => Response.Created($"/users/{request.Id}/assessments/{assessment.Id}", assessment));

    private async Task<Response> ListAsync(Request request)
    {
        var instrument = request.Query("instrument");
        if (request.ResponseType is MediaTypes.Json)
            return await request.ListAsync(await assessments.ListAsync(request.Caller, request.Id, instrument, await request.PageAsync()));
        var trend = await assessments.TrendAsync(request.Caller, request.Id, instrument
            ?? throw new InvalidInputException("instrument", FieldCode.Required, new("es obligatorio para una tabla o una gráfica", "is required for a table or a chart")));
        return request.ResponseType is MediaTypes.Csv ? Response.Text(MediaTypes.Csv, trend.Table.ToCsv()) : Response.Text(MediaTypes.Svg, trend.Table.ToSvg());
    }

    private async Task<Response> GetAsync(Request request) => Response.Ok(await assessments.GetAsync(request.Caller, request.Id, request.IdOf("assessmentId")));

    private Task<Response> RequestAsync(Request request) => request.RespondAsync<AssessmentRequestView>(
        response => requests.AddAsync(request.Caller, request.Id, request.Body(requestRules.Value), response),
        asked => Response.Created("/care/requests", asked));

    private async Task<Response> ListRequestsAsync(Request request) => await request.ListAsync(await requests.ListAsync(request.Caller, await request.PageAsync()));

    private Task<Response> AnswerAsync(Request request) => request.RespondAsync<AnsweredView>(
        response => requests.AnswerAsync(request.Caller, request.Id, request.Body(answersRules.Value), response),
        answered => Response.Created("/care/requests", answered));
}
