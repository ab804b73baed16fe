#nullable enable
using System.Buffers;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SecretsManager.Model;
using Amazon.Util;

namespace Amazon.SecretsManager.Internal;

/// <summary>Writes the request in the AWS JSON 1.1 protocol.</summary>
internal sealed class GetSecretValueMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static GetSecretValueMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "Amazon.SecretsManager")
        {
            HttpMethod = "POST",
            ResourcePath = "/",
            Content = Body((GetSecretValueRequest)input),
        };
        request.Headers["X-Amz-Target"] = "secretsmanager.GetSecretValue";
        request.Headers[HeaderKeys.ContentTypeHeader] = "application/x-amz-json-1.1";
        request.Headers[HeaderKeys.XAmzApiVersion] = "2017-10-17";
        return request;
    }

    private static byte[] Body(GetSecretValueRequest input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (input.SecretId is not null)
                json.WriteString("SecretId", input.SecretId);
            if (input.VersionId is not null)
                json.WriteString("VersionId", input.VersionId);
            if (input.VersionStage is not null)
                json.WriteString("VersionStage", input.VersionStage);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
