using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Reports;

/// <summary>Reports. The contract's routes are there and protected; they answer 501 until the capability is built.</summary>
public sealed class ReportsApi
{
    public static IReadOnlyList<Route<ReportsApi>> Routes { get; } =
    [
        NotYet("/reports/sessions", "Number of sessions by group"),
        NotYet("/reports/patients", "Distinct patients attended by group"),
        NotYet("/reports/fees", "Recovery fees by group"),
        NotYet("/reports/thanatologists", "The thanatologists' figures"),
        NotYet("/reports/summary", "The clinic's figures at a glance"),
    ];

    private static Route<ReportsApi> NotYet(string path, string summary) =>
        new("GET", path, [Scope.ReportsRead], (_, _) => throw new NotAvailableYetException()) { Summary = summary, Status = 501 };
}
