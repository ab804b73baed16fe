namespace Clinic.MessageDelivery;

/// <summary>Lets mails leave this process one by one: at most so many a second, and none for a second after one was not taken.</summary>
internal sealed class SendPace(int perSecond, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly TimeSpan interval = TimeSpan.FromSeconds(1) / perSecond;
    private readonly SemaphoreSlim turn = new(1);
    private long next; // UTC ticks

    /// <summary>When the next mail may leave.</summary>
    public DateTimeOffset Next => new(Math.Max(Volatile.Read(ref next), time.GetUtcNow().UtcTicks), TimeSpan.Zero);

    /// <summary>Waits for a turn, in the order of asking.</summary>
    /// <returns>False when it would not come before the end.</returns>
    public async Task<bool> WaitAsync(DateTimeOffset end)
    {
        await turn.WaitAsync();
        try
        {
            while (Next is var due && due - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                if (due > end)
                    return false;
                await Task.Delay(wait, time);
            }
            Volatile.Write(ref next, (time.GetUtcNow() + interval).UtcTicks);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>A turn that no mail has used is the next one's.</summary>
    public void GiveBack() => Interlocked.Add(ref next, -interval.Ticks);

    /// <summary>The mail service does not take mails now, or not as fast.</summary>
    public void SlowDown() => Volatile.Write(ref next, (time.GetUtcNow() + Rest).UtcTicks);

    public void Dispose() => turn.Dispose();
}
