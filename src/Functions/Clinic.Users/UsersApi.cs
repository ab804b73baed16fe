using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Users;

/// <summary>Staff, patients and their records.</summary>
public sealed class UsersApi(UserService users, RecordService records, PatientSessions sessions, TimeProvider time)
{
    private static readonly QueryParameter[] Paging = [QueryParameter.Limit, QueryParameter.NextToken];

    private static readonly ProblemCode[] EditRefusals =
    [
        ProblemCode.PatientReadOnly, ProblemCode.StaffByAdmin, ProblemCode.StatusByAdmin, ProblemCode.OwnEmail, ProblemCode.InactiveAccount,
        ProblemCode.NotFound, ProblemCode.EmailTaken, ProblemCode.OwnAccount, ProblemCode.LastAdmin,
    ];

    public static IReadOnlyList<Route<UsersApi>> Routes { get; } =
    [
        new("POST", "/users", [Scope.UsersWrite], (api, request) => api.CreateAsync(request))
        {
            Summary = "Create a member of the staff or a patient",
            Remarks = "Staff are created by admins. A thanatologist's new patients are their own; an admin names the thanatologist in record.thanatologistId. An account with an email and no password is sent an invitation.",
            Body = typeof(NewUser), Response = typeof(UserView), Status = 201, Creates = true, Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.StaffByAdmin, ProblemCode.InactiveAccount, ProblemCode.EmailTaken],
        },
        new("GET", "/users", [Scope.UsersRead], (api, request) => api.ListAsync(request))
        {
            Summary = "List users A to Z by their last names",
            Remarks = "A thanatologist sees their own open patients, the name and birth date of every closed one, and of staff name and role; by status they find themselves and their own patients alone.",
            Response = typeof(ListView<UserSummary>),
            Query =
            [
                QueryParameter.OneOf("role", "Users of this role.", RoleNames.All),
                QueryParameter.OneOf("status", "Users of this status.", UserStatusNames.All),
                QueryParameter.OneOf("recordStatus", "Patients whose record is open or closed.", "open", "closed"),
                QueryParameter.Uuid("thanatologistId", "Patients of this thanatologist."),
                QueryParameter.Text("q", "The beginning of the last names or the first name; accents, case and the kind of apostrophes, hyphens and quotes are ignored.", 60),
                .. Paging,
            ],
        },
        new("GET", "/users/{id}", [Scope.UsersRead, Scope.Self], (api, request) => api.GetAsync(request))
        {
            Summary = "Read a user", Response = typeof(UserView), Versioned = true, Refusals = [ProblemCode.NotFound],
        },
        new("PUT", "/users/{id}", [Scope.UsersWrite], (api, request) => api.ReplaceAsync(request))
        {
            Summary = "Replace a user's data",
            Remarks = "What is left out is removed, except the status. The id and the role may be repeated, not changed; the status is for admins to write.",
            Body = typeof(UserEdit), Response = typeof(UserView), Versioned = true, IsEcho = true,
            Refusals = EditRefusals,
        },
        new("PATCH", "/users/{id}", [Scope.UsersWrite, Scope.Self], (api, request) => api.PatchAsync(request))
        {
            Summary = "Change some of a user's data",
            Remarks = "JSON Merge Patch (RFC 7396): null removes an optional field. Everybody may change their own data, except role, status, email and record. An `emergencyContact` where there was none has a name and a phone.",
            Body = typeof(UserEdit), Response = typeof(UserView), Versioned = true, IsEcho = true,
            Refusals = EditRefusals,
        },
        new("DELETE", "/users/{id}", [Scope.UsersWrite], (api, request) => api.DeactivateAsync(request))
        {
            Summary = "Deactivate a user",
            Remarks = "For admins. Login stops; the record, the sessions and the appointments stay. 200 lists the appointments that the user leaves behind, where there are any.",
            Status = 204, Versioned = true, OtherResponses = [(200, typeof(DeactivatedView))],
            Refusals = [ProblemCode.StatusByAdmin, ProblemCode.InactiveAccount, ProblemCode.NotFound, ProblemCode.OwnAccount, ProblemCode.LastAdmin],
        },
        new("GET", "/users/{id}/record", [Scope.UsersRead], (api, request) => api.GetRecordAsync(request))
        {
            Summary = "Read a patient's record", Response = typeof(RecordView), Versioned = true, Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("PUT", "/users/{id}/record", [Scope.UsersWrite], (api, request) => api.PutRecordAsync(request))
        {
            Summary = "Open, close, take over or reassign a record",
            Remarks = "A thanatologist closes their own and reopens a closed one to themselves; an admin reassigns. An absent ekr keeps the text, an empty one clears it. futureAppointments has the appointments that a closed or reassigned record leaves behind; they stay as they are.",
            Body = typeof(RecordEdit), Response = typeof(RecordView), Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.RecordByAdmin, ProblemCode.InactiveAccount, ProblemCode.NotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed],
        },
        new("GET", "/users/{id}/sessions", [Scope.SessionsRead], (api, request) => api.ListSessionsAsync(request))
        {
            Summary = "List a patient's sessions, newest first",
            Response = typeof(ListView<SessionSummary>),
            Query = [QueryParameter.Date("from", "The first day."), QueryParameter.Date("to", "The last day."), .. Paging],
            Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/users/{id}/audit", [Scope.Admin], (api, request) => api.ListAuditAsync(request))
        {
            Summary = "List who did what to a user, newest first", Response = typeof(ListView<AuditView>), Query = Paging, Refusals = [ProblemCode.NotFound],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<NewUserRules> newUserRules = new(() => new NewUserRules(time));
    private readonly Lazy<RecordEditRules> recordRules = new();

    private Task<Response> CreateAsync(Request request) => request.RespondAsync<UserView>(
        response => users.AddAsync(request.Caller, request.Body(newUserRules.Value), response),
        user => Response.Created($"/users/{user.Id}", user).Tagged(user.Version));

    private async Task<Response> ListAsync(Request request)
    {
        var query = new UserQuery(
            RoleNames.Parse(request.Query("role")),
            UserStatusNames.Parse(request.Query("status")),
            request.Query("recordStatus") switch { "open" => true, "closed" => false, _ => null },
            request.QueryId("thanatologistId"),
            request.Query("q"));
        return await request.ListAsync(await users.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> GetAsync(Request request) => Ok(await users.GetAsync(request.Caller, request.Id));

    private async Task<Response> ReplaceAsync(Request request)
    {
        var body = request.Body<UserEdit>();
        return Ok(await users.ChangeAsync(request.Caller, request.Id, request.IfMatch, ownDataToo: false, _ => body));
    }

    private async Task<Response> PatchAsync(Request request) =>
        Ok(await users.ChangeAsync(request.Caller, request.Id, request.IfMatch, ownDataToo: true, request.Patch));

    private async Task<Response> DeactivateAsync(Request request) =>
        await users.DeactivateAsync(request.Caller, request.Id, request.IfMatch) is { } left ? Response.Ok(left) : Response.NoContent;

    private async Task<Response> GetRecordAsync(Request request) => Ok(await records.GetAsync(request.Caller, request.Id));

    private async Task<Response> PutRecordAsync(Request request) =>
        Ok(await records.PutAsync(request.Caller, request.Id, request.Body(recordRules.Value), request.IfMatch));

    private async Task<Response> ListSessionsAsync(Request request)
    {
        var query = new SessionQuery(request.Id, null, request.QueryDate("from"), request.QueryDate("to"));
        return await request.ListAsync(await sessions.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> ListAuditAsync(Request request) =>
        await request.ListAsync(await users.ListAuditAsync(request.Caller, request.Id, await request.PageAsync()));

    private static Response Ok(UserView user) => Response.Ok(user, user.Version).NotStoredIf(user.Record?.Ekr is not null);

    private static Response Ok(RecordView record) => Response.Ok(record, record.Version!.Value);
}
