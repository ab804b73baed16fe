using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Clinic.Testing.Aws;
using Microsoft.AspNetCore.Http;

namespace Clinic.EndToEndTests.Exports;

/// <summary>An endpoint that answers as Comprehend would if it knew one word, and breaks as a test wants it to.</summary>
internal sealed class FakeComprehend : IAsyncDisposable
{
    /// <summary>A nickname in lower case, which the product's own detector leaves where it is.</summary>
    public const string Nickname = "chispita";

    private readonly ConcurrentQueue<string> bodies = new();
    private LoopbackServer server = null!;

    private FakeComprehend()
    {
    }

    public string Url => server.Address.ToString();

    /// <summary>What it was asked, in JSON.</summary>
    public IReadOnlyList<string> Bodies => [.. bodies];

    /// <summary>By the number of the request, from 1: null for the usual answer.</summary>
    public Func<int, Task<AwsAnswer?>> Fault { get; set; } = static _ => Task.FromResult<AwsAnswer?>(null);

    public static async Task<FakeComprehend> StartAsync()
    {
        var comprehend = new FakeComprehend();
        comprehend.server = await LoopbackServer.StartAsync(comprehend.HandleAsync);
        return comprehend;
    }

    /// <summary>As new: no fault, and nothing asked yet.</summary>
    public void Reset()
    {
        Fault = static _ => Task.FromResult<AwsAnswer?>(null);
        bodies.Clear();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        bodies.Enqueue(body);
        var answer = await Fault(bodies.Count) ?? Find((string)JsonNode.Parse(body)!["Text"]!);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        await http.Response.WriteAsync(answer.Body);
    }

    private static AwsAnswer Find(string text)
    {
        var entities = new JsonArray();
        if (text.IndexOf(Nickname, StringComparison.Ordinal) is >= 0 and var at)
        {
            var begin = text[..at].EnumerateRunes().Count();
            entities.Add(new JsonObject { ["Type"] = "NAME", ["Score"] = 0.98, ["BeginOffset"] = begin, ["EndOffset"] = begin + Nickname.Length });
        }
        return AwsAnswer.Json(200, new JsonObject { ["Entities"] = entities }.ToJsonString());
    }
}
