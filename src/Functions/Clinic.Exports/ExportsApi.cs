using Clinic.Core.Exports;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Exports;

/// <summary>De-identified copies of the clinic's data for research.</summary>
public sealed class ExportsApi(ExportService exports)
{
    private static readonly NewExportRules Rules = new();

    public static IReadOnlyList<Route<ExportsApi>> Routes { get; } =
    [
        new("POST", "/exports", [Scope.Admin], (api, request) => api.AddAsync(request))
        {
            Summary = "Ask for a research export",
            Remarks = "It is queued when the answer comes, and made by a state machine that leaves out, masks and generalizes what identifies a person (45 CFR 164.514(b)(2)). Free text is left out unless freeText is masked; masking misses some of what names a person, so that such an export is for readers who are bound to confidentiality.",
            Body = typeof(NewExport), IsBodyOptional = true, Response = typeof(ExportView), Status = 202, Creates = true, IsEcho = true, Refusals = [ProblemCode.InactiveAccount],
        },
        new("GET", "/exports", [Scope.Admin], (api, request) => api.ListAsync(request))
        {
            Summary = "List the exports, newest first", Response = typeof(ListView<ExportView>), Query = [QueryParameter.Limit, QueryParameter.NextToken],
        },
        new("GET", "/exports/{id}", [Scope.Admin], (api, request) => api.GetAsync(request))
        {
            Summary = "Read the state of an export, and get its files",
            Remarks = "When it has succeeded, every file has a link that holds for 15 minutes.",
            Response = typeof(ExportView), Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound],
        },
    ];

    private Task<Response> AddAsync(Request request) => request.RespondAsync<ExportView>(
        response => exports.AddAsync(request.Caller, request.OptionalBody(Rules), response),
        export => Response.AcceptedFor($"/exports/{export.Id}", export));

    private async Task<Response> ListAsync(Request request) => await request.ListAsync(await exports.ListAsync(await request.PageAsync()));

    private async Task<Response> GetAsync(Request request) => Response.Ok(await exports.GetAsync(request.Caller, request.Id));
}
