#nullable enable
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>Reads the answer, or the reason for there being none.</summary>
internal sealed class GetSecretValueUnmarshaller : JsonResponseUnmarshaller
{
    private static readonly JsonListUnmarshaller<string, StringUnmarshaller> Strings = new(StringUnmarshaller.Instance);

    public static GetSecretValueUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new GetSecretValueResponse();
        var reader = new StreamingUtf8JsonReader(input.Stream);
        input.Read(ref reader);
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth, ref reader))
            ReadMember(input, ref reader, depth, response);
        return response;
    }

    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        var (message, type, code, requestId) = (error.Message, error.Type, error.Code, error.RequestId);
        return code switch
        {
            "DecryptionFailure" => new DecryptionFailureException(message, innerException, type, code, requestId, statusCode),
            "InternalServiceError" => new InternalServiceErrorException(message, innerException, type, code, requestId, statusCode),
            "InvalidParameterException" => new InvalidParameterException(message, innerException, type, code, requestId, statusCode),
            "InvalidRequestException" => new InvalidRequestException(message, innerException, type, code, requestId, statusCode),
            "ResourceNotFoundException" => new ResourceNotFoundException(message, innerException, type, code, requestId, statusCode),
            _ => new AmazonSecretsManagerException(message, innerException, type, code, requestId, statusCode),
        };
    }

    private static void ReadMember(JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader, int depth, GetSecretValueResponse response)
    {
        if (input.TestExpression("ARN", depth, ref reader))
            response.ARN = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("CreatedDate", depth, ref reader))
            response.CreatedDate = NullableDateTimeUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("Name", depth, ref reader))
            response.Name = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("SecretBinary", depth, ref reader))
            response.SecretBinary = MemoryStreamUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("SecretString", depth, ref reader))
            response.SecretString = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("VersionId", depth, ref reader))
            response.VersionId = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("VersionStages", depth, ref reader))
            response.VersionStages = Strings.Unmarshall(input, ref reader);
    }
}
