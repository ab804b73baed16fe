using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Sessions;

/// <summary>Therapy sessions.</summary>
/// <param name="notesStandard">As the parameter NotesStandard says; null for none.</param>
public sealed class SessionsApi(SessionService sessions, ChainService chains, DraftService drafts, GroupSessionService groups, ClinicCalendar calendar, string? notesStandard = null)
{
    public static IReadOnlyList<Route<SessionsApi>> Routes { get; } =
    [
        new("POST", "/sessions", [Scope.SessionsWrite], (api, request) => api.WriteAsync(request))
        {
            Summary = "Write a therapy session",
            Remarks = "The number is assigned: 1, 2, 3 … per patient without a gap. A colleague's patient needs substitute and a reason. With appointmentId the appointment becomes done and names the session. With fromDraft the caller's draft for the patient is taken away in the same moment; nothing is filled in from it. Where the clinic follows NOM-004, startTime, problem, prognosis and plan are required. Writing is signing: signature has the hash of the session and that of what was written before it of the same patient. A session is never changed or deleted.",
            Body = typeof(NewSession), Response = typeof(SessionView), Status = 201, Creates = true, IsTagged = true, IsEcho = true,
            Refusals = [ProblemCode.PatientNotFound, ProblemCode.NotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.AppointmentUnusable, ProblemCode.NoDraft, ProblemCode.InactiveAccount],
        },
        new("GET", "/sessions", [Scope.SessionsRead], (api, request) => api.ListAsync(request))
        {
            Summary = "List sessions, newest first",
            Remarks = "A patient's or a thanatologist's: one of userId and thanatologistId is needed.",
            Response = typeof(ListView<SessionSummary>),
            Query =
            [
                QueryParameter.Uuid("userId", "The patient."),
                QueryParameter.Uuid("thanatologistId", "The thanatologist who held them."),
                QueryParameter.Date("from", "The first day."),
                QueryParameter.Date("to", "The last day."),
                QueryParameter.Limit,
                QueryParameter.NextToken,
            ],
            Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/sessions/catalogue", [Scope.Self], (_, _) => Task.FromResult(Response.Ok(ClinicCatalogue.View)))
        {
            Summary = "The values that sessions and patients choose from", Response = typeof(CatalogueView),
        },
        new("GET", "/sessions/drafts", [Scope.SessionsRead], (api, request) => api.ListDraftsAsync(request))
        {
            Summary = "List one's own drafts, the last changed first",
            Remarks = "At most 50, without what they say.",
            Response = typeof(ListView<DraftSummary>), Refusals = [ProblemCode.NoUser, ProblemCode.InactiveAccount],
        },
        new("PUT", "/users/{id}/draft", [Scope.SessionsWrite], (api, request) => api.PutDraftAsync(request))
        {
            Summary = "Keep an unfinished session for a patient",
            Remarks = "Any subset of a session's members; userId may be left out. A draft is its author's alone, for whom the session could be written, and kept sealed for 90 days after its last change. Send If-Match, so that two devices do not overwrite each other.",
            Body = typeof(DraftEdit), Response = typeof(DraftView), Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.PatientNotFound, ProblemCode.NotFound, ProblemCode.NoUser, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.TooManyDrafts, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/draft", [Scope.SessionsRead], (api, request) => api.GetDraftAsync(request))
        {
            Summary = "Read one's own draft for a patient",
            Response = typeof(DraftView), Versioned = true, Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound, ProblemCode.NoUser],
        },
        new("DELETE", "/users/{id}/draft", [Scope.SessionsWrite], (api, request) => api.DeleteDraftAsync(request))
        {
            Summary = "Delete one's own draft for a patient", Status = 204, Versioned = true, Refusals = [ProblemCode.NotFound, ProblemCode.NoUser, ProblemCode.InactiveAccount],
        },
        new("POST", "/sessions/groups", [Scope.SessionsWrite], (api, request) => api.WriteGroupAsync(request))
        {
            Summary = "Write a group session",
            Remarks = "Each who arrived gets a session of their own, in their own numbering, with the group's evaluation and their own remark; nobody's names another. All attendees need an open record: one closed or hidden patient refuses the whole, and nothing is written. Once accepted it is completed, whatever fails: send an Idempotency-Key, and a repeated request goes on with it. A colleague's patient needs substitute and a reason. Where the clinic follows NOM-004, startTime is required; problem, prognosis and plan stand in the patients' own sessions. Location is the first of the sessions.",
            Body = typeof(NewGroupSession), Response = typeof(GroupSessionView), Status = 201, Creates = true,
            Refusals = [ProblemCode.PatientNotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.InactiveAccount],
        },
        new("GET", "/sessions/{id}", [Scope.SessionsRead], (api, request) => api.GetAsync(request))
        {
            Summary = "Read a session", Response = typeof(SessionView), Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/sessions/{id}/addenda", [Scope.SessionsWrite], (api, request) => api.WriteAddendumAsync(request))
        {
            Summary = "Add to a session what is to be said later",
            Body = typeof(NewAddendum), Response = typeof(AddendumView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.SessionFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/sessions/verify", [Scope.SessionsRead], (api, request) => api.VerifyAsync(request))
        {
            Summary = "Verify that a patient's sessions and addenda are what was written",
            Remarks = "Every hash is computed anew from what is stored, and the chain compared with the heads of its days that are kept apart. since says from which number on all sessions are in the chain: older and imported ones get into it by a repair. The response has no clinical text.",
            Response = typeof(ChainView), Refusals = [ProblemCode.NotFound],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<NewSessionRules> sessionRules = new(() => new NewSessionRules(calendar, notesStandard));
    private readonly Lazy<NewGroupSessionRules> groupRules = new(() => new NewGroupSessionRules(calendar, notesStandard));
    private readonly Lazy<DraftEditRules> draftRules = new(() => new DraftEditRules(calendar));
    private readonly Lazy<NewAddendumRules> addendumRules = new();

    private Task<Response> WriteAsync(Request request) => request.RespondAsync<SessionView>(
        response => sessions.AddAsync(request.Caller, request.Body(sessionRules.Value), response),
        session => Response.Created($"/sessions/{session.Id}", session));

    private async Task<Response> ListAsync(Request request)
    {
        var query = new SessionQuery(request.QueryId("userId"), request.QueryId("thanatologistId"), request.QueryDate("from"), request.QueryDate("to"));
        return await request.ListAsync(await sessions.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> GetAsync(Request request) => Response.Ok(await sessions.GetAsync(request.Caller, request.PathParameter("id")));

    private async Task<Response> VerifyAsync(Request request) => Response.Ok(await chains.VerifyAsync(request.Caller, request.Id));

    private Task<Response> WriteGroupAsync(Request request) => request.RespondAsync<GroupSessionView>(
        response => groups.AddAsync(request.Caller, request.Body(groupRules.Value), response),
        group => Response.Created($"/sessions/{group.Sessions[0].Id}", group));

    private async Task<Response> ListDraftsAsync(Request request) => Response.Ok(new ListView<DraftSummary>(await drafts.ListAsync(request.Caller), null));

    private async Task<Response> PutDraftAsync(Request request) =>
        Ok(await drafts.PutAsync(request.Caller, request.Id, request.IfMatch, request.Body(draftRules.Value)));

    private async Task<Response> GetDraftAsync(Request request) => Ok(await drafts.GetAsync(request.Caller, request.Id));

    private async Task<Response> DeleteDraftAsync(Request request)
    {
        await drafts.DeleteAsync(request.Caller, request.Id, request.IfMatch);
        return Response.NoContent;
    }

    private static Response Ok(DraftView draft) => Response.Ok(draft, draft.Version);

    private Task<Response> WriteAddendumAsync(Request request)
    {
        var id = request.PathParameter("id");
        return request.RespondAsync<AddendumView>(
            response => sessions.AddAddendumAsync(request.Caller, id, request.Body(addendumRules.Value), response),
            addendum => Response.Created($"/sessions/{id}", addendum));
    }
}
