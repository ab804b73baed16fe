using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Care;

/// <summary>What may become dangerous for patients, and what was said of it.</summary>
public sealed class AlertsApi(AlertService alerts)
{
    internal static IReadOnlyList<Route<CareApi>> Routes { get; } =
    [
        new("POST", "/users/{id}/alerts", [Scope.CareWrite], (api, request) => api.Alerts.AddAsync(request))
        {
            Summary = "Open an alert for a patient",
            Remarks = "A person's word. There is one open alert of each kind and source: where a person's is open, this raises it and is its next review, which does not count as somebody having looked. The server opens one by itself, in the same transaction, when a session's motive is Intento de suicidio or an assessment's flagged answer says so. Who held a colleague's patient's session may open alerts for 30 days from its date.",
            Body = typeof(NewAlert), Response = typeof(AlertView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/alerts", [Scope.CareRead], (api, request) => api.Alerts.ListAsync(request))
        {
            Summary = "List a patient's alerts, newest first",
            Remarks = "A read of clinical text, which is audited. Who held a colleague's patient's session gets for 30 days from its date those that they or it opened, with their own reviews alone.",
            Response = typeof(ListView<AlertView>), Query = [QueryParameter.Limit, QueryParameter.NextToken], Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/users/{id}/alerts/{alertId}/reviews", [Scope.CareWrite], (api, request) => api.Alerts.ReviewAsync(request))
        {
            Summary = "Write that somebody has looked at an alert",
            Remarks = "How grave it is now, or with closed that it is over, which is final. No alert ends in another way.",
            Body = typeof(NewAlertReview), Response = typeof(AlertView), Status = 201, Creates = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.AlertClosed, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<NewAlertRules> alertRules = new();
    private readonly Lazy<NewAlertReviewRules> reviewRules = new();

    private Task<Response> AddAsync(Request request) => request.RespondAsync<AlertView>(
        response => alerts.AddAsync(request.Caller, request.Id, request.Body(alertRules.Value), response),
        alert => Response.Created($"/users/{request.Id}/alerts", alert));

    private async Task<Response> ListAsync(Request request) => await request.ListAsync(await alerts.ListAsync(request.Caller, request.Id, await request.PageAsync()));

    private Task<Response> ReviewAsync(Request request) => request.RespondAsync<AlertView>(
        response => alerts.ReviewAsync(request.Caller, request.Id, request.IdOf("alertId"), request.Body(reviewRules.Value), response),
        alert => Response.Created($"/users/{request.Id}/alerts", alert));
}
