using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.Util.Internal;

namespace Amazon.SecretsManager;

/// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c> included.</summary>
public class AmazonSecretsManagerConfig : ClientConfig
{
    private static readonly string AgentString = InternalSDKUtils.BuildUserAgentString("Secrets Manager", "4.0.0");

    public AmazonSecretsManagerConfig()
        : base(ServiceDefaults.Provider())
    {
        base.ServiceId = ServiceId;
        AuthenticationServiceName = "secretsmanager";
        EndpointProvider = new RegionalEndpointProvider(RegionEndpointServiceName);
    }

    public static new string ServiceId => "Secrets Manager";

    public override string RegionEndpointServiceName => "secretsmanager";

    public override string ServiceVersion => "2017-10-17";

    public override string UserAgent => AgentString;

    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        RegionalEndpointResolver.Resolve(this, parameters);
}
