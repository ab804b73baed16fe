using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.Comprehend.Model;

/// <summary>The text has more than 100 KB.</summary>
public class TextSizeLimitExceededException : AmazonComprehendException
{
    public TextSizeLimitExceededException(string message)
        : base(message)
    {
    }

    internal TextSizeLimitExceededException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
