using System.Text.RegularExpressions;
using Clinic.Appointments;
using Clinic.Auth;
using Clinic.Care;
using Clinic.Core.Http;
using Clinic.Exports;
using Clinic.Info;
using Clinic.Demo;
using Clinic.Messages;
using Clinic.Reports;
using Clinic.Sessions;
using Clinic.Users;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>Every route that the product has, for what holds for all of them.</summary>
internal static partial class AllRoutes
{
    public static IReadOnlyList<Route> All { get; } =
        [.. AuthApi.Routes, .. UsersApi.Routes, .. SessionsApi.Routes, .. AppointmentsApi.Routes, .. CareApi.Routes, .. MessagesApi.Routes, .. ReportsApi.Routes, .. ExportsApi.Routes, .. InfoApi.Routes];

    public static IReadOnlyList<string> Paths { get; } = [.. All.Select(route => route.Path).Distinct()];

    /// <summary>The routes as method and path.</summary>
    public static TheoryData<string, string> Where(Func<Route, bool> filter)
    {
        var data = new TheoryData<string, string>();
        foreach (var route in All.Where(filter))
            data.Add(route.Method, route.Path);
        return data;
    }

    public static Route Find(string method, string path) => All.Single(route => route.Method == method && route.Path == path);

    /// <summary>The path with the demo patient's id, or their thanatologist's where it is of a thanatologist, unless another is given. What the patient has one of is made up.</summary>
    public static string At(this string path, string? id = null) => Parameter().Replace(
        path.Replace("{id}", id ?? (path.StartsWith("/availability", StringComparison.Ordinal) ? DemoAccounts.Thanatologist : DemoAccounts.Patient).Id, StringComparison.Ordinal),
        _ => Bodies.Id());

    public static Task<Answer> SendAsync(this ApiClient client, string method, string path, HttpContent? content, params (string, string)[] headers) =>
        client.SendAsync(new HttpMethod(method), path.At(), content, headers);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
