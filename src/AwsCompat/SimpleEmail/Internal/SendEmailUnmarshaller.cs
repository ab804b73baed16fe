#nullable enable
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleEmail.Model;

namespace Amazon.SimpleEmail.Internal;

/// <summary>Reads the answer, or the reason for there being none.</summary>
internal sealed class SendEmailUnmarshaller : XmlResponseUnmarshaller
{
    public static SendEmailUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new SendEmailResponse();
        input.Read();
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth))
        {
            if (!input.IsStartElement)
                continue;
            if (input.TestExpression("MessageId", 3))
                response.MessageId = StringUnmarshaller.Instance.Unmarshall(input);
            else if (input.TestExpression("ResponseMetadata", 2))
                response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(input);
        }

        return response;
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        var (message, type, code, requestId) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "AccountSendingPausedException" => new AccountSendingPausedException(message, innerException, type, code, requestId, statusCode),
            "ConfigurationSetDoesNotExist" => new ConfigurationSetDoesNotExistException(message, innerException, type, code, requestId, statusCode),
            "ConfigurationSetSendingPausedException" => new ConfigurationSetSendingPausedException(message, innerException, type, code, requestId, statusCode),
            "MailFromDomainNotVerifiedException" => new MailFromDomainNotVerifiedException(message, innerException, type, code, requestId, statusCode),
            "MessageRejected" => new MessageRejectedException(message, innerException, type, code, requestId, statusCode),
            _ => new AmazonSimpleEmailServiceException(message, innerException, type, code, requestId, statusCode),
        };
    }
}
