namespace Clinic.Testing;

/// <summary>Shows the time of a test's clock, and waits in real time: nobody turns the clock while a test waits for a race to end.</summary>
public sealed class WaitingClock(TimeProvider shown) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => shown.GetUtcNow();
}
