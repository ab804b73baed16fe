using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;

namespace Clinic.Reports;

/// <summary>The clinic's figures.</summary>
public sealed class ReportsApi(ReportService reports, OutcomeService outcomes)
{
    private const string Previous = "previous";

    private const string ByTime = "By day, week (ISO 8601) or month the report has every one of the period in order of time, 0 where there is nothing; the period cuts the first and the last. "
        + "A value of previous belongs to the value at the same place: groups are in the same order there, and those that only the period before has come last.";

    private const string OfAppointments = "An appointment counts on the day that it is for, also when that is ahead, and whatever has become of it: the total is of all, cancelled ones too. "
        + "Labels are codes in JSON, and words in a table or a chart. Weekdays and hours are in their order.";

    private const string OfOutcomes = "A case is a record that was closed in the period, of a patient with two scores by the instrument: the last less the first, whenever they were. The motive is that of the session with the highest number, the month that of closing. "
        + "Groups of fewer than five cases are one row, menos de 5, which comes last and has figures only when it has five cases itself. The chart shows the share that has improved. Scores of a moment ago may be missing.";

    private const string OwnFigures = "A thanatologist gets their own figures. The period is a timespan up to today, or from and to together; a month by default.";

    /// <summary>As numbers, as a table for spreadsheets and as a chart.</summary>
    private static readonly IReadOnlyList<string> ChartTypes = [MediaTypes.Json, MediaTypes.Csv, MediaTypes.Svg];

    private static readonly IReadOnlyList<QueryParameter> Common =
    [
        QueryParameter.OneOf("timespan", "The 7, 28 or 364 days up to today; month by default.", ReportPeriod.Timespans),
        QueryParameter.Date("from", "The first day, together with to."),
        QueryParameter.Date("to", $"The last day, at most {ReportPeriod.MostYears} years after the first."),
        QueryParameter.Uuid("thanatologistId", "Whose sessions, appointments and records; everybody's by default."),
    ];

    private static readonly IReadOnlyList<QueryParameter> OfGroups =
    [
        .. Common,
        QueryParameter.OneOf("compare", "Adds the same figures of as many days, which end the day before the first one.", Previous),
    ];

    public static IReadOnlyList<Route<ReportsApi>> Routes { get; } =
    [
        new("GET", "/reports/sessions", [Scope.ReportsRead], (api, request) => api.SessionsAsync(request))
        {
            Summary = "Number of sessions by group", Remarks = OwnFigures + " " + ByTime, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound],
            Query = [QueryParameter.OneOf("groupBy", "What to group the sessions by.", ReportGroups.OfSessions) with { IsRequired = true }, .. OfGroups],
        },
        new("GET", "/reports/patients", [Scope.ReportsRead], (api, request) => api.PatientsAsync(request))
        {
            Summary = "Distinct patients attended by group", Remarks = OwnFigures + " " + ByTime, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound],
            Query = [QueryParameter.OneOf("groupBy", "What to group the patients by.", ReportGroups.OfPatients) with { IsRequired = true }, .. OfGroups],
        },
        new("GET", "/reports/fees", [Scope.ReportsRead], (api, request) => api.FeesAsync(request))
        {
            Summary = "Recovery fees by group", Remarks = OwnFigures + " " + ByTime, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound],
            Query = [QueryParameter.OneOf("groupBy", "What to group the fees by; none by default.", ReportGroups.OfFees), .. OfGroups],
        },
        new("GET", "/reports/appointments", [Scope.ReportsRead], (api, request) => api.AppointmentsAsync(request))
        {
            Summary = "Number of appointments by group", Remarks = OwnFigures + " " + OfAppointments + " " + ByTime, Response = typeof(GroupedReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound],
            Query = [QueryParameter.OneOf("groupBy", "What to group the appointments by.", ReportGroups.OfAppointments) with { IsRequired = true }, .. OfGroups],
        },
        new("GET", "/reports/thanatologists", [Scope.ReportsRead], (api, request) => api.ThanatologistsAsync(request))
        {
            Summary = "The thanatologists' figures", Remarks = OwnFigures, Response = typeof(ThanatologistsReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound], Query = Common,
        },
        new("GET", "/reports/summary", [Scope.ReportsRead], (api, request) => api.SummaryAsync(request))
        {
            Summary = "The clinic's figures at a glance", Remarks = OwnFigures, Response = typeof(SummaryReport), Produces = ChartTypes, Refusals = [ProblemCode.ThanatologistNotFound], Query = Common,
        },
        new("GET", "/reports/outcomes", [Scope.ReportsRead], (api, request) => api.OutcomesAsync(request))
        {
            Summary = "How patients have fared whose record was closed",
            Remarks = OwnFigures + " " + OfOutcomes, Response = typeof(OutcomesReport), Produces = ChartTypes, Refusals = [ProblemCode.NotFound, ProblemCode.ThanatologistNotFound],
            Query =
            [
                QueryParameter.Text("instrument", "The id of the instrument.", InstrumentEditRules.LongestId) with { IsRequired = true },
                QueryParameter.OneOf("groupBy", "What to group the cases by.", ReportGroups.OfOutcomes) with { IsRequired = true },
                .. Common,
            ],
        },
    ];

    private async Task<Response> SessionsAsync(Request request) =>
        Respond(request, await reports.SessionsAsync(request.Caller, Query(request), request.Query("groupBy")!), ReportTables.OfSessions);

    private async Task<Response> PatientsAsync(Request request) =>
        Respond(request, await reports.PatientsAsync(request.Caller, Query(request), request.Query("groupBy")!), ReportTables.OfPatients);

    private async Task<Response> FeesAsync(Request request) =>
        Respond(request, await reports.FeesAsync(request.Caller, Query(request), request.Query("groupBy") ?? ReportGroups.None), ReportTables.OfFees);

    private async Task<Response> AppointmentsAsync(Request request) =>
        Respond(request, await reports.AppointmentsAsync(request.Caller, Query(request), request.Query("groupBy")!), ReportTables.OfAppointments);

    private async Task<Response> ThanatologistsAsync(Request request) =>
        Respond(request, await reports.ThanatologistsAsync(request.Caller, Query(request)), ReportTables.Of);

    private async Task<Response> SummaryAsync(Request request) =>
        Respond(request, await reports.SummaryAsync(request.Caller, Query(request)), ReportTables.Of);

    private async Task<Response> OutcomesAsync(Request request) =>
        Respond(request, await outcomes.ReadAsync(request.Caller, Query(request), request.Query("instrument")!, request.Query("groupBy")!), ReportTables.Of);

    private static Response Respond<T>(Request request, T report, Func<T, ReportTable> table) => request.ResponseType switch
    {
        MediaTypes.Csv => Response.Text(MediaTypes.Csv, table(report).ToCsv()),
        MediaTypes.Svg => Response.Text(MediaTypes.Svg, table(report).ToSvg()),
        _ => Response.Ok(report),
    };

    private static ReportQuery Query(Request request) =>
        new(request.Query("timespan"), request.QueryDate("from"), request.QueryDate("to"), request.QueryId("thanatologistId"), request.Query("compare") == Previous);
}
