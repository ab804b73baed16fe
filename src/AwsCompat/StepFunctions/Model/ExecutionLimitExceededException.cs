using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>As many executions run as the account may have.</summary>
public class ExecutionLimitExceededException : AmazonStepFunctionsException
{
    public ExecutionLimitExceededException(string message)
        : base(message)
    {
    }

    internal ExecutionLimitExceededException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
