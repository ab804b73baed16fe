using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.Util.Internal;

namespace Amazon.SimpleEmail;

/// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_SES</c> included.</summary>
public class AmazonSimpleEmailServiceConfig : ClientConfig
{
    private static readonly string AgentString = InternalSDKUtils.BuildUserAgentString("SES", "4.0.0");

    public AmazonSimpleEmailServiceConfig()
        : base(ServiceDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "ses";
        EndpointProvider = new RegionalEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "SES";

    public override string RegionEndpointServiceName => "email";

    public override string ServiceVersion => "2010-12-01";

    public override string UserAgent => AgentString;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Resolve(this, parameters);
}
