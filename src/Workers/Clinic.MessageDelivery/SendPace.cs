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

    /// <summary>Claims a message when its turn has come. A claim that fails uses up no turn.</summary>
    /// <returns>Null when nothing was claimed, or the turn would not come before the end.</returns>
    public async Task<T?> ClaimAsync<T>(DateTimeOffset end, Func<Task<T?>> claim) where T : class
    {
        await turn.WaitAsync();
        try
        {
            while (Next is var due && due - time.GetUtcNow() is { Ticks: > 0 } wait)
            {
                if (due > end)
                    return null;
                await Task.Delay(wait, time);
            }
            var claimed = await claim();
            if (claimed is not null)
                PutOff(interval);
            return claimed;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>The mail service does not take mails now, or not as fast.</summary>
    public void SlowDown() => PutOff(Rest);

    public void Dispose() => turn.Dispose();

    private void PutOff(TimeSpan pause) => Volatile.Write(ref next, Math.Max(Volatile.Read(ref next), (time.GetUtcNow() + pause).UtcTicks));
}
