#nullable enable
using System.Net;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Sdk;
using Amazon.SecretsManager.Model;

namespace Amazon.SecretsManager.Internal;

/// <summary>The operation on the wire.</summary>
internal static class GetSecretValue
{
    private static readonly JsonListUnmarshaller<string, StringUnmarshaller> Strings = new(StringUnmarshaller.Instance);

    public static JsonOperation<GetSecretValueRequest, GetSecretValueResponse> Operation { get; } = new(
        new JsonService("Amazon.SecretsManager", "secretsmanager", "1.1", "2017-10-17", Error),
        nameof(GetSecretValue),
        request => [("SecretId", request.SecretId), ("VersionId", request.VersionId), ("VersionStage", request.VersionStage)],
        new()
        {
            ["ARN"] = (secret, input, ref reader) => secret.ARN = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["CreatedDate"] = (secret, input, ref reader) => secret.CreatedDate = NullableDateTimeUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["Name"] = (secret, input, ref reader) => secret.Name = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["SecretBinary"] = (secret, input, ref reader) => secret.SecretBinary = MemoryStreamUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["SecretString"] = (secret, input, ref reader) => secret.SecretString = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["VersionId"] = (secret, input, ref reader) => secret.VersionId = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["VersionStages"] = (secret, input, ref reader) => secret.VersionStages = Strings.Unmarshall(input, ref reader),
        });

    private static AmazonSecretsManagerException Error(ErrorResponse error, Exception innerException, HttpStatusCode statusCode) => error.Code switch
    {
        "DecryptionFailure" => new DecryptionFailureException(error, innerException, statusCode),
        "InternalServiceError" => new InternalServiceErrorException(error, innerException, statusCode),
        "InvalidParameterException" => new InvalidParameterException(error, innerException, statusCode),
        "InvalidRequestException" => new InvalidRequestException(error, innerException, statusCode),
        "ResourceNotFoundException" => new ResourceNotFoundException(error, innerException, statusCode),
        _ => new AmazonSecretsManagerException(error, innerException, statusCode),
    };
}
