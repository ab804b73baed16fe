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

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            "DecryptionFailure" => new DecryptionFailureException(error, innerException, statusCode),
            "InternalServiceError" => new InternalServiceErrorException(error, innerException, statusCode),
            "InvalidParameterException" => new InvalidParameterException(error, innerException, statusCode),
            "InvalidRequestException" => new InvalidRequestException(error, innerException, statusCode),
            "ResourceNotFoundException" => new ResourceNotFoundException(error, innerException, statusCode),
            _ => new AmazonSecretsManagerException(error, innerException, statusCode),
        };
    }

    private static void ReadMember(
        JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader, int depth, GetSecretValueResponse response)
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
