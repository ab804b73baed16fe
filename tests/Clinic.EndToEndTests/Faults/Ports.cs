using System.Net.NetworkInformation;

namespace Clinic.EndToEndTests.Faults;

/// <summary>Free ports, for hosts that have to come back at the address that they had.</summary>
internal static class Ports
{
    private static int handedOut;

    /// <summary>The first of three free ports in a row, which nobody else gets: tests run side by side.</summary>
    public static int FirstOfThree()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        return Enumerable.Range(0, 1000).Select(_ => 20_000 + (Environment.ProcessId + 3 * Interlocked.Increment(ref handedOut)) % 10_000)
            .First(first => !taken.Contains(first) && !taken.Contains(first + 1) && !taken.Contains(first + 2));
    }
}
