using Clinic.Core.Errors;

namespace Clinic.Core.Storage;

/// <summary>Another writer got in between: nothing was written, and reading again and repeating may succeed.</summary>
public sealed class ContentionException(Exception? cause = null) : Exception("Another transaction held an item of this one.", cause);

/// <summary>Repeats what lost a race, with growing jittered pauses, until it wins or the request's time is nearly over.</summary>
public sealed class Contention(TimeProvider time)
{
    /// <summary>For how long a new try is begun.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(1_500);

    /// <exception cref="BusyException">The race was lost every time; nothing was written.</exception>
    public async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (ContentionException lost)
            {
                if (time.GetElapsedTime(started) > Patience)
                    throw new BusyException(lost);
            }
            await PauseAsync(tries);
        }
    }

    /// <summary>Repeats a batch for what DynamoDB has left of it, with growing jittered pauses, until nothing is left.</summary>
    /// <param name="attempt">Answers with what was not done of what it is given.</param>
    /// <exception cref="BusyException">For a while nothing of it was done.</exception>
    public async Task DrainAsync<T>(IReadOnlyList<T> batch, Func<IReadOnlyList<T>, Task<IReadOnlyList<T>>> attempt)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var left = await attempt(batch);
            if (left.Count == 0)
                return;
            if (left.Count < batch.Count)
                started = time.GetTimestamp();
            else if (time.GetElapsedTime(started) > Patience)
                throw new BusyException();
            batch = left;
            await PauseAsync(tries);
        }
    }

    /// <summary>Lets others end before one tries again.</summary>
    public Task PauseAsync(int tries) => Task.Delay(LongestPauseAfter(tries) * Random.Shared.NextDouble(), time);

    /// <summary>The pause after so many earlier tries is between nothing and this.</summary>
    public static TimeSpan LongestPauseAfter(int tries) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 5 << Math.Min(tries, 9)));
}
