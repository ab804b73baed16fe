using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Care;

/// <summary>What is to be done for patients.</summary>
public sealed class TasksApi(TaskService tasks, ClinicCalendar calendar)
{
    internal static IReadOnlyList<Route<CareApi>> Routes { get; } =
    [
        new("POST", "/tasks", [Scope.CareWrite], (api, request) => api.Tasks.AddAsync(request))
        {
            Summary = "Write a task for a patient",
            Remarks = "The assignee is an active admin or the record's thanatologist, who it is by default. The record has to be open.",
            Body = typeof(NewTask), Response = typeof(TaskView), Status = 201, Creates = true, Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.PatientNotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/tasks", [Scope.CareRead], (api, request) => api.Tasks.ListAsync(request))
        {
            Summary = "List tasks by due, then id",
            Remarks = "Of all statuses. Who names nobody gets the clinic's: an admin all of them, a thanatologist those of their own patients, whoever is to do them. With patientId the list has the texts, which is audited as a read; without, it has none and may lag behind a write for a moment.",
            Response = typeof(ListView<TaskView>), Caching = CacheControl.NoStore,
            Query =
            [
                QueryParameter.Uuid("assigneeId", "Who is to do them."),
                QueryParameter.Uuid("patientId", "The patient."),
                QueryParameter.OneOf("status", "Tasks of this status.", CareTaskStatuses.All),
                QueryParameter.Date("from", "The first day on which they are due."),
                QueryParameter.Date("to", "The last day."),
                QueryParameter.Limit,
                QueryParameter.NextToken,
            ],
            Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/tasks/{id}", [Scope.CareRead], (api, request) => api.Tasks.GetAsync(request))
        {
            Summary = "Read a task", Response = typeof(TaskView), Versioned = true, Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("PATCH", "/tasks/{id}", [Scope.CareWrite], (api, request) => api.Tasks.ChangeAsync(request))
        {
            Summary = "Change a task",
            Remarks = "JSON Merge Patch (RFC 7396). Each status may follow each; doneAt is there as long as it is done.",
            Body = typeof(TaskEdit), Response = typeof(TaskView), Versioned = true, IsEcho = true, Refusals = [ProblemCode.NotFound, ProblemCode.InactiveAccount],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<NewTaskRules> rules = new(() => new NewTaskRules(calendar));
    private readonly Lazy<TaskEditRules> editRules = new(() => new TaskEditRules(calendar));

    private Task<Response> AddAsync(Request request) => request.RespondAsync<TaskView>(
        response => tasks.AddAsync(request.Caller, request.Body(rules.Value), response),
        task => Response.Created($"/tasks/{task.Id}", task).Tagged(task.Version));

    private async Task<Response> ListAsync(Request request)
    {
        var query = new TaskQuery(
            request.QueryId("assigneeId"), request.QueryId("patientId"), CareTaskStatuses.Find(request.Query("status")), request.QueryDate("from"), request.QueryDate("to"));
        return await request.ListAsync(await tasks.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> GetAsync(Request request) => Ok(await tasks.GetAsync(request.Caller, request.PathParameter("id")));

    private async Task<Response> ChangeAsync(Request request) => Ok(await tasks.ChangeAsync(request.Caller, request.PathParameter("id"), request.IfMatch, task => request.Patch(task, editRules.Value)));

    private static Response Ok(TaskView task) => Response.Ok(task, task.Version);
}
