using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.Util.Internal;

namespace Amazon.Comprehend;

/// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_COMPREHEND</c> included.</summary>
public class AmazonComprehendConfig : ClientConfig
{
    private static readonly string AgentString = InternalSDKUtils.BuildUserAgentString("Comprehend", "4.0.0");

    public AmazonComprehendConfig()
        : base(ServiceDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "comprehend";
        EndpointProvider = new RegionalEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "Comprehend";

    public override string RegionEndpointServiceName => "comprehend";

    public override string ServiceVersion => "2017-11-27";

    public override string UserAgent => AgentString;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Resolve(this, parameters);
}
