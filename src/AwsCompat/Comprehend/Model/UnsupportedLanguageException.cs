using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.Comprehend.Model;

/// <summary>Comprehend does not know the language.</summary>
public class UnsupportedLanguageException : AmazonComprehendException
{
    public UnsupportedLanguageException(string message)
        : base(message)
    {
    }

    internal UnsupportedLanguageException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
