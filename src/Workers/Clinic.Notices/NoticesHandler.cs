using System.Text.Json.Serialization;
using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Notices;

/// <summary>
/// The worker's events: changes of appointments and series from the table's stream, and every five minutes the schedule, whose event has no
/// records. Its sweep writes the day's digests, says which alerts nobody has looked at, sends the reminders that are due and tells what the
/// stream has left.
/// </summary>
internal sealed partial class NoticesHandler(
    NoticeTelling telling, FreeTimeTelling freeTimes, TaskDigest digest, DynamoNoticeStore store, AlertTelling alerts, DynamoAlertNotices alertStore, ILogger logger, TimeProvider time)
{
    private const int SweepParallelism = 10;

    /// <summary>The stream tells younger ones.</summary>
    private static readonly TimeSpan SweepAge = TimeSpan.FromSeconds(30);

    /// <summary>After this time nothing new is begun, so that a sweep has ended when the next one begins.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(200);

    /// <exception cref="FunctionFailedException">Not everything that a sweep has found could be told, though all of it was tried.</exception>
    public async Task<NoticesResponse> HandleAsync(NoticesEvent @event)
    {
        if (@event.Records is { } records)
            return new NoticesResponse([.. (await Task.WhenAll(records.GroupBy(record => record.Dynamodb.Keys.Id.S).Select(TellAsync))).OfType<FailedRecord>()]);
        try
        {
            await SweepAsync();
        }
        finally
        {
            await digest.TellAsync();
        }
        return new NoticesResponse();
    }

    private async Task SweepAsync()
    {
        var now = time.GetUtcNow();
        var due = (await alertStore.ListDueAsync(now)).Select(id => (Id: id, Tell: (Func<string, Task>)alerts.TellAsync)).ToList();
        foreach (var kind in Enum.GetValues<NoticeKind>())
            due.AddRange((await store.ListDueAsync(kind, kind is NoticeKind.Reminder ? now : now - SweepAge)).Select(id => (id, (Func<string, Task>)telling.TellAsync)));
        var failures = 0;
        await Parallel.ForEachAsync(due.TakeWhile(_ => time.GetUtcNow() < now + Patience), new ParallelOptions { MaxDegreeOfParallelism = SweepParallelism }, async (one, _) =>
        {
            if (!await TryAsync(one.Id, () => one.Tell(one.Id)))
                Interlocked.Increment(ref failures);
        });
        if (failures > 0)
            throw new FunctionFailedException($"{failures} notices could not be told: the function's log names what they are about.");
    }

    /// <summary>Tells the changes of one item, in their order, up to the first that cannot be told.</summary>
    private async Task<FailedRecord?> TellAsync(IEnumerable<StreamRecord> changes)
    {
        foreach (var change in changes.Select(record => record.Dynamodb))
        {
            if (!await TryAsync(change.Keys.Id.S, () => TellAsync(change)))
                return new FailedRecord(change.SequenceNumber);
        }
        return null;
    }

    private async Task TellAsync(StreamChange change)
    {
        if (change.NewImage?.Notice is not null)
            await telling.TellAsync(change.Keys.Id.S);
        if (FreedTime.Of(change) is { } freed)
            await freeTimes.TellAsync(freed);
    }

    private async Task<bool> TryAsync(string id, Func<Task> tell)
    {
        try
        {
            await tell();
            return true;
        }
        catch (Exception error)
        {
            LogFailure(logger, error, id);
            return false;
        }
    }

    [LoggerMessage(8001, LogLevel.Error, "The notice of appointment, series or patient {id} could not be told yet")]
    private static partial void LogFailure(ILogger logger, Exception error, string id);
}

/// <summary>A batch of the stream, or the schedule's event, which has no records.</summary>
internal sealed record NoticesEvent(IReadOnlyList<StreamRecord>? Records = null);

/// <summary>What is read of a change in the appointments table.</summary>
internal sealed record StreamRecord(StreamChange Dynamodb);

/// <param name="OldImage">Null when the item is new.</param>
/// <param name="NewImage">Null when the item was deleted.</param>
internal sealed record StreamChange(AppointmentKey Keys, string SequenceNumber, AppointmentImage? NewImage = null, AppointmentImage? OldImage = null);

internal sealed record AppointmentKey(TextAttribute Id);

/// <summary>An appointment, or a series, of which there is only the notice.</summary>
/// <param name="Notice">Null when there is nothing to tell.</param>
internal sealed record AppointmentImage(
    TextAttribute? Notice = null, TextAttribute? Status = null, TextAttribute? Start = null, NumberAttribute? Minutes = null, TextAttribute? ThanatologistId = null, NumberAttribute? Version = null);

internal sealed record TextAttribute(string S);

internal sealed record NumberAttribute(string N);

/// <summary>The response to a batch: Lambda goes back to the first record that failed.</summary>
internal sealed record NoticesResponse(IReadOnlyList<FailedRecord>? BatchItemFailures = null);

internal sealed record FailedRecord([property: JsonPropertyName("itemIdentifier")] string SequenceNumber);

/// <summary>The worker's events and responses. AWS names some members in Pascal case, some in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticesEvent))]
[JsonSerializable(typeof(NoticesResponse))]
internal sealed partial class NoticesJson : JsonSerializerContext;
