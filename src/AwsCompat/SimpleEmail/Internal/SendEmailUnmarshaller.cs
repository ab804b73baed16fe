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

    public override AmazonServiceException UnmarshallException(
        XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        return error.Code switch
        {
            "AccountSendingPausedException" => new AccountSendingPausedException(error, innerException, statusCode),
            "ConfigurationSetDoesNotExist" => new ConfigurationSetDoesNotExistException(error, innerException, statusCode),
            "ConfigurationSetSendingPausedException" => new ConfigurationSetSendingPausedException(error, innerException, statusCode),
            "MailFromDomainNotVerifiedException" => new MailFromDomainNotVerifiedException(error, innerException, statusCode),
            "MessageRejected" => new MessageRejectedException(error, innerException, statusCode),
            _ => new AmazonSimpleEmailServiceException(error, innerException, statusCode),
        };
    }
}
