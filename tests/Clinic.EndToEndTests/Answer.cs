using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>An answer of the API, read whole.</summary>
public sealed record Answer(string Request, int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<JsonObject> Items => [.. Json["items"]!.AsArray().Select(item => item!.AsObject())];

    public string? NextToken => Value("nextToken");

    public string Id => Value("id")!;

    public string ETag => Headers["ETag"];

    public string Method => Request.Split(' ', 2)[0];

    /// <summary>The path as it was sent, without the query.</summary>
    public string Path => Request.Split(' ', 2)[1].Split('?')[0];

    public bool IsPreflight => Method == "OPTIONS" && Status == 200;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        // As they were sent: what HttpClient has parsed it writes in an order of its own.
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = response.RequestMessage!;
        return new Answer($"{request.Method} {request.RequestUri!.PathAndQuery}", (int)response.StatusCode, headers, await response.Content.ReadAsStringAsync());
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A member of the answer as text, or null; a path is written with dots.</summary>
    public string? Value(string path)
    {
        JsonNode? node = Json;
        foreach (var member in path.Split('.'))
            node = node?[member];
        return node switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => node.ToJsonString(),
        };
    }

    public Answer Is(int status)
    {
        Assert.True(Status == status, $"{Request} answered {Status} instead of {status}: {Text}");
        return this;
    }

    /// <summary>A refusal; the fields are exactly those that it has to name.</summary>
    public Answer IsProblem(int status, params string[] fields)
    {
        Is(status);
        var named = Json["errors"]?.AsObject().Select(field => field.Key) ?? [];
        Assert.True(named.Order().SequenceEqual(fields.Order()), $"{Request} named {string.Join(", ", named)} instead of {string.Join(", ", fields)}: {Text}");
        return this;
    }
}
