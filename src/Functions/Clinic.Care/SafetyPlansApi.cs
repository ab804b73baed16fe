using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Care;

/// <summary>Patients' safety plans.</summary>
public sealed class SafetyPlansApi(SafetyPlanService plans)
{
    internal static IReadOnlyList<Route<CareApi>> Routes { get; } =
    [
        new("PUT", "/users/{id}/safety-plan", [Scope.CareWrite], (api, request) => api.SafetyPlans.PutAsync(request))
        {
            Summary = "Write a patient's safety plan",
            Remarks = "In the patient's own words. Each PUT is a version, and all are kept; a list that is left out is empty.",
            Body = typeof(SafetyPlanEdit), Response = typeof(SafetyPlanView), Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.NotFound, ProblemCode.CareFull, ProblemCode.InactiveAccount],
        },
        new("GET", "/users/{id}/safety-plan", [Scope.CareRead, Scope.Self], (api, request) => api.SafetyPlans.GetAsync(request))
        {
            Summary = "Read a patient's safety plan",
            Remarks = "The present version; a patient reads their own. Every read is audited. There is none before the first PUT.",
            Response = typeof(SafetyPlanView), Versioned = true, Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/users/{id}/safety-plan/versions", [Scope.CareRead], (api, request) => api.SafetyPlans.ListVersionsAsync(request))
        {
            Summary = "List the versions of a patient's safety plan, newest first",
            Remarks = "A read of clinical text, which is audited.",
            Response = typeof(ListView<SafetyPlanView>), Query = [QueryParameter.Limit, QueryParameter.NextToken], Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
    ];

    // Made at its first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<SafetyPlanEditRules> rules = new();

    private async Task<Response> PutAsync(Request request)
    {
        var plan = await plans.PutAsync(request.Caller, request.Id, request.Body(rules.Value), request.IfMatch);
        return Response.Ok(plan, plan.Version);
    }

    private async Task<Response> GetAsync(Request request)
    {
        var plan = await plans.GetAsync(request.Caller, request.Id);
        return Response.Ok(plan, plan.Version);
    }

    private async Task<Response> ListVersionsAsync(Request request) =>
        await request.ListAsync(await plans.ListVersionsAsync(request.Caller, request.Id, await request.PageAsync()));
}
