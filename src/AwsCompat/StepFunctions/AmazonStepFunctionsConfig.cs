using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.Util.Internal;

namespace Amazon.StepFunctions;

/// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_SFN</c> included.</summary>
public class AmazonStepFunctionsConfig : ClientConfig
{
    private static readonly string AgentString = InternalSDKUtils.BuildUserAgentString("SFN", "4.0.0");

    public AmazonStepFunctionsConfig()
        : base(ServiceDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "states";
        EndpointProvider = new RegionalEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "SFN";

    public override string RegionEndpointServiceName => "states";

    public override string ServiceVersion => "2016-11-23";

    public override string UserAgent => AgentString;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Resolve(this, parameters);
}
