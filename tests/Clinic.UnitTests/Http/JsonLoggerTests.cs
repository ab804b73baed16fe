using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.S3;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed partial class JsonLoggerTests : IDisposable
{
    private readonly MemoryStream output = new();

    [Fact]
    public void A_line_is_one_JSON_object_with_its_values()
    {
        LogSample(new JsonLogger(A.Clock(), output), 7, 1.23456, "a \"quoted\"\nname");

        var line = JsonNode.Parse(Assert.Single(Lines()))!;
        Assert.Equal("Information", (string?)line["level"]);
        Assert.Equal(7, (int?)line["count"]);
        Assert.Equal(1.23, (double?)line["milliseconds"]);
        Assert.Equal("a \"quoted\"\nname", (string?)line["name"]);
        Assert.StartsWith("2026-11-22T18:00:00", (string?)line["timestamp"], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_an_exception_the_type_and_the_stack_are_written_and_never_the_message()
    {
        var logger = new JsonLogger(A.Clock(), output);
        try
        {
            throw new InvalidOperationException("Rosa Gómez", new FormatException("her secret"));
        }
        catch (InvalidOperationException error)
        {
            LogFailure(logger, error);
        }

        var text = Assert.Single(Lines());
        Assert.Equal("System.InvalidOperationException", (string?)JsonNode.Parse(text)!["errorType"]);
        Assert.Contains(nameof(JsonLoggerTests), (string?)JsonNode.Parse(text)!["stack"], StringComparison.Ordinal);
        Assert.DoesNotContain("Rosa", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_service_s_exception_the_code_and_the_status_are_written_and_those_of_its_causes()
    {
        var line = LineOf(new BusyException(new AmazonDynamoDBException(
            "Rosa Gómez", new HttpRequestException(HttpRequestError.NameResolutionError, "her secret", new SocketException((int)SocketError.HostNotFound), HttpStatusCode.BadGateway),
            ErrorType.Receiver, "InternalServerError", "request-1", HttpStatusCode.InternalServerError)));

        Assert.Equal("Clinic.Core.Errors.BusyException", (string?)line["errorType"]);
        Assert.Null(line["errorCode"]);
        Assert.Equal(
            ["Amazon.DynamoDBv2.AmazonDynamoDBException InternalServerError 500", "System.Net.Http.HttpRequestException NameResolutionError 502", "System.Net.Sockets.SocketException HostNotFound "],
            Causes(line));
    }

    [Fact]
    public void Of_a_canceled_transaction_the_reasons_are_written()
    {
        var line = LineOf(new TransactionCanceledException("Rosa Gómez, her secret", ErrorType.Sender, "TransactionCanceledException", "request-1", HttpStatusCode.BadRequest)
        {
            CancellationReasons = [new() { Code = "None" }, new() { Code = "ThrottlingError", Message = "her secret" }],
        });

        Assert.Equal(("TransactionCanceledException", 400, "None, ThrottlingError"), ((string?)line["errorCode"], (int?)line["errorStatus"], (string?)line["reasons"]));
    }

    [Fact]
    public void All_exceptions_of_several_are_written_with_what_is_within_them()
    {
        var line = LineOf(new AggregateException(
            "her secret",
            new AmazonS3Exception("Rosa Gómez", ErrorType.Sender, "NoSuchBucket", "request-1", HttpStatusCode.NotFound),
            new AggregateException(new HttpRequestException("her secret", null, HttpStatusCode.Forbidden)),
            new FormatException("Rosa Gómez", new ProvisionedThroughputExceededException("her secret") { ErrorCode = "ProvisionedThroughputExceededException", StatusCode = HttpStatusCode.BadRequest })));

        Assert.Equal(
            [
                "Amazon.S3.AmazonS3Exception NoSuchBucket 404", "System.AggregateException  ", "System.Net.Http.HttpRequestException  403", "System.FormatException  ",
                "Amazon.DynamoDBv2.Model.ProvisionedThroughputExceededException ProvisionedThroughputExceededException 400",
            ],
            Causes(line));
    }

    [Fact]
    public void A_chain_without_an_end_is_cut_off()
    {
        Exception error = new FormatException("her secret");
        for (var i = 0; i < 5_000; i++)
            error = new InvalidOperationException("Rosa Gómez", error);

        Assert.Equal(16, Causes(LineOf(error)).Count());
    }

    [Fact]
    public void Below_information_nothing_is_written()
    {
        LogDetail(new JsonLogger(A.Clock(), output));

        Assert.Empty(Lines());
    }

    [Fact]
    public void Lines_of_parallel_requests_do_not_mix()
    {
        var logger = new JsonLogger(A.Clock(), output);

        Parallel.For(0, 200, i => LogSample(logger, i, i, "name"));

        Assert.Equal(Enumerable.Range(0, 200), Lines().Select(line => (int)JsonNode.Parse(line)!["count"]!).Order());
    }

    public void Dispose() => output.Dispose();

    private JsonNode LineOf(Exception error)
    {
        LogFailure(new JsonLogger(A.Clock(), output), error);
        var text = Assert.Single(Lines());
        Assert.DoesNotContain("Rosa", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        return JsonNode.Parse(text)!;
    }

    private static IEnumerable<string> Causes(JsonNode line) => line["causes"]!.AsArray().Select(cause => $"{cause!["errorType"]} {cause["errorCode"]} {cause["errorStatus"]}");

    private string[] Lines() => Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [LoggerMessage(1, LogLevel.Information, "{count} {milliseconds} {name}")]
    private static partial void LogSample(ILogger logger, int count, double milliseconds, string name);

    [LoggerMessage(2, LogLevel.Error, "It failed")]
    private static partial void LogFailure(ILogger logger, Exception error);

    [LoggerMessage(3, LogLevel.Debug, "A detail")]
    private static partial void LogDetail(ILogger logger);
}
