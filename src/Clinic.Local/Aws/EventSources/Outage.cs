namespace Clinic.Local.Aws.EventSources;

/// <summary>Waits while the database is away, longer from one time to the next, and says once that it is.</summary>
internal sealed class Outage(string trigger, Action<string> progress, TimeProvider time)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private int failures;

    public async Task WaitAsync(Exception reason, CancellationToken stop)
    {
        if (Interlocked.Increment(ref failures) == 3)
            progress($"The stream of {trigger} cannot be read ({reason.GetType().Name}); it goes on when the database is back.");
        var pause = TimeSpan.FromMilliseconds(100 * Math.Min(failures, 10));
        await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stop);
    }

    public void IsOver()
    {
        if (Interlocked.Exchange(ref failures, 0) >= 3)
            progress($"The stream of {trigger} is read again.");
    }
}
