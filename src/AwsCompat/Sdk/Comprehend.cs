using System.Net;
using System.Text.Json.Nodes;
using Amazon.Comprehend.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;

namespace Amazon.Comprehend
{
    /// <summary>Finds what names persons in texts. A failure is an <see cref="AmazonComprehendException"/>.</summary>
    public interface IAmazonComprehend : IDisposable
    {
        Task<DetectPiiEntitiesResponse> DetectPiiEntitiesAsync(DetectPiiEntitiesRequest request, CancellationToken cancellationToken = default);
    }

    /// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_COMPREHEND</c> included.</summary>
    public class AmazonComprehendConfig : ClientConfig
    {
        public AmazonComprehendConfig()
            : base(ServiceClient.Defaults) => ServiceId = "Comprehend";

        public override string RegionEndpointServiceName => "comprehend";

        public override string ServiceVersion => "2017-11-27";

        public override string UserAgent => "AwsCompat";

        public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
    }

    public class AmazonComprehendClient : IAmazonComprehend
    {
        private readonly ServiceClient service;

        public AmazonComprehendClient(AmazonComprehendConfig config)
            : this(null, config)
        {
        }

        public AmazonComprehendClient(AWSCredentials credentials, AmazonComprehendConfig clientConfig) => service = new ServiceClient(clientConfig);

        public virtual async Task<DetectPiiEntitiesResponse> DetectPiiEntitiesAsync(DetectPiiEntitiesRequest request, CancellationToken cancellationToken = default)
        {
            var response = await service.CallAsync(
                "Comprehend_20171127.DetectPiiEntities",
                new JsonObject { ["LanguageCode"] = request.LanguageCode.Value, ["Text"] = request.Text },
                error => new AmazonComprehendException(error.Message, null, ErrorType.Unknown, error.Code, null, error.Status),
                cancellationToken).ConfigureAwait(false);
            return new DetectPiiEntitiesResponse { Entities = response["Entities"]?.AsArray().Select(EntityOf).ToList() };
        }

        public void Dispose()
        {
            service.Dispose();
            GC.SuppressFinalize(this);
        }

        private static PiiEntity EntityOf(JsonNode entity) => new()
        {
            BeginOffset = (int?)entity["BeginOffset"],
            EndOffset = (int?)entity["EndOffset"],
            Score = (float?)entity["Score"],
            Type = entity["Type"] is { } type ? new PiiEntityType((string)type) : null,
        };
    }

    /// <summary>Comprehend refused a request.</summary>
    public class AmazonComprehendException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>A language, such as en or es.</summary>
    public class LanguageCode(string value) : ConstantClass(value)
    {
        public static implicit operator LanguageCode(string value) => new(value);
    }

    /// <summary>The type of a piece of text, such as NAME or ADDRESS.</summary>
    public class PiiEntityType(string value) : ConstantClass(value);
}

namespace Amazon.Comprehend.Model
{
    /// <summary>Asks for the pieces of a text that name or identify a person.</summary>
    public class DetectPiiEntitiesRequest
    {
        public LanguageCode LanguageCode { get; set; }

        /// <summary>At least one character, at most 100 KB in UTF-8.</summary>
        public string Text { get; set; }
    }

    public class DetectPiiEntitiesResponse
    {
        /// <summary>Null when the response has none.</summary>
        public List<PiiEntity> Entities { get; set; }
    }

    /// <summary>A piece of a text that names or identifies a person.</summary>
    public class PiiEntity
    {
        /// <summary>The first character, counted in Unicode code points from 0.</summary>
        public int? BeginOffset { get; set; }

        /// <summary>The character after the last one, counted likewise.</summary>
        public int? EndOffset { get; set; }

        /// <summary>How sure Comprehend is, from 0 to 1.</summary>
        public float? Score { get; set; }
        public PiiEntityType Type { get; set; }
    }
}
