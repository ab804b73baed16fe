#nullable enable
using Amazon.Runtime.Internal;

namespace Amazon.Sdk;

/// <summary>What each service adds to the SDK's pipeline: where a request goes and how it is signed.</summary>
internal static class ServicePipeline
{
    public static void Complete(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Handler());
    }
}
