using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Clinic.Core.Json;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Ingestion;

/// <summary>
/// The worker's two events: new files from the bucket, and every minute the schedule, whose event has no records. After either event
/// it continues all unfinished files, unless another invocation holds the lease. The schedule's event also recounts files whose rows wait.
/// </summary>
internal sealed partial class IngestionHandler(FileImport import, DynamoImportJobs jobs, DynamoImportedSessions sessions, ImportLease lease, ILogger logger)
{
    /// <summary>A step should end within this time. One that does not is repeated and finds what it has written.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(3);

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        bool HasTime() => context.RemainingTime > Reserve;
        using var document = await JsonDocument.ParseAsync(input);
        var isSweep = !document.RootElement.TryGetProperty("Records", out var records);
        IEnumerable<string> keys = isSweep ? await jobs.UncountedAsync() : await BeginAsync(records);
        // The events of files that come meanwhile find the lease taken, so look for these files again after its release.
        while (HasTime() && (await jobs.PendingAsync()).Union(keys).ToList() is { Count: > 0 } left && await lease.ClaimAsync(context.AwsRequestId))
        {
            await lease.HoldAsync(context.AwsRequestId, () => ContinueAsync(left, HasTime));
            await lease.ReleaseAsync(context.AwsRequestId);
            keys = [];
        }
        return Stream.Null;
    }

    /// <returns>The keys of the files that are there.</returns>
    private async Task<IReadOnlyList<string>> BeginAsync(JsonElement records)
    {
        var begun = new List<string>();
        foreach (var record in records.EnumerateArray())
        {
            var s3 = record.GetProperty("s3");
            // The key is escaped as in a form.
            var key = Uri.UnescapeDataString(s3.GetProperty("object").GetProperty("key").GetString()!.Replace('+', ' '));
            if (key.EndsWith('/'))
                continue; // consoles put this for a folder
            if (await import.BeginAsync(s3.GetProperty("bucket").GetProperty("name").GetString()!, key))
                begun.Add(key);
            else
                LogGone(logger);
        }
        return begun;
    }

    /// <summary>
    /// A failed file does not stop the others, unless it has left sessions half written. The next holder of the lease completes
    /// these before it imports anything, as a request of this invocation may still be under way.
    /// </summary>
    /// <exception cref="AggregateException">Something failed. The lease is left to run out: a request may still be under way.</exception>
    private async Task ContinueAsync(IReadOnlyList<string> keys, Func<bool> hasTime)
    {
        await sessions.CompleteAsync();
        var failures = new List<Exception>();
        foreach (var key in keys)
        {
            try
            {
                if (hasTime() && !sessions.WasInterrupted)
                    await import.ContinueAsync(key, hasTime);
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }
        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    [LoggerMessage(2001, LogLevel.Information, "The file of an event is not there any more")]
    private static partial void LogGone(ILogger logger);
}

/// <summary>The worker's results, as the contracts' JSON is written.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class IngestionJson : JsonSerializerContext
{
    public static IngestionJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}
