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
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<LossEditRules> rules = new(() => new LossEditRules(calendar));

    private Task<Response> AddAsync(Request request) => request.RespondAsync<LossView>(
        response => losses.AddAsync(request.Caller, request.Id, request.Body(rules.Value), response),
        loss => Response.Created($"/users/{request.Id}/losses/{loss.Id}", loss).Tagged(loss.Version));

    private async Task<Response> ListAsync(Request request) => await request.ListAsync(await losses.ListAsync(request.Caller, request.Id, await request.PageAsync()));
}
