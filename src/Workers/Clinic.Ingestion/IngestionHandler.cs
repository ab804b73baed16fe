using System.Text.Json;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Ingestion;

/// <summary>
/// The worker's two events: new files from the bucket, and every minute the schedule, whose event has no records and which goes on
/// with what a time-out, a crash or a failure has left.
/// </summary>
internal sealed partial class IngestionHandler(FileImport import, ILogger logger)
{
    /// <summary>A step should end within it; one that does not is done again, and finds what it has written.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(3);

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        bool HasTime() => context.RemainingTime > Reserve;
        using var document = await JsonDocument.ParseAsync(input);
        if (!document.RootElement.TryGetProperty("Records", out var records))
        {
            await SweepAsync(context.AwsRequestId, HasTime);
            return Stream.Null;
        }
        foreach (var record in records.EnumerateArray())
        {
            var s3 = record.GetProperty("s3");
            // The key is escaped as in a form.
            var key = Uri.UnescapeDataString(s3.GetProperty("object").GetProperty("key").GetString()!.Replace('+', ' '));
            if (key.EndsWith('/'))
                continue; // what consoles put for a folder
            if (await import.BeginAsync(s3.GetProperty("bucket").GetProperty("name").GetString()!, key))
                await import.ContinueAsync(key, context.AwsRequestId, HasTime);
            else
                LogGone(logger);
        }
        return Stream.Null;
    }

    /// <summary>A file that fails, over and over maybe, keeps no other one from going on.</summary>
    private async Task SweepAsync(string holder, Func<bool> hasTime)
    {
        var failures = new List<Exception>();
        foreach (var key in await import.PendingAsync())
        {
            try
            {
                if (hasTime())
                    await import.ContinueAsync(key, holder, hasTime);
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    [LoggerMessage(1, LogLevel.Information, "The file of an event is not there any more")]
    private static partial void LogGone(ILogger logger);
}
