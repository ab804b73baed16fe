using System.Text;
using System.Text.Json.Nodes;
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

    private string[] Lines() => Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [LoggerMessage(1, LogLevel.Information, "{count} {milliseconds} {name}")]
    private static partial void LogSample(ILogger logger, int count, double milliseconds, string name);

    [LoggerMessage(2, LogLevel.Error, "It failed")]
    private static partial void LogFailure(ILogger logger, Exception error);

    [LoggerMessage(3, LogLevel.Debug, "A detail")]
    private static partial void LogDetail(ILogger logger);
}
