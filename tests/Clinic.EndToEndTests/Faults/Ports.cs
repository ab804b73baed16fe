using System.Net.NetworkInformation;

namespace Clinic.EndToEndTests.Faults;

/// <summary>Free ports, for hosts that have to come back at the address that they had.</summary>
internal static class Ports
{
    /// <summary>The first of three free ports in a row.</summary>
    public static int FirstOfThree()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        return Enumerable.Range(0, 1000).Select(step => 20_000 + (Environment.ProcessId + step * 3) % 10_000)
            .First(first => !taken.Contains(first) && !taken.Contains(first + 1) && !taken.Contains(first + 2));
    }
}
