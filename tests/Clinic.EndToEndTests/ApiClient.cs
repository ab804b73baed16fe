using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Contract;

namespace Clinic.EndToEndTests;

/// <summary>A client of the API, signed in or not. Every answer that it receives is held to what all answers promise.</summary>
public sealed class ApiClient(HttpClient http, JsonObject? tokens = null)
{
    public string AccessToken => Text("accessToken");

    public string IdToken => Text("idToken");

    public string RefreshToken => Text("refreshToken");

    public string UserId => tokens!["user"]!["id"]!.GetValue<string>();

    /// <summary>A connection on which every answer is held to docs/openapi.json, whoever sends the request.</summary>
    public static HttpClient Connect(Uri address) => new(new Documented()) { BaseAddress = address };

    /// <summary>On a busy machine the first bcrypt of a new process can take longer than the pool waits for its triggers: such a 503 is tried again.</summary>
    public async Task<ApiClient> SignInAsync(string email, string password)
    {
        var answer = await SendPatientlyAsync(HttpMethod.Post, "/auth/login", () => Json(Bodies.Login(email, password).ToJsonString()));
        return new(http, answer.Is(200).Json);
    }

    /// <summary>The same connection with other tokens.</summary>
    public ApiClient With(JsonObject others) => new(http, others);

    /// <summary>The same connection with another Authorization header, as it stands.</summary>
    public Task<Answer> GetAsAsync(string path, string authorization) => new ApiClient(http).GetAsync(path, ("Authorization", authorization));

    public Task<Answer> GetAsync(string path, params (string, string)[] headers) => SendJsonAsync(HttpMethod.Get, path, null, headers);

    public Task<Answer> PostAsync(string path, JsonNode? body, params (string, string)[] headers) => SendJsonAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> PutAsync(string path, JsonNode? body, params (string, string)[] headers) => SendJsonAsync(HttpMethod.Put, path, body, headers);

    public Task<Answer> PatchAsync(string path, JsonNode? body, params (string, string)[] headers) => SendJsonAsync(HttpMethod.Patch, path, body, headers);

    public Task<Answer> DeleteAsync(string path, params (string, string)[] headers) => SendJsonAsync(HttpMethod.Delete, path, null, headers);

    public Task<Answer> SendJsonAsync(HttpMethod method, string path, JsonNode? body, params (string, string)[] headers) =>
        SendAsync(method, path, body is null ? null : Json(body.ToJsonString()), headers);

    /// <summary>The status alone, whatever it is: for requests in which something breaks on purpose.</summary>
    public async Task<int> TrySendAsync(HttpMethod method, string path, JsonNode body) =>
        (await ReceiveAsync(method, path, Json(body.ToJsonString()))).Status;

    /// <summary>An answer that promises nothing, to be repeated with the same Idempotency-Key.</summary>
    public Task<Answer> TryPostAsync(string path, JsonNode body, string key) =>
        ReceiveAsync(HttpMethod.Post, path, Json(body.ToJsonString()), ("Idempotency-Key", key));

    /// <summary>As <see cref="SendAsync"/>, but again where the answer is that the clinic is busy.</summary>
    public async Task<Answer> SendPatientlyAsync(HttpMethod method, string path, Func<HttpContent?> content, params (string, string)[] headers)
    {
        var answer = await ReceiveAsync(method, path, content(), headers);
        for (var attempts = 1; attempts < 20 && answer.Status == 503; attempts++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            answer = await ReceiveAsync(method, path, content(), headers);
        }
        Promises.Check(answer);
        return answer;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content, params (string, string)[] headers)
    {
        var answer = await ReceiveAsync(method, path, content, headers);
        Promises.Check(answer);
        return answer;
    }

    private async Task<Answer> ReceiveAsync(HttpMethod method, string path, HttpContent? content, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(method, Target(path)) { Content = content };
        if (tokens is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public static HttpContent Json(string body, string contentType = "application/json") => Bytes(Encoding.UTF8.GetBytes(body), contentType);

    public static HttpContent Bytes(byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    /// <summary>The path as it is written: the client must not tidy what the server has to cope with.</summary>
    private Uri Target(string path) =>
        new(http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private string Text(string token) => tokens![token]!.GetValue<string>();

    private sealed class Documented() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            ContractCheck.Check(await Answer.ReadAsync(response));
            return response;
        }
    }
}
