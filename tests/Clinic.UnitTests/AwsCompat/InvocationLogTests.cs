using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class InvocationLogTests : IDisposable
{
    private readonly MemoryStream output = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 8, 30, 0, 250, TimeSpan.Zero));

    public void Dispose() => output.Dispose();

    [Fact]
    public void A_json_line_names_its_invocation()
    {
        Write(json: true, LogLevel.Information, log => log.LogWarning("«dos»\nlíneas"));

        Assert.Equal(
            """{"timestamp":"2026-11-22T08:30:00.250Z","level":"Warning","requestId":"r-1","traceId":"t-1","message":"«dos»\nlíneas"}""",
            Written().TrimEnd('\n'));
        Assert.Equal('\n', Written()[^1]);
    }

    [Fact]
    public void A_text_line_is_tab_separated()
    {
        Write(json: false, LogLevel.Information, log => log.LogLine("hola"));

        Assert.Equal("2026-11-22T08:30:00.250Z\tr-1\tinfo\thola\n", Written());
    }

    [Fact]
    public void Lines_below_the_minimum_are_dropped()
    {
        Write(json: false, LogLevel.Error, log =>
        {
            log.LogDebug("no");
            log.LogInformation("no");
            log.Log("Warning", "no");
            log.LogCritical("yes");
        });

        Assert.Equal("2026-11-22T08:30:00.250Z\tr-1\tcrit\tyes\n", Written());
    }

    [Fact]
    public void An_exception_is_one_line_of_json_with_its_full_type_names_and_no_message()
    {
        Write(json: true, LogLevel.Information, log => ((InvocationLog)log).Write(Thrown()));

        var line = JsonDocument.Parse(Written()).RootElement;
        Assert.Equal("Error", line.GetProperty("level").GetString());
        Assert.Equal("System.FormatException", line.GetProperty("errorType").GetString());
        var stack = line.GetProperty("stackTrace").EnumerateArray().Select(entry => entry.GetString()!).ToList();
        Assert.Equal("System.FormatException", stack[0]);
        Assert.StartsWith("at ", stack[1], StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", stack);
        AssertNothingPersonal();
    }

    [Fact]
    public void An_exception_in_text_has_no_message_either()
    {
        Write(json: false, LogLevel.Information, log => ((InvocationLog)log).Write(Thrown()));

        Assert.StartsWith("2026-11-22T08:30:00.250Z\tr-1\tfail\tSystem.FormatException\nat ", Written(), StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", Written(), StringComparison.Ordinal);
        AssertNothingPersonal();
    }

    [Theory]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("warn", LogLevel.Warning)]
    [InlineData("FATAL", LogLevel.Critical)]
    [InlineData(null, LogLevel.Information)]
    public void Levels_are_read_as_Lambda_writes_them(string? name, LogLevel level) => Assert.Equal(level, InvocationLog.ParseLevel(name));

    private void Write(bool json, LogLevel minimum, Action<ILambdaLogger> write)
    {
        var log = new InvocationLog(output, json, minimum, time);
        log.Begin("r-1", "t-1");
        write(log);
    }

    private static FormatException Thrown()
    {
        try
        {
            throw new FormatException("ana@example.org", new InvalidOperationException("Rosa"));
        }
        catch (FormatException error)
        {
            return error;
        }
    }

    private void AssertNothingPersonal()
    {
        Assert.DoesNotContain("ana@example.org", Written(), StringComparison.Ordinal);
        Assert.DoesNotContain("Rosa", Written(), StringComparison.Ordinal);
    }

    private string Written() => Encoding.UTF8.GetString(output.ToArray());
}
