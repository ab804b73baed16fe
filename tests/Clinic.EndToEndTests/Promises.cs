using System.Text.Json.Nodes;
using Clinic.Core.Errors;
using Clinic.EndToEndTests.Contract;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>What every answer promises, whatever was asked.</summary>
internal static class Promises
{
    private static readonly string[] Secret = ["password", "hash", "salt", "secret", "credential"];

    /// <summary>Of a signature, which is there to be compared.</summary>
    private static readonly string[] Public = ["hash", "previousHash"];

    public static void Check(Answer answer)
    {
        if (answer.Text.Length == 0 && answer.Method != "HEAD")
            Assert.Null(answer.Header("Content-Type"));
        if (answer.IsPreflight)
            return;
        Assert.True(answer.Status < 500, $"{answer.Request} answered {answer.Status}: {answer.Text}");
        Assert.False(string.IsNullOrEmpty(answer.Header("X-Request-Id")), $"{answer.Request} has no X-Request-Id");
        CheckCaching(answer);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.StartsWith("max-age=", answer.Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        if (answer.Method == "HEAD" || answer.Status == 304)
            return;
        if (answer.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) is true)
            CheckPage(answer);
        else if (answer.Status >= 300)
            CheckProblem(answer);
        else if (answer.Text.Length > 0)
            CheckBody(answer);
    }

    /// <summary>Only what was read with success may be kept, and then it can be asked about.</summary>
    private static void CheckCaching(Answer answer)
    {
        var caching = answer.Header("Cache-Control");
        if (answer.Status is not (200 or 304) || answer.Method is not ("GET" or "HEAD"))
        {
            Assert.Equal("no-store", caching);
            return;
        }
        Assert.Contains(caching, (string[])["no-store", "private, no-cache", "public, max-age=60"]);
        Assert.Matches("^\"([0-9]+-)?[A-Za-z0-9_-]{16}\"$", answer.Header("ETag"));
    }

    /// <summary>Nothing runs in it, and nobody learns its address from it.</summary>
    private static void CheckPage(Answer answer)
    {
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(("no-store", "no-referrer", "noindex"), (answer.Header("Cache-Control"), answer.Header("Referrer-Policy"), answer.Header("X-Robots-Tag")));
        Assert.DoesNotContain("token", answer.Text, StringComparison.Ordinal);
    }

    private static void CheckProblem(Answer answer)
    {
        Assert.StartsWith("application/problem+json", answer.Header("Content-Type"), StringComparison.Ordinal);
        var problem = answer.Json;
        Assert.Equal(answer.Status, problem["status"]!.GetValue<int>());
        var code = ProblemCode.All.Single(known => known.Name == problem["code"]!.GetValue<string>());
        var language = Languages.Parse(answer.Header("Content-Language")!);
        Assert.Equal(code.Type, problem["type"]!.GetValue<string>());
        Assert.Equal(code.Title.In(language), problem["title"]!.GetValue<string>());
        ContractCheck.CheckCode(answer, code);
        Assert.NotEmpty(problem["traceId"]!.GetValue<string>());
        Assert.All(problem["errors"]?.AsObject() ?? [], field => Assert.NotEmpty(field.Value!.AsArray()));
        var fields = problem["fields"]?.AsArray().Select(field => field!.AsObject()).ToList() ?? [];
        Assert.Equal((problem["errors"]?.AsObject() ?? []).Select(field => field.Key), fields.Select(field => field["path"]!.GetValue<string>()).Distinct());
        Assert.All(fields, field => Assert.Single(FieldCode.All, known => known.Name == field["code"]!.GetValue<string>()));
        Assert.All(fields, field => Assert.Empty(field.Select(member => member.Key).Except(["path", "code", "limit"])));
        Assert.Empty(problem.Select(member => member.Key).Except(["type", "title", "status", "code", "detail", "traceId", "errors", "fields", "conflicts"]));
        Assert.True(problem["conflicts"] is null || answer.Status == 409, answer.Text);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Amazon", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("clinic-", answer.Text, StringComparison.Ordinal);
    }

    private static void CheckBody(Answer answer)
    {
        if (answer.Header("Content-Type")!.Split(';')[0] is "text/csv" or "image/svg+xml" or "text/calendar")
            return;
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        // The two answers that are a secret: one for the login's first step, one for the caller's authenticator, which nobody else sees. The
        // document only names such members.
        if ((answer.Method, answer.Path) is not (("POST", "/auth/salt") or ("POST", "/auth/mfa/enrol") or ("GET", "/openapi.json")))
            CheckMembers(answer, answer.Json);
    }

    private static void CheckMembers(Answer answer, JsonNode? node)
    {
        if (node is JsonArray items)
            items.ToList().ForEach(item => CheckMembers(answer, item));
        if (node is not JsonObject members)
            return;
        foreach (var (name, value) in members)
        {
            Assert.True(value is not null, $"{answer.Request} has a null {name}");
            Assert.DoesNotContain(Secret, word => name.Contains(word, StringComparison.OrdinalIgnoreCase) && !Public.Contains(name));
            CheckMembers(answer, value);
        }
    }
}
