#nullable enable
using System.Net;
using Amazon.Comprehend.Model;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Sdk;

namespace Amazon.Comprehend.Internal;

/// <summary>The operation on the wire.</summary>
internal static class DetectPiiEntities
{
    private static readonly JsonListUnmarshaller<PiiEntity, PiiEntityUnmarshaller> Entities = new(new PiiEntityUnmarshaller());

    public static JsonOperation<DetectPiiEntitiesRequest, DetectPiiEntitiesResponse> Operation { get; } = new(
        new JsonService("Amazon.Comprehend", "Comprehend_20171127", "1.1", "2017-11-27", Error),
        nameof(DetectPiiEntities),
        request => [("LanguageCode", request.LanguageCode?.Value), ("Text", request.Text)],
        new() { ["Entities"] = (answer, input, ref reader) => answer.Entities = Entities.Unmarshall(input, ref reader) });

    private static AmazonComprehendException Error(ErrorResponse error, Exception innerException, HttpStatusCode statusCode) => error.Code switch
    {
        "InternalServerException" => new InternalServerException(error, innerException, statusCode),
        "InvalidRequestException" => new InvalidRequestException(error, innerException, statusCode),
        "TextSizeLimitExceededException" => new TextSizeLimitExceededException(error, innerException, statusCode),
        "UnsupportedLanguageException" => new UnsupportedLanguageException(error, innerException, statusCode),
        _ => new AmazonComprehendException(error, innerException, statusCode),
    };
}
