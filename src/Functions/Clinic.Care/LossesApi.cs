using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Care;

/// <summary>What patients have lost.</summary>
public sealed class LossesApi(LossService losses, ClinicCalendar calendar)
{
    internal static IReadOnlyList<Route<CareApi>> Routes { get; } =
    [
        new("POST", "/users/{id}/losses", [Scope.CareWrite], (api, request) => api.Losses.AddAsync(request))
        {
            Summary = "Write a patient's loss",
            Remarks = "The values to choose from are those of GET /sessions/catalogue. Of the date as much as is known. The record has to be open.",
            Body = typeof(LossEdit), Response = typeof(LossView), Status = 201, Creates = true, Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.NoRecord, ProblemCode.RecordClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/losses", [Scope.CareRead], (api, request) => api.Losses.ListAsync(request))
        {
            Summary = "List a patient's losses, newest first",
            Remarks = "A read of clinical text, which is audited.",
            Response = typeof(ListView<LossView>), Query = [QueryParameter.Limit, QueryParameter.NextToken], Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/users/{id}/losses/{lossId}", [Scope.CareRead], (api, request) => api.Losses.GetAsync(request))
        {
            Summary = "Read a loss", Response = typeof(LossView), Versioned = true, Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("PATCH", "/users/{id}/losses/{lossId}", [Scope.CareWrite], (api, request) => api.Losses.ChangeAsync(request))
        {
            Summary = "Change a loss",
            Remarks = "JSON Merge Patch (RFC 7396). With followUp and a whole date the open tasks move with the date, and missing ones from today on are made; without, the open ones are dropped. What a person has done or dropped stays so. The record may be closed.",
            Body = typeof(LossEdit), Response = typeof(LossView), Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("DELETE", "/users/{id}/losses/{lossId}", [Scope.CareWrite], (api, request) => api.Losses.RemoveAsync(request))
        {
            Summary = "Take a loss away",
            Remarks = "It is kept, and nobody is shown it; its open tasks are dropped. The reason is in the audit trail. The record may be closed.",
            Status = 204, Versioned = true, Query = [QueryParameter.Text("reason", "Why it is taken away.", LongestReason) with { IsRequired = true }],
            Refusals = [ProblemCode.NotFound, ProblemCode.InactiveAccount],
        },
        new("GET", "/care/anniversaries", [Scope.CareRead], (api, request) => api.Losses.ListAnniversariesAsync(request))
        {
            Summary = "List the anniversaries of losses, soonest first",
            Remarks = "Of losses whose day is known, of the caller's patients with an open record; for an admin of everybody's. Both days are inclusive. 29 February falls on the 28th in other years.",
            Response = typeof(ListView<AnniversaryView>),
            Query =
            [
                QueryParameter.Date("from", "The first day, today by default."),
                QueryParameter.Date("to", $"The last day, {AnniversaryQuery.MostDays} days in all by default and at most."),
            ],
        },
    ];

    private const int LongestReason = 200;

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<LossEditRules> rules = new(() => new LossEditRules(calendar));

    private Task<Response> AddAsync(Request request) => request.RespondAsync<LossView>(
        response => losses.AddAsync(request.Caller, request.Id, request.Body(rules.Value), response),
        loss => Response.Created($"/users/{request.Id}/losses/{loss.Id}", loss).Tagged(loss.Version));

    private async Task<Response> ListAsync(Request request) => await request.ListAsync(await losses.ListAsync(request.Caller, request.Id, await request.PageAsync()));

    private async Task<Response> GetAsync(Request request) => Ok(await losses.GetAsync(request.Caller, request.Id, request.IdOf("lossId")));

    private async Task<Response> ChangeAsync(Request request) =>
        Ok(await losses.ChangeAsync(request.Caller, request.Id, request.IdOf("lossId"), request.IfMatch, loss => request.Patch(loss, rules.Value)));

    private async Task<Response> RemoveAsync(Request request)
    {
        await losses.RemoveAsync(request.Caller, request.Id, request.IdOf("lossId"), request.IfMatch, request.Query("reason")!.Trim());
        return Response.NoContent;
    }

    private async Task<Response> ListAnniversariesAsync(Request request)
    {
        var query = AnniversaryQuery.Of(request.QueryDate("from"), request.QueryDate("to"), calendar);
        return Response.Ok(new ListView<AnniversaryView>(await losses.ListAnniversariesAsync(request.Caller, query), null));
    }

    private static Response Ok(LossView loss) => Response.Ok(loss, loss.Version);
}
