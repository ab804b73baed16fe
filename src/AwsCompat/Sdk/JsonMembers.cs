#nullable enable
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace Amazon.Sdk;

/// <summary>Reads the value that comes next into its member.</summary>
internal delegate void JsonMember<in T>(T target, JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader);

/// <summary>The members of a JSON object by name, and how each is read. Members without an entry are skipped.</summary>
internal sealed class JsonMembers<T> : Dictionary<string, JsonMember<T>>
    where T : new()
{
    public T Read(JsonUnmarshallerContext input, ref StreamingUtf8JsonReader reader)
    {
        var target = new T();
        input.Read(ref reader);
        var depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth, ref reader))
        {
            foreach (var (name, read) in this)
            {
                if (!input.TestExpression(name, depth, ref reader))
                    continue;
                read(target, input, ref reader);
                break;
            }
        }

        return target;
    }
}
