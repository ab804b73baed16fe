using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class ProblemsTests
{
    public static TheoryData<ClinicException, int, string> Refusals => new()
    {
        { new InvalidInputException("name", "is required"), 400, "Bad Request" },
        { new UnauthorizedException("no"), 401, "Unauthorized" },
        { new ForbiddenException("no"), 403, "Forbidden" },
        { new NotFoundException(), 404, "Not Found" },
        { new ProtocolException(405, "no", "Allow", "GET"), 405, "Method Not Allowed" },
        { new ProtocolException(406, "no"), 406, "Not Acceptable" },
        { new ConflictException("no"), 409, "Conflict" },
        { new StaleVersionException(), 412, "Precondition Failed" },
        { new ProtocolException(413, "no"), 413, "Content Too Large" },
        { new ProtocolException(415, "no"), 415, "Unsupported Media Type" },
        { new TooManyRequestsException("no", TimeSpan.FromMinutes(15)), 429, "Too Many Requests" },
        { new BusyException(), 503, "Service Unavailable" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_its_status_as_problem_details(ClinicException refusal, int status, string title)
    {
        var answer = Problems.Of(refusal, "trace-1");
        var problem = JsonNode.Parse(answer.Body!)!;

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal("about:blank", (string?)problem["type"]);
        Assert.Equal(title, (string?)problem["title"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.Equal(refusal.Message, (string?)problem["detail"]);
        Assert.Equal("trace-1", (string?)problem["traceId"]);
        Assert.Equal(refusal is InvalidInputException, problem["errors"] is not null);
    }

    [Fact]
    public void Every_kind_of_refusal_has_its_own_status()
    {
        var kinds = typeof(ClinicException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ClinicException)) && type.IsPublic).ToHashSet();

        Assert.Equal(kinds, Refusals.Select(row => row[0].GetType()).ToHashSet());
    }

    [Fact]
    public void Invalid_input_names_each_field()
    {
        var answer = Problems.Of(new InvalidInputException(new Dictionary<string, string[]> { ["address.zipCode"] = ["must be 5 digits"], ["phone"] = ["a", "b"] }), "t");

        Assert.Equal("""{"address.zipCode":["must be 5 digits"],"phone":["a","b"]}""", JsonNode.Parse(answer.Body!)!["errors"]!.ToJsonString());
    }

    public static TheoryData<Exception> Accidents =>
    [
        new InvalidOperationException("Table clinic-users-main is upset"),
        new AmazonDynamoDBException("clinic-users-main: access denied") { StatusCode = HttpStatusCode.BadRequest },
        new HttpRequestException("cognito-idp.us-east-1 is down"),
        new KeyNotFoundException("rosa@example.org"),
        new ResourceNotFoundException("clinic-users-main") { StatusCode = HttpStatusCode.BadRequest },
    ];

    [Theory]
    [MemberData(nameof(Accidents))]
    public void Anything_else_is_a_500_that_says_nothing_but_its_trace(Exception accident)
    {
        var answer = Problems.Of(accident, "trace-1");

        Assert.Equal(500, answer.Status);
        Assert.Equal("""{"type":"about:blank","title":"Internal Server Error","status":500,"traceId":"trace-1"}""", answer.Body);
    }

    public static TheoryData<Exception> Shortages =>
    [
        new AmazonDynamoDBException("clinic-users-main") { StatusCode = HttpStatusCode.ServiceUnavailable },
        new AmazonServiceException("clinic-users-main") { StatusCode = HttpStatusCode.ServiceUnavailable },
        new TransactionConflictException("clinic-users-main") { StatusCode = HttpStatusCode.BadRequest },
        new BusyException(),
    ];

    [Theory]
    [MemberData(nameof(Shortages))]
    public void An_overloaded_service_is_a_503_to_try_again(Exception shortage)
    {
        var answer = Problems.Of(shortage, "trace-1");

        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Headers["Retry-After"]);
        Assert.DoesNotContain("clinic-users", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(59.001, "60")]
    [InlineData(900, "900")]
    public void Retry_After_is_in_whole_seconds_and_never_too_short(double seconds, string expected) =>
        Assert.Equal(expected, Problems.Of(new TooManyRequestsException("no", TimeSpan.FromSeconds(seconds)), "t").Headers["Retry-After"]);

    [Fact]
    public void A_401_says_how_to_authenticate() =>
        Assert.Equal("Bearer", Problems.Of(new UnauthorizedException("no"), "t").Headers["WWW-Authenticate"]);

    [Fact]
    public void A_405_says_what_is_allowed() =>
        Assert.Equal("GET, POST", Problems.Of(new ProtocolException(405, "no", "Allow", "GET, POST"), "t").Headers["Allow"]);
}
