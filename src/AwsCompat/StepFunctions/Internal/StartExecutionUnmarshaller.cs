#nullable enable
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions.Internal;

/// <summary>Reads the answer, or the reason for there being none.</summary>
internal sealed class StartExecutionUnmarshaller : JsonResponseUnmarshaller
{
    public static StartExecutionUnmarshaller Instance { get; } = new();

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new StartExecutionResponse();
        var reader = new StreamingUtf8JsonReader(input.Stream);
        input.Read(ref reader);
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth, ref reader))
            ReadMember(input, ref reader, depth, response);
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader);
        return error.Code switch
        {
            "ExecutionAlreadyExists" => new ExecutionAlreadyExistsException(error, innerException, statusCode),
            "StateMachineDoesNotExist" => new StateMachineDoesNotExistException(error, innerException, statusCode),
            _ => new AmazonStepFunctionsException(error, innerException, statusCode),
        };
    }

    private static void ReadMember(
        JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader, int depth, StartExecutionResponse response)
    {
        if (input.TestExpression("executionArn", depth, ref reader))
            response.ExecutionArn = StringUnmarshaller.Instance.Unmarshall(input, ref reader);
        else if (input.TestExpression("startDate", depth, ref reader))
            response.StartDate = NullableDateTimeUnmarshaller.Instance.Unmarshall(input, ref reader);
    }
}
