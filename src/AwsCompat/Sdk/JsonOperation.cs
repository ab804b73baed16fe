#nullable enable
using System.Buffers;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace Amazon.Sdk;

/// <summary>An operation of a service that speaks AWS JSON: writes its request, reads its answer or the reason for there being none.</summary>
/// <param name="write">The request's members in the order of the wire; those that are null are left out. All are text.</param>
/// <param name="read">The answer's members by name; others are skipped.</param>
internal sealed class JsonOperation<TRequest, TResponse>(
    JsonService service, string name, Func<TRequest, IEnumerable<(string Name, string? Value)>> write, JsonMembers<TResponse> read)
    : JsonResponseUnmarshaller, IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    public InvokeOptions Options() => new() { RequestMarshaller = this, ResponseUnmarshaller = this };

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, service.Name)
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = Body((TRequest)input),
        };
        request.Headers["X-Amz-Target"] = $"{service.TargetPrefix}.{name}";
        request.Headers[HeaderKeys.ContentTypeHeader] = $"application/x-amz-json-{service.JsonVersion}";
        request.Headers[HeaderKeys.XAmzApiVersion] = service.ApiVersion;
        return request;
    }

    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        return read.Read(input, ref reader);
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(input.Stream);
        return service.Errors(JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(input, ref reader), innerException, statusCode);
    }

    private byte[] Body(TRequest input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (member, value) in write(input).Where(member => member.Value is not null))
                json.WriteString(member, value);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
