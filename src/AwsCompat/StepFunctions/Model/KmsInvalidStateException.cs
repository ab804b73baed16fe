using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>The key that encrypts the state machine is disabled or deleted.</summary>
public class KmsInvalidStateException : AmazonStepFunctionsException
{
    public KmsInvalidStateException(string message)
        : base(message)
    {
    }

    internal KmsInvalidStateException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
