#nullable enable
using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.StepFunctions.Model;
using Amazon.Util;

namespace Amazon.StepFunctions.Internal;

/// <summary>Writes the request in the AWS JSON 1.0 protocol.</summary>
internal sealed class StartExecutionMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static StartExecutionMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.StepFunctions")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = Body((StartExecutionRequest)input),
        };
        request.Headers["X-Amz-Target"] = "AWSStepFunctions.StartExecution";
        request.Headers[HeaderKeys.ContentTypeHeader] = "application/x-amz-json-1.0";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2016-11-23";
        return request;
    }

    private static byte[] Body(StartExecutionRequest input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (input.Input is not null)
                json.WriteString("input", input.Input);
            if (input.Name is not null)
                json.WriteString("name", input.Name);
            if (input.StateMachineArn is not null)
                json.WriteString("stateMachineArn", input.StateMachineArn);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
