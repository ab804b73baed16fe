using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Sdk;
using Amazon.SimpleEmail.Internal;
using Amazon.SimpleEmail.Model;

namespace Amazon.SimpleEmail;

/// <summary>SES (its classic API) through the SDK's pipeline: its credentials, region, retries and time-outs.</summary>
public class AmazonSimpleEmailServiceClient : AmazonServiceClient, IAmazonSimpleEmailService
{
    private static readonly IServiceMetadata Metadata = new ServiceMetadata(AmazonSimpleEmailServiceConfig.ServiceId);

    public AmazonSimpleEmailServiceClient()
        : base(new AmazonSimpleEmailServiceConfig())
    {
    }

    public AmazonSimpleEmailServiceClient(AmazonSimpleEmailServiceConfig config)
        : base(config)
    {
    }

    public AmazonSimpleEmailServiceClient(AWSCredentials credentials, AmazonSimpleEmailServiceConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    protected override IServiceMetadata ServiceMetadata => Metadata;

    public virtual Task<SendEmailResponse> SendEmailAsync(
        SendEmailRequest request, CancellationToken cancellationToken = default)
    {
        var options = new InvokeOptions
        {
            RequestMarshaller = SendEmailMarshaller.Instance,
            ResponseUnmarshaller = SendEmailUnmarshaller.Instance,
        };
        return InvokeAsync<SendEmailResponse>(request, options, cancellationToken);
    }

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSimpleEmailServiceConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSimpleEmailServiceClient(awsCredentials, (AmazonSimpleEmailServiceConfig)clientConfig);

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline) => ServicePipeline.Complete(pipeline);
}
