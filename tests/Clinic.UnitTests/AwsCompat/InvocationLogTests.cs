using System.Text;
using System.Text.Json;
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
    public void An_exception_is_one_line_of_json_with_its_full_type_names_and_no_message()
    {
        Write(json: true);

        var line = JsonDocument.Parse(Written()).RootElement;
        Assert.Equal(
            ("2026-11-22T08:30:00.250Z", "Error", "r-1", "t-1"),
            (line.GetProperty("timestamp").GetString(), line.GetProperty("level").GetString(), line.GetProperty("requestId").GetString(), line.GetProperty("traceId").GetString()));
        Assert.Single(Written(), '\n');
        Assert.EndsWith("\n", Written(), StringComparison.Ordinal);
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
        Write(json: false);

        Assert.StartsWith("2026-11-22T08:30:00.250Z\tr-1\tfail\tSystem.FormatException\nat ", Written(), StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", Written(), StringComparison.Ordinal);
        AssertNothingPersonal();
    }

    private void Write(bool json)
    {
        var log = new InvocationLog(output, json, time);
        log.Begin("r-1", "t-1");
        log.Write(Thrown());
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
