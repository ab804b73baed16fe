using System.Net;
using Amazon.Runtime.Internal;

namespace Amazon.StepFunctions.Model;

/// <summary>The execution's name is not valid.</summary>
public class InvalidNameException : AmazonStepFunctionsException
{
    public InvalidNameException(string message)
        : base(message)
    {
    }

    internal InvalidNameException(ErrorResponse error, Exception innerException, HttpStatusCode statusCode)
        : base(error, innerException, statusCode)
    {
    }
}
