#nullable enable
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;

namespace Amazon.Sdk;

/// <summary>The endpoint rules of a service with one host per region: a configured URL first, else <c>prefix.region.suffix</c>.</summary>
internal sealed class RegionalEndpointProvider(string hostPrefix) : IEndpointProvider
{
    public Endpoint ResolveEndpoint(EndpointParameters parameters)
    {
        var dualStack = parameters["UseDualStack"] is true;
        var fips = parameters["UseFIPS"] is true;
        if (parameters["Endpoint"] is string { Length: > 0 } url)
        {
            return fips || dualStack
                ? throw new AmazonClientException("Invalid Configuration: FIPS or Dualstack and custom endpoint are not supported")
                : new Endpoint(url);
        }

        if (parameters["Region"] is not string region || Fn.Partition(region) is not { } partition)
            throw new AmazonClientException("Cannot resolve endpoint");
        if ((fips && !partition.supportsFIPS) || (dualStack && !partition.supportsDualStack))
            throw new AmazonClientException("FIPS or DualStack is enabled, but this partition does not support it");

        var host = fips ? hostPrefix + "-fips" : hostPrefix;
        return new Endpoint($"https://{host}.{region}.{(dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix)}");
    }
}
