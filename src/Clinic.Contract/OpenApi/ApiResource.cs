using Clinic.Auth;
using Clinic.Exports;
using Clinic.Messages;
using Clinic.Reports;
using Clinic.Sessions;
using Clinic.Users;
using Route = Clinic.Core.Http.Route;

namespace Clinic.Contract.OpenApi;

/// <summary>A function as the API's readers know it: a resource with its routes.</summary>
/// <param name="Function">The function's logical id in the template.</param>
internal sealed record ApiResource(string Name, string Function, string Description, IReadOnlyList<Route> Routes)
{
    public static IReadOnlyList<ApiResource> All { get; } =
    [
        new("auth", "AuthFunction", "Signing in and out, passwords, and who the caller is.", AuthApi.Routes),
        new("users", "UsersFunction", "Staff, patients and their records.", UsersApi.Routes),
        new("sessions", "SessionsFunction", "Therapy sessions. A session is never changed or deleted.", SessionsApi.Routes),
        new("messages", "MessagesFunction", "Messages by mail.", MessagesApi.Routes),
        new("reports", "ReportsFunction", "The clinic's figures.", ReportsApi.Routes),
        new("exports", "ExportsFunction", "De-identified copies of the clinic's data, for research.", ExportsApi.Routes),
    ];
}
