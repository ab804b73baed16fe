using Clinic.Core.Errors;

namespace Clinic.Core.Storage;

/// <summary>Another writer got in between: nothing was written, and reading again and repeating may succeed.</summary>
public sealed class ContentionException() : Exception("Another transaction held an item of this one.");

/// <summary>Repeats what lost a race, with growing jittered pauses, until it wins or the request's time is nearly over.</summary>
public sealed class Contention(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
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
            catch (ContentionException)
            {
                if (time.GetElapsedTime(started) > Patience)
                    throw new BusyException();
            }
            var ceiling = Math.Min(LongestPause.TotalMilliseconds, 5 << Math.Min(tries, 9));
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * ceiling), time);
        }
    }
}
