using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>KMS answers no more requests for the state machine's key at the moment.</summary>
public class KmsThrottlingException : AmazonStepFunctionsException
{
    public KmsThrottlingException(string message)
        : base(message)
    {
    }

    internal KmsThrottlingException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
