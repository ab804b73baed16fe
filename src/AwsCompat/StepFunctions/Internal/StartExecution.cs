#nullable enable
using System.Net;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Sdk;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>The operation on the wire.</summary>
internal static class StartExecution
{
    public static JsonOperation<StartExecutionRequest, StartExecutionResponse> Operation { get; } = new(
        new JsonService("Amazon.StepFunctions", "AWSStepFunctions", "1.0", "2016-11-23", Error),
        nameof(StartExecution),
        request => [("input", request.Input), ("name", request.Name), ("stateMachineArn", request.StateMachineArn)],
        new()
        {
            ["executionArn"] = (execution, input, ref reader) => execution.ExecutionArn = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
            ["startDate"] = (execution, input, ref reader) => execution.StartDate = NullableDateTimeUnmarshaller.Instance.Unmarshall(input, ref reader),
        });

    private static AmazonStepFunctionsException Error(ErrorResponse error, Exception innerException, HttpStatusCode statusCode) => error.Code switch
    {
        "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(error, innerException, statusCode),
        "ExecutionLimitExceeded" => new ExecutionLimitExceededException(error, innerException, statusCode),
        "InvalidArn" => new InvalidArnException(error, innerException, statusCode),
        "InvalidExecutionInput" => new InvalidExecutionInputException(error, innerException, statusCode),
        "InvalidName" => new InvalidNameException(error, innerException, statusCode),
        "KmsAccessDeniedException" => new KmsAccessDeniedException(error, innerException, statusCode),
        "KmsInvalidStateException" => new KmsInvalidStateException(error, innerException, statusCode),
        "KmsThrottlingException" => new KmsThrottlingException(error, innerException, statusCode),
        "StateMachineDeleting" => new StateMachineDeletingException(error, innerException, statusCode),
        "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(error, innerException, statusCode),
        "ValidationException" => new ValidationException(error, innerException, statusCode),
        _ => new AmazonStepFunctionsException(error, innerException, statusCode),
    };
}
