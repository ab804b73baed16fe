using System.Net;
using System.Text.Json.Nodes;
using Amazon.PinpointSMSVoiceV2.Model;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;

namespace Amazon.PinpointSMSVoiceV2
{
    /// <summary>Sends SMS (AWS End User Messaging). A failure is an <see cref="AmazonPinpointSMSVoiceV2Exception"/>.</summary>
    public interface IAmazonPinpointSMSVoiceV2 : IDisposable
    {
        Task<SendTextMessageResponse> SendTextMessageAsync(SendTextMessageRequest request, CancellationToken cancellationToken = default);
    }

    /// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2</c> included.</summary>
    public class AmazonPinpointSMSVoiceV2Config : ClientConfig
    {
        public AmazonPinpointSMSVoiceV2Config()
            : base(ServiceClient.Defaults) => ServiceId = "Pinpoint SMS Voice V2";

        public override string RegionEndpointServiceName => "sms-voice";

        public override string ServiceVersion => "2022-03-31";

        public override string UserAgent => "AwsCompat";

        public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
    }

    public class AmazonPinpointSMSVoiceV2Client : IAmazonPinpointSMSVoiceV2
    {
        private readonly ServiceClient service;

        public AmazonPinpointSMSVoiceV2Client(AmazonPinpointSMSVoiceV2Config config)
            : this(null, config)
        {
        }

        public AmazonPinpointSMSVoiceV2Client(AWSCredentials credentials, AmazonPinpointSMSVoiceV2Config clientConfig) => service = new ServiceClient(clientConfig);

        public virtual async Task<SendTextMessageResponse> SendTextMessageAsync(SendTextMessageRequest request, CancellationToken cancellationToken = default)
        {
            var response = await service.CallAsync(
                "PinpointSMSVoiceV2.SendTextMessage",
                new JsonObject
                {
                    ["DestinationPhoneNumber"] = request.DestinationPhoneNumber,
                    ["OriginationIdentity"] = request.OriginationIdentity,
                    ["MessageBody"] = request.MessageBody,
                    ["MessageType"] = request.MessageType.Value,
                },
                error => new AmazonPinpointSMSVoiceV2Exception(error.Message, null, ErrorType.Unknown, error.Code, null, error.Status),
                cancellationToken).ConfigureAwait(false);
            return new SendTextMessageResponse { MessageId = (string)response["MessageId"] };
        }

        public void Dispose()
        {
            service.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>The service refused a request.</summary>
    public class AmazonPinpointSMSVoiceV2Exception(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>TRANSACTIONAL or PROMOTIONAL.</summary>
    public class MessageType(string value) : ConstantClass(value)
    {
        public static implicit operator MessageType(string value) => new(value);
    }
}

namespace Amazon.PinpointSMSVoiceV2.Model
{
    /// <summary>One SMS.</summary>
    public class SendTextMessageRequest
    {
        /// <summary>In the form of E.164.</summary>
        public string DestinationPhoneNumber { get; set; }

        /// <summary>At most 1,600 characters.</summary>
        public string MessageBody { get; set; }
        public MessageType MessageType { get; set; }

        /// <summary>A number, a sender id or a pool of the account, by its name, id or ARN.</summary>
        public string OriginationIdentity { get; set; }
    }

    public class SendTextMessageResponse
    {
        public string MessageId { get; set; }
    }
}
