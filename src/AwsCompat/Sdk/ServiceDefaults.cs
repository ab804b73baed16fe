#nullable enable
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Sdk;

/// <summary>The defaults modes (standard, in-region …) that the SDK publishes for every service alike.</summary>
internal static class ServiceDefaults
{
    public static DefaultConfigurationProvider Provider() => new(
    [
        Mode(DefaultConfigurationMode.Standard, 3100),
        Mode(DefaultConfigurationMode.InRegion, 1100),
        Mode(DefaultConfigurationMode.CrossRegion, 3100),
        Mode(DefaultConfigurationMode.Mobile, 30000),
        Mode(DefaultConfigurationMode.Auto, 1100),
    ]);

    private static DefaultConfiguration Mode(DefaultConfigurationMode name, int connectMilliseconds)
    {
        var connect = TimeSpan.FromMilliseconds(connectMilliseconds);
        return new DefaultConfiguration
        {
            Name = name,
            RetryMode = RequestRetryMode.Standard,
            S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
            ConnectTimeout = connect,
            TlsNegotiationTimeout = connect,
        };
    }
}
