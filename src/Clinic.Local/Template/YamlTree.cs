using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Clinic.Local.Template;

/// <summary>
/// Reads YAML into a tree of JSON nodes in which every short-form intrinsic (<c>!Ref X</c>) has its long form
/// (<c>{"Ref": "X"}</c>), and every alias and merge key (<c>&lt;&lt;: *x</c>) what it stands for. Scalars stay strings: what they
/// mean is for the reader of the property to say.
/// </summary>
internal static class YamlTree
{
    public static JsonObject Parse(string yaml, string name)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            return stream.Documents is [var document] && Convert(document.RootNode) is JsonObject root
                ? root
                : throw new SetupException($"{name}: one YAML document with a mapping at its top was expected.");
        }
        catch (YamlException e)
        {
            throw new SetupException($"{name} line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static JsonNode? Convert(YamlNode node) => node.Tag switch
    {
        { IsEmpty: false } tag when tag.Value.StartsWith('!') && tag.Value.Length > 1 => Intrinsic(tag.Value[1..], node),
        _ => ConvertUntagged(node),
    };

    private static JsonNode? ConvertUntagged(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Mapping(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new SetupException($"line {node.Start.Line}: YAML node {node.NodeType} is not supported."),
    };

    private static JsonObject Mapping(YamlMappingNode mapping)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Children.Where(member => !IsMerge(member.Key)))
            result.Add(((YamlScalarNode)key).Value!, Convert(value));
        foreach (var (name, value) in mapping.Children.Where(member => IsMerge(member.Key)).SelectMany(member => Merged(member.Value)))
        {
            if (!result.ContainsKey(name))
                result.Add(name, value?.DeepClone());
        }
        return result;
    }

    private static bool IsMerge(YamlNode key) => key is YamlScalarNode { Style: ScalarStyle.Plain, Value: "<<" };

    /// <summary>The members of the one mapping or the several that a merge key names. A mapping's own members win, then those of the first.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Merged(YamlNode node) => node switch
    {
        YamlMappingNode { Tag.IsEmpty: true } mapping => Mapping(mapping),
        YamlSequenceNode { Tag.IsEmpty: true } sequence => sequence.Children.SelectMany(Merged),
        _ => throw new YamlException(node.Start, node.End, "<< takes a mapping or a list of mappings."),
    };

    private static JsonObject Intrinsic(string name, YamlNode node)
    {
        var value = ConvertUntagged(node);
        // !GetAtt A.B is the short form of {"Fn::GetAtt": ["A", "B"]}; only the first dot separates.
        if (name == "GetAtt" && value is JsonValue dotted && dotted.GetValue<string>().Split('.', 2) is [var id, var attribute])
            value = new JsonArray(id, attribute);
        return new JsonObject { [name is "Ref" or "Condition" ? name : "Fn::" + name] = value };
    }
}
