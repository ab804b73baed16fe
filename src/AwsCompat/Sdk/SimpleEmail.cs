using System.Net;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.SimpleEmail.Model;

namespace Amazon.SimpleEmail
{
    /// <summary>Sends mail. A failure is an <see cref="AmazonSimpleEmailServiceException"/>.</summary>
    public interface IAmazonSimpleEmailService : IDisposable
    {
        Task<SendEmailResponse> SendEmailAsync(SendEmailRequest request, CancellationToken cancellationToken = default);
    }

    /// <summary>Settings of the client; what is not set comes from the environment, <c>AWS_ENDPOINT_URL_SES</c> included.</summary>
    public class AmazonSimpleEmailServiceConfig : ClientConfig
    {
        public AmazonSimpleEmailServiceConfig()
            : base(ServiceClient.Defaults) => ServiceId = "SES";

        public override string RegionEndpointServiceName => "email";

        public override string ServiceVersion => "2010-12-01";

        public override string UserAgent => "AwsCompat";

        public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
    }

    /// <summary>SES in the AWS query protocol: the request is a form, the response is XML.</summary>
    public class AmazonSimpleEmailServiceClient : IAmazonSimpleEmailService
    {
        private readonly ServiceClient service;

        public AmazonSimpleEmailServiceClient(AmazonSimpleEmailServiceConfig config)
            : this(null, config)
        {
        }

        public AmazonSimpleEmailServiceClient(AWSCredentials credentials, AmazonSimpleEmailServiceConfig clientConfig) => service = new ServiceClient(clientConfig);

        public virtual async Task<SendEmailResponse> SendEmailAsync(SendEmailRequest request, CancellationToken cancellationToken = default)
        {
            var form = string.Join('&', FormOf(request).Where(field => field.Value is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
            var response = await service.PostAsync(form, "application/x-www-form-urlencoded; charset=utf-8", null, ErrorOf, ExceptionOf, cancellationToken).ConfigureAwait(false);
            return new SendEmailResponse { MessageId = Text(XDocument.Parse(response), "MessageId") };
        }

        public void Dispose()
        {
            service.Dispose();
            GC.SuppressFinalize(this);
        }

        private static IEnumerable<(string Name, string Value)> FormOf(SendEmailRequest mail) =>
        [
            ("Action", "SendEmail"),
            ("Version", "2010-12-01"),
            ("Source", mail.Source),
            ("ConfigurationSetName", mail.ConfigurationSetName),
            .. mail.Destination.ToAddresses.Select((address, index) => ($"Destination.ToAddresses.member.{index + 1}", address)),
            .. FormOf("Message.Subject", mail.Message.Subject),
            .. FormOf("Message.Body.Text", mail.Message.Body.Text),
            .. FormOf("Message.Body.Html", mail.Message.Body.Html),
        ];

        private static (string Name, string Value)[] FormOf(string name, Content content) => [(name + ".Data", content?.Data), (name + ".Charset", content?.Charset)];

        private static (string Code, string Message) ErrorOf(string response)
        {
            var xml = XDocument.Parse(response);
            return (Text(xml, "Code"), Text(xml, "Message"));
        }

        private static AmazonSimpleEmailServiceException ExceptionOf(ServiceError error)
        {
            var (message, code, status) = (error.Message, error.Code, error.Status);
            return code switch
            {
                "MessageRejected" => new MessageRejectedException(message, null, ErrorType.Unknown, code, null, status),
                "MailFromDomainNotVerifiedException" => new MailFromDomainNotVerifiedException(message, null, ErrorType.Unknown, code, null, status),
                "AccountSendingPausedException" => new AccountSendingPausedException(message, null, ErrorType.Unknown, code, null, status),
                "ConfigurationSetSendingPausedException" => new ConfigurationSetSendingPausedException(message, null, ErrorType.Unknown, code, null, status),
                _ => new AmazonSimpleEmailServiceException(message, null, ErrorType.Unknown, code, null, status),
            };
        }

        private static string Text(XDocument xml, string name) => xml.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    /// <summary>SES refused a request; derived types name the reasons that the product tells apart.</summary>
    public class AmazonSimpleEmailServiceException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.SimpleEmail.Model
{
    /// <summary>One mail.</summary>
    public class SendEmailRequest
    {
        public string ConfigurationSetName { get; set; }
        public Destination Destination { get; set; }
        public Message Message { get; set; }
        public string Source { get; set; }
    }

    public class Destination(List<string> toAddresses)
    {
        public List<string> ToAddresses { get; set; } = toAddresses;
    }

    public class Message
    {
        public Body Body { get; set; }
        public Content Subject { get; set; }
    }

    /// <summary>A mail's body as text, as HTML, or as both.</summary>
    public class Body
    {
        public Content Html { get; set; }
        public Content Text { get; set; }
    }

    /// <summary>Text in a character set. Without one SES assumes 7-bit ASCII.</summary>
    public class Content
    {
        public string Charset { get; set; }
        public string Data { get; set; }
    }

    /// <summary>SES has accepted the mail under this id.</summary>
    public class SendEmailResponse
    {
        public string MessageId { get; set; }
    }

    /// <summary>The mail was refused as it is, most often because an address is not verified.</summary>
    public class MessageRejectedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSimpleEmailServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>The sender's domain is not verified.</summary>
    public class MailFromDomainNotVerifiedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSimpleEmailServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>Sending is paused for the account.</summary>
    public class AccountSendingPausedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSimpleEmailServiceException(message, innerException, errorType, errorCode, requestId, statusCode);

    /// <summary>Sending is paused for the configuration set.</summary>
    public class ConfigurationSetSendingPausedException(string message, Exception innerException, ErrorType errorType, string errorCode, string requestId, HttpStatusCode statusCode)
        : AmazonSimpleEmailServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}
