using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>The caller may not use the key that encrypts the state machine.</summary>
public class KmsAccessDeniedException : AmazonStepFunctionsException
{
    public KmsAccessDeniedException(string message)
        : base(message)
    {
    }

    internal KmsAccessDeniedException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
