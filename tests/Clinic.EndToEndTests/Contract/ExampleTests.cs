using System.Text.Json.Nodes;
using Clinic.Core.Security;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Contract;

/// <summary>Every example body of docs/openapi.json is sent as it is printed there, by whoever may send it.</summary>
[Collection(TheClinic.Name)]
public sealed class ExampleTests(ClinicFixture clinic)
{
    /// <summary>Bodies that hold what only the server can make, a code or a token, or name somebody who is made up: well formed, and refused for just that.</summary>
    private static readonly Dictionary<string, int> Refused = new()
    {
        ["POST /auth/mfa"] = 401,
        ["POST /auth/refresh"] = 401,
        ["POST /auth/mfa/confirm"] = 409,
        ["DELETE /auth/mfa"] = 404,
        ["POST /auth/password/reset"] = 400,
        ["POST /sessions/groups"] = 404,
    };

    private const string Answers = "/care/requests/{id}/answers";

    private static readonly JsonObject Document = DocumentedApi.Read();

    public static TheoryData<string, string, string, bool> Examples()
    {
        var data = new TheoryData<string, string, string, bool>();
        foreach (var route in AllRoutes.All.Where(route => route.Body is not null))
        {
            foreach (var (mediaType, _) in Content(route.Method, route.Path))
            {
                // The session of the example is the patient's own thanatologist's; an admin's would be a substitute session. An appointment's time is had once, a patient waits once, and answers what they are asked themselves.
                if (route.Scopes.Count == 0 || (route.Scopes.Any(Scope.Of(Role.Admin).Contains) && route.Path is not ("/sessions" or "/appointments" or "/waiting-list" or Answers)))
                    data.Add(route.Method, route.Path, mediaType, true);
                if (route.Scopes.Any(Scope.Of(Role.Thanatologist).Contains))
                    data.Add(route.Method, route.Path, mediaType, false);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_taken_as_it_is_printed(string method, string path, string mediaType, bool byAdmin)
    {
        var example = Content(method, path)[mediaType]!["example"]!.ToJsonString();
        var sender = await SenderAsync(path, byAdmin);

        var answer = await sender.SendAsync(new HttpMethod(method), await clinic.Thanatologist.CarePathAsync(path) ?? path.At(await TargetAsync(path)), ApiClient.Json(example, mediaType));

        if (Refused.TryGetValue($"{method} {path}", out var status))
            answer.Is(status);
        else
            Assert.True(answer.Status is >= 200 and < 300, $"{answer.Request} by the {(byAdmin ? "admin" : "thanatologist")} answered {answer.Status}: {answer.Text}");
    }

    private static JsonObject Content(string method, string path) =>
        Document["paths"]![path]![method.ToLowerInvariant()]!["requestBody"]!["content"]!.AsObject();

    /// <summary>The account of the examples, but one of its own where the example would change the password or begin a second factor.</summary>
    private async Task<ApiClient> SenderAsync(string path, bool byAdmin)
    {
        if (path == Answers)
            return clinic.Patient;
        if (!path.StartsWith("/auth/password", StringComparison.Ordinal) && path != "/auth/mfa/enrol")
            return byAdmin ? clinic.Admin : clinic.Thanatologist;
        var account = Bodies.Staff(byAdmin ? "admin" : "thanatologist").With("password", DemoAccounts.Password);
        (await clinic.Admin.PostAsync("/users", account)).Is(201);
        return await clinic.Nobody.SignInAsync(account["email"]!.GetValue<string>(), DemoAccounts.Password);
    }

    private async Task<string> TargetAsync(string path)
    {
        if (!path.Contains("{id}", StringComparison.Ordinal))
            return "";
        if (path == Answers || path.StartsWith("/users/{id}/assessment", StringComparison.Ordinal))
            (await clinic.Admin.PutAsync("/instruments/phq-2", Content("PUT", "/instruments/{id}")["application/json"]!["example"]!.DeepClone())).Is(200);
        if (path == Answers)
            return (await clinic.Thanatologist.PostAsync($"/users/{DemoAccounts.Patient.Id}/assessment-requests", new JsonObject { ["instrument"] = "phq-2" })).Is(201).Id;
        if (path.StartsWith("/availability", StringComparison.Ordinal))
            return clinic.Thanatologist.UserId;
        var patientId = await clinic.Thanatologist.CreatePatientAsync();
        if (path.StartsWith("/appointments", StringComparison.Ordinal))
            return await clinic.Thanatologist.BookAsync(patientId);
        return path.StartsWith("/sessions", StringComparison.Ordinal) ? (await clinic.Thanatologist.WriteSessionAsync(patientId)).Id : patientId;
    }
}
