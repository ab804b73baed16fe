#nullable enable
using Amazon.Comprehend.Model;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Sdk;

namespace Amazon.Comprehend.Internal;

/// <summary>Reads one entity of the list.</summary>
internal sealed class PiiEntityUnmarshaller : IJsonUnmarshaller<PiiEntity, JsonUnmarshallerContext>
{
    private static readonly JsonMembers<PiiEntity> Members = new()
    {
        ["BeginOffset"] = (entity, input, ref reader) => entity.BeginOffset = NullableIntUnmarshaller.Instance.Unmarshall(input, ref reader),
        ["EndOffset"] = (entity, input, ref reader) => entity.EndOffset = NullableIntUnmarshaller.Instance.Unmarshall(input, ref reader),
        ["Score"] = (entity, input, ref reader) => entity.Score = NullableFloatUnmarshaller.Instance.Unmarshall(input, ref reader),
        ["Type"] = (entity, input, ref reader) => entity.Type = StringUnmarshaller.Instance.Unmarshall(input, ref reader),
    };

    public PiiEntity Unmarshall(JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader) => Members.Read(input, ref reader);
}
