using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions;

/// <summary>Step Functions refused a request; derived types name the reasons that callers tell apart.</summary>
public class AmazonStepFunctionsException : AmazonServiceException
{
    public AmazonStepFunctionsException(string message)
        : base(message)
    {
    }

    internal AmazonStepFunctionsException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode)
    {
    }
}
