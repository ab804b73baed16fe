namespace Clinic.Local.Seed;

/// <summary>Where the demo data comes in: at the first start, when there are no users yet, and by the command seed.</summary>
internal static class DemoSeed
{
    /// <summary>Puts in what is missing and says in one line what that was.</summary>
    public static Task<string> RunAsync(LocalHost host, Seeding seeding, CancellationToken cancellationToken) =>
        Task.FromResult("There is no demo data yet.");
}
