using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>What every answer promises, whatever was asked.</summary>
internal static class Promises
{
    private static readonly string[] Secret = ["password", "hash", "salt", "secret", "credential"];

    public static void Check(Answer answer)
    {
        if (answer.Text.Length == 0 && !answer.Request.StartsWith("HEAD ", StringComparison.Ordinal))
            Assert.Null(answer.Header("Content-Type"));
        if (answer.IsPreflight)
            return;
        Assert.True(answer.Status < 500, $"{answer.Request} answered {answer.Status}: {answer.Text}");
        Assert.False(string.IsNullOrEmpty(answer.Header("X-Request-Id")), $"{answer.Request} has no X-Request-Id");
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.StartsWith("max-age=", answer.Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        if (answer.Request.StartsWith("HEAD ", StringComparison.Ordinal))
            return;
        if (answer.Status >= 300)
            CheckProblem(answer);
        else if (answer.Text.Length > 0)
            CheckBody(answer);
    }

    private static void CheckProblem(Answer answer)
    {
        Assert.StartsWith("application/problem+json", answer.Header("Content-Type"), StringComparison.Ordinal);
        var problem = answer.Json;
        Assert.Equal(answer.Status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem["type"]!.GetValue<string>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.NotEmpty(problem["traceId"]!.GetValue<string>());
        Assert.All(problem["errors"]?.AsObject() ?? [], field => Assert.NotEmpty(field.Value!.AsArray()));
        Assert.Empty(problem.Select(member => member.Key).Except(["type", "title", "status", "detail", "traceId", "errors"]));
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Amazon", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("clinic-", answer.Text, StringComparison.Ordinal);
    }

    private static void CheckBody(Answer answer)
    {
        if (answer.Header("Content-Type")!.Split(';')[0] is "text/csv" or "image/svg+xml")
            return;
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        // The two answers that are a secret: one for the login's first step, one for the caller's authenticator, which nobody else sees.
        if (answer.Request.Split('?', '#')[0] is not ("POST /auth/salt" or "POST /auth/mfa/enrol"))
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
            Assert.DoesNotContain(Secret, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
            CheckMembers(answer, value);
        }
    }
}
