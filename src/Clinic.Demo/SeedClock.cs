namespace Clinic.Demo;

/// <summary>A clock that stands where the seed puts it, so that the demo data has a past.</summary>
internal sealed class SeedClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;
}
