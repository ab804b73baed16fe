using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Xunit;

namespace Clinic.UnitTests.Errors;

public sealed class ProblemsTests
{
    private static readonly Problems Problems = new(Language.Spanish);

    public static TheoryData<ClinicException, int> Refusals => new()
    {
        { new InvalidInputException("name", FieldCode.Required, new("es obligatorio", "is required")), 400 },
        { new UnauthorizedException(ProblemCode.WrongCredentials), 401 },
        { new ForbiddenException(ProblemCode.OwnEmail), 403 },
        { new NotFoundException(), 404 },
        { new ProtocolException(ProblemCode.MethodNotAllowed, header: ("Allow", "GET")), 405 },
        { new ProtocolException(ProblemCode.NotAcceptable, new("Este recurso está disponible como text/csv.", "This resource is available as text/csv.")), 406 },
        { new ConflictException(ProblemCode.EmailTaken), 409 },
        { new GoneException(ProblemCode.LinkEnded, new("Su cita cambió de hora.", "Your appointment has another time now.")), 410 },
        { new StaleVersionException(), 412 },
        { new StaleBodyException(), 409 },
        { new ProtocolException(ProblemCode.BodyTooLarge), 413 },
        { new ProtocolException(ProblemCode.UnsupportedContentEncoding), 415 },
        { new TooManyRequestsException(ProblemCode.Locked, TimeSpan.FromMinutes(15)), 429 },
        { new BusyException(), 503 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_is_a_problem_with_its_code_in_the_language_that_was_asked_for(ClinicException refusal, int status)
    {
        foreach (var language in Languages.All)
        {
            var answer = Problems.Of(refusal, "trace-1", language.Tag());
            var problem = JsonNode.Parse(answer.Body!)!;

            Assert.Equal(status, answer.Status);
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.Equal(language.Tag(), answer.Headers["Content-Language"]);
            Assert.Equal("Accept-Language", answer.Headers["Vary"]);
            Assert.Equal("urn:clinic:problem:" + refusal.Code.Name, (string?)problem["type"]);
            Assert.Equal(refusal.Code.Name, (string?)problem["code"]);
            Assert.Equal(refusal.Code.Title.In(language), (string?)problem["title"]);
            Assert.Equal(status, (int?)problem["status"]);
            Assert.Equal(refusal.Detail.In(language), (string?)problem["detail"]);
            Assert.Equal("trace-1", (string?)problem["traceId"]);
            Assert.Equal(refusal is InvalidInputException, problem["errors"] is not null);
            Assert.Equal(refusal is InvalidInputException, problem["fields"] is not null);
        }
    }

    [Fact]
    public void What_a_client_sent_makes_no_response_too_large()
    {
        var letters = new string('x', InvalidInputException.LongestPath - 1);
        var faults = Enumerable.Range(0, 100_000).ToDictionary(i => $"items[{i}]", _ => new[] { new FieldFault(FieldCode.Required, new("es obligatorio", "is required")) });

        Assert.Equal(faults.Keys.Take(InvalidInputException.MostFields), new InvalidInputException(faults).Errors.Keys);
        Assert.Equal([letters + "x…"], new InvalidInputException(letters + "xyz", faults["items[0]"][0]).Errors.Keys);
        Assert.Equal([letters + "…"], new InvalidInputException(letters + "\U0001f33c", faults["items[0]"][0]).Errors.Keys);
    }

    [Fact]
    public void Every_kind_of_refusal_has_its_own_status()
    {
        var kinds = typeof(ClinicException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ClinicException)) && type.IsPublic).ToHashSet();

        Assert.Equal(kinds, Refusals.Select(row => row[0].GetType()).ToHashSet());
    }

    [Fact]
    public void Who_asks_for_no_language_gets_the_preset_one()
    {
        Assert.Equal("es", Problems.Of(new NotFoundException(), "t", null).Headers["Content-Language"]);
        Assert.Equal("en", new Problems(Language.English).Of(new NotFoundException(), "t", null).Headers["Content-Language"]);
    }

    [Fact]
    public void Invalid_input_names_each_field_for_people_and_for_programs()
    {
        var refusal = new InvalidInputException(new Dictionary<string, FieldFault[]>
        {
            ["address.zipCode"] = [new(FieldCode.InvalidFormat, new("debe tener 5 dígitos", "must be 5 digits"))],
            ["phone"] = [new(FieldCode.TooLong, new("uno", "one"), 10), new(FieldCode.OutOfRange, new("dos", "two"), 0.5m)],
        });

        var problem = JsonNode.Parse(Problems.Of(refusal, "t", "en").Body!)!;

        Assert.Equal("""{"address.zipCode":["must be 5 digits"],"phone":["one","two"]}""", problem["errors"]!.ToJsonString());
        Assert.Equal(
            """[{"path":"address.zipCode","code":"invalid-format"},{"path":"phone","code":"too-long","limit":10},{"path":"phone","code":"out-of-range","limit":0.5}]""",
            problem["fields"]!.ToJsonString());
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
        var answer = Problems.Of(accident, "trace-1", "en");

        Assert.Equal(500, answer.Status);
        Assert.Equal("""{"type":"urn:clinic:problem:internal-error","title":"Internal error","status":500,"code":"internal-error","traceId":"trace-1"}""", answer.Body);
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
        var answer = Problems.Of(shortage, "trace-1", null);

        Assert.Equal(503, answer.Status);
        Assert.Equal("1", answer.Headers["Retry-After"]);
        Assert.DoesNotContain("clinic-users", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, "1")]
    [InlineData(59.001, "60")]
    [InlineData(900, "900")]
    public void Retry_After_is_in_whole_seconds_and_never_too_short(double seconds, string expected) =>
        Assert.Equal(expected, HeaderOf(new TooManyRequestsException(ProblemCode.Locked, TimeSpan.FromSeconds(seconds)), "Retry-After"));

    [Fact]
    public void A_401_says_how_to_authenticate() => Assert.Equal("Bearer", HeaderOf(new UnauthorizedException(ProblemCode.WrongCredentials), "WWW-Authenticate"));

    [Fact]
    public void A_405_says_what_is_allowed() =>
        Assert.Equal("GET, POST", HeaderOf(new ProtocolException(ProblemCode.MethodNotAllowed, header: ("Allow", "GET, POST")), "Allow"));

    private static string HeaderOf(ClinicException refusal, string name) => Problems.Of(refusal, "t", null).Headers[name];
}
