using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Sdk;
using Amazon.Comprehend.Internal;
using Amazon.Comprehend.Model;

namespace Amazon.Comprehend;

/// <summary>Amazon Comprehend through the SDK's pipeline: its credentials, region, retries and time-outs.</summary>
public class AmazonComprehendClient : AmazonServiceClient, IAmazonComprehend
{
    private static readonly IServiceMetadata Metadata = new ServiceMetadata(AmazonComprehendConfig.ServiceId);

    public AmazonComprehendClient()
        : base(new AmazonComprehendConfig())
    {
    }

    public AmazonComprehendClient(AmazonComprehendConfig config)
        : base(config)
    {
    }

    public AmazonComprehendClient(AWSCredentials credentials, AmazonComprehendConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Metadata;

    public virtual Task<DetectPiiEntitiesResponse> DetectPiiEntitiesAsync(
        DetectPiiEntitiesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<DetectPiiEntitiesResponse>(request, DetectPiiEntities.Operation.Options(), cancellationToken);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonComprehendConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonComprehendClient(awsCredentials, (AmazonComprehendConfig)clientConfig);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Complete(pipeline);
}
