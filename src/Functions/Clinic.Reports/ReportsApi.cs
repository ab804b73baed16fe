using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;

namespace Clinic.Reports;

/// <summary>The clinic's figures.</summary>
public sealed class ReportsApi(ReportService reports)
{
    private const string OwnFigures = "A thanatologist gets their own figures. The period is a timespan up to today, or from and to together; a month by default.";

    /// <summary>As numbers, as a table for spreadsheets and as a chart.</summary>
    private static readonly IReadOnlyList<string> ChartTypes = [MediaTypes.Json, MediaTypes.Csv, MediaTypes.Svg];

    private static readonly IReadOnlyList<QueryParameter> Common =
    [
        QueryParameter.OneOf("timespan", "The 7, 28 or 364 days up to today; month by default.", ReportPeriod.Timespans),
        QueryParameter.Date("from", "The first day, together with to."),
        QueryParameter.Date("to", $"The last day, at most {ReportPeriod.MostYears} years after the first."),
        QueryParameter.Uuid("thanatologistId", "Whose sessions and records; everybody's by default."),
    ];

    public static IReadOnlyList<Route<ReportsApi>> Routes { get; } =
    [
        new("GET", "/reports/sessions", [Scope.ReportsRead], (api, request) => api.SessionsAsync(request))
        {
            Summary = "Number of sessions by group", Remarks = OwnFigures, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [404],
            Query = [QueryParameter.OneOf("groupBy", "What to group the sessions by.", ReportGroups.OfSessions) with { IsRequired = true }, .. Common],
        },
        new("GET", "/reports/patients", [Scope.ReportsRead], (api, request) => api.PatientsAsync(request))
        {
            Summary = "Distinct patients attended by group", Remarks = OwnFigures, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [404],
            Query = [QueryParameter.OneOf("groupBy", "What to group the patients by.", ReportGroups.OfPatients) with { IsRequired = true }, .. Common],
        },
        new("GET", "/reports/fees", [Scope.ReportsRead], (api, request) => api.FeesAsync(request))
        {
            Summary = "Recovery fees by group", Remarks = OwnFigures, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [404],
            Query = [QueryParameter.OneOf("groupBy", "What to group the fees by; none by default.", ReportGroups.OfFees), .. Common],
        },
        new("GET", "/reports/thanatologists", [Scope.ReportsRead], (api, request) => api.ThanatologistsAsync(request))
        {
            Summary = "The thanatologists' figures", Remarks = OwnFigures, Response = typeof(ThanatologistsReport), Produces = ChartTypes, Refusals = [404], Query = Common,
        },
        new("GET", "/reports/summary", [Scope.ReportsRead], (api, request) => api.SummaryAsync(request))
        {
            Summary = "The clinic's figures at a glance", Remarks = OwnFigures, Response = typeof(SummaryReport), Produces = ChartTypes, Refusals = [404], Query = Common,
        },
    ];

    private async Task<Response> SessionsAsync(Request request) =>
        Respond(request, await reports.SessionsAsync(request.Caller, Query(request), request.Query("groupBy")!), ReportTables.OfSessions);

    private async Task<Response> PatientsAsync(Request request) =>
        Respond(request, await reports.PatientsAsync(request.Caller, Query(request), request.Query("groupBy")!), ReportTables.OfPatients);

    private async Task<Response> FeesAsync(Request request) =>
        Respond(request, await reports.FeesAsync(request.Caller, Query(request), request.Query("groupBy") ?? ReportGroups.None), ReportTables.OfFees);

    private async Task<Response> ThanatologistsAsync(Request request) =>
        Respond(request, await reports.ThanatologistsAsync(request.Caller, Query(request)), ReportTables.Of);

    private async Task<Response> SummaryAsync(Request request) =>
        Respond(request, await reports.SummaryAsync(request.Caller, Query(request)), ReportTables.Of);

    private static Response Respond<T>(Request request, T report, Func<T, ReportTable> table) => request.ResponseType switch
    {
        MediaTypes.Csv => Response.Text(MediaTypes.Csv, table(report).ToCsv()),
        MediaTypes.Svg => Response.Text(MediaTypes.Svg, table(report).ToSvg()),
        _ => Response.Ok(report),
    };

    private static ReportQuery Query(Request request) =>
        new(request.Query("timespan"), request.QueryDate("from"), request.QueryDate("to"), request.QueryId("thanatologistId"));
}
