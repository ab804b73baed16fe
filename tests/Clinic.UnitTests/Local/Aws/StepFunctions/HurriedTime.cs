using Microsoft.Extensions.Time.Testing;

namespace Clinic.UnitTests.Local.Aws.StepFunctions;

/// <summary>A time in which every wait is over at once, and which knows how long each would have been.</summary>
internal sealed class HurriedTime : FakeTimeProvider
{
    private readonly List<TimeSpan> waits = [];

    public HurriedTime()
        : base(DateTimeOffset.UnixEpoch)
    {
    }

    public IReadOnlyList<TimeSpan> Waits => waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
        {
            waits.Add(dueTime);
            _ = Task.Run(() => Advance(dueTime));
        }
        return timer;
    }
}
