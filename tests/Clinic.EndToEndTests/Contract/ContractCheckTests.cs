using System.Net;
using Clinic.EndToEndTests.Faults;
using Xunit;
using Xunit.Sdk;

namespace Clinic.EndToEndTests.Contract;

/// <summary>What the document does not say is found, whatever part of an answer it is.</summary>
public sealed class ContractCheckTests
{
    private const string Problem = """{"type":"urn:clinic:problem:not-found","title":"Not Found","status":404,"code":"not-found","traceId":"x"}""";
    private const string Sessions = """{"items":[{"id":"x","userId":"01990000-0000-7000-8000-000000000005","number":1,"date":"2026-11-22","interventionType":"Reiki","thanatologistId":"01990000-0000-7000-8000-000000000003","thanatologistName":"x"}]}""";

    [Theory]
    [InlineData("POST /auth/salt", 200, "application/json; charset=utf-8", """{"salt":"q3VfT0hZk1xSbn7W"}""")]
    [InlineData("GET /sessions?userId=x", 200, "application/json", Sessions)]
    [InlineData("GET /reports/fees", 200, "text/csv", "none,1\n")]
    [InlineData("GET /nothing", 404, "application/problem+json", Problem)]
    [InlineData("GET /users/x", 404, "application/problem+json", Problem)]
    [InlineData("HEAD /nothing", 404, null, "")]
    [InlineData("POST /auth/logout", 204, null, "")]
    public void A_documented_answer_has_no_fault(string request, int status, string? mediaType, string body) =>
        Assert.Null(ContractCheck.FaultOf(DocumentedApi.Current, Of(request, status, mediaType, body)));

    [Theory]
    [InlineData("the status", "POST /auth/salt", 418, "application/problem+json", Problem)]
    [InlineData("the status, which another operation has", "POST /auth/salt", 404, "application/problem+json", Problem)]
    [InlineData("the path", "GET /nothing", 200, "application/json", "{}")]
    [InlineData("the method", "PUT /auth/salt", 200, "application/json", """{"salt":"x"}""")]
    [InlineData("a method without Allow", "PUT /auth/salt", 405, "application/problem+json", Problem)]
    [InlineData("the media type", "POST /auth/salt", 200, "text/csv", """{"salt":"x"}""")]
    [InlineData("the media type of a problem", "GET /users/x", 404, "application/json", Problem)]
    [InlineData("a missing member", "POST /auth/salt", 200, "application/json", "{}")]
    [InlineData("an unknown member", "POST /auth/salt", 200, "application/json", """{"salt":"x","pepper":"y"}""")]
    [InlineData("a type", "POST /auth/salt", 200, "application/json", """{"salt":1}""")]
    [InlineData("a null", "POST /auth/salt", 200, "application/json", """{"salt":null}""")]
    [InlineData("a format inside a list", "GET /sessions?userId=x", 200, "application/json", """{"items":[{"id":"x","userId":"y","number":1,"date":"2026-11-22","interventionType":"Reiki","thanatologistId":"01990000-0000-7000-8000-000000000003","thanatologistName":"x"}]}""")]
    [InlineData("a name that is no catalogue's", "GET /sessions?userId=x", 200, "application/json", """{"items":[{"id":"x","userId":"01990000-0000-7000-8000-000000000005","number":1,"date":"2026-11-22","interventionType":"Yoga","thanatologistId":"01990000-0000-7000-8000-000000000003","thanatologistName":"x"}]}""")]
    [InlineData("a problem without a title", "GET /users/x", 404, "application/problem+json", """{"type":"urn:clinic:problem:not-found","status":404,"code":"not-found","traceId":"x"}""")]
    [InlineData("a problem of nowhere that is none", "GET /nothing", 404, "application/problem+json", "{}")]
    [InlineData("a body where there is none", "POST /auth/logout", 204, "application/json", "{}")]
    [InlineData("no body where there is one", "POST /auth/salt", 200, null, "")]
    [InlineData("a problem without a code", "GET /users/x", 404, "application/problem+json", """{"type":"urn:clinic:problem:not-found","title":"Not Found","status":404,"traceId":"x"}""")]
    public void What_is_not_documented_is_a_fault(string what, string request, int status, string? mediaType, string body) =>
        Assert.True(ContractCheck.FaultOf(DocumentedApi.Current, Of(request, status, mediaType, body)) is not null, what);

    [Fact]
    public void A_header_is_there_where_it_is_required_of_its_schema_and_documented_where_a_browser_may_read_it()
    {
        var good = Of("POST /auth/salt", 429, "application/problem+json", Problem);

        Assert.Null(ContractCheck.FaultOf(DocumentedApi.Current, With(good, "Retry-After", "5")));
        Assert.Contains("Retry-After", ContractCheck.FaultOf(DocumentedApi.Current, With(good, "Retry-After", "soon")), StringComparison.Ordinal);
        Assert.Contains("ETag", ContractCheck.FaultOf(DocumentedApi.Current, With(good, "ETag", "\"1\"")), StringComparison.Ordinal);
        Assert.Contains("ETag", ContractCheck.FaultOf(DocumentedApi.Current, Without(Of("GET /sessions", 200, "application/json", Sessions), "ETag")), StringComparison.Ordinal);
        Assert.Contains("X-Request-Id", ContractCheck.FaultOf(DocumentedApi.Current, Without(good, "X-Request-Id")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_test_can_receive_an_answer_that_is_not_documented()
    {
        using var listener = new HttpListener();
        var address = new Uri($"http://127.0.0.1:{Ports.FirstOfThree()}/");
        listener.Prefixes.Add(address.AbsoluteUri);
        listener.Start();
        using var http = ApiClient.Connect(address);

        var sent = http.GetAsync(new Uri("/auth/me", UriKind.Relative));
        var context = await listener.GetContextAsync();
        context.Response.StatusCode = 418;
        context.Response.Close();

        Assert.Contains("418", (await Assert.ThrowsAsync<TrueException>(() => sent)).Message, StringComparison.Ordinal);
    }

    private static Answer Of(string request, int status, string? mediaType, string body)
    {
        var answer = new Answer(request, status, new Dictionary<string, string> { ["X-Request-Id"] = "x", ["Access-Control-Expose-Headers"] = "ETag, X-Request-Id" }, body);
        if (request.StartsWith("GET ", StringComparison.Ordinal) && status == 200)
            answer = With(answer, "ETag", "\"x\"");
        return mediaType is null ? answer : With(answer, "Content-Type", mediaType);
    }

    private static Answer Without(Answer answer, string name) => answer with { Headers = answer.Headers.Where(header => header.Key != name).ToDictionary() };

    private static Answer With(Answer answer, string header, string value) =>
        answer with { Headers = answer.Headers.Append(KeyValuePair.Create(header, value)).ToDictionary() };
}
