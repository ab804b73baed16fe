#nullable enable
using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What Lambda tells a function about itself; it does not change while the process lives.</summary>
internal sealed record LambdaEnvironment(
    string? RuntimeApi,
    string? FunctionName,
    string? FunctionVersion,
    string? LogGroupName,
    string? LogStreamName,
    int MemoryLimitInMB)
{
    public static LambdaEnvironment Read() => new(
        Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"),
        Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME"),
        Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_VERSION"),
        Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME"),
        Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME"),
        Number(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")));

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
