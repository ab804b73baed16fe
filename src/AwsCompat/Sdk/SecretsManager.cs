using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager
{
    /// <summary>Reads secrets. A failure is an <see cref="AmazonServiceException"/>.</summary>
    public interface IAmazonSecretsManager : IDisposable
    {
        Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default);
    }

    /// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_SECRETS_MANAGER</c> included.</summary>
    public class AmazonSecretsManagerConfig : ClientConfig
    {
        public AmazonSecretsManagerConfig()
            : base(ServiceClient.Defaults) => ServiceId = "Secrets Manager";

        public override string RegionEndpointServiceName => "secretsmanager";

        public override string ServiceVersion => "2017-10-17";

        public override string UserAgent => "AwsCompat";

        public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
    }

    public class AmazonSecretsManagerClient : IAmazonSecretsManager
    {
        private readonly ServiceClient service;

        public AmazonSecretsManagerClient()
            : this(null, new AmazonSecretsManagerConfig())
        {
        }

        public AmazonSecretsManagerClient(AWSCredentials credentials, AmazonSecretsManagerConfig clientConfig) => service = new ServiceClient(clientConfig);

        public virtual async Task<GetSecretValueResponse> GetSecretValueAsync(GetSecretValueRequest request, CancellationToken cancellationToken = default)
        {
            var response = await service.CallAsync(
                "secretsmanager.GetSecretValue",
                new JsonObject { ["SecretId"] = request.SecretId },
                error => new AmazonServiceException(error.Message, null, ErrorType.Unknown, error.Code, null, error.Status),
                cancellationToken).ConfigureAwait(false);
            return new GetSecretValueResponse { SecretString = (string)response["SecretString"] };
        }

        public void Dispose()
        {
            service.Dispose();
            GC.SuppressFinalize(this);
        }
    }
}

namespace Amazon.SecretsManager.Model
{
    /// <summary>Asks for the current version of a secret.</summary>
    public class GetSecretValueRequest
    {
        /// <summary>The secret's name or ARN.</summary>
        public string SecretId { get; set; }
    }

    public class GetSecretValueResponse
    {
        public string SecretString { get; set; }
    }
}
