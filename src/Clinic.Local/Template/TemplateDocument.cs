using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Clinic.Local.Template;

/// <summary>The template's tree with its parameters checked, and the properties of each resource evaluated on demand.</summary>
internal sealed class TemplateDocument
{
    private readonly JsonObject root;
    private readonly JsonObject resources;
    private readonly Intrinsics intrinsics;

    public TemplateDocument(JsonObject root, IReadOnlyDictionary<string, string> overrides)
    {
        this.root = root;
        resources = Section(root, "Resources") ?? throw new SetupException("template.yaml has no Resources.");
        if (resources.FirstOrDefault(resource => resource.Value is not JsonObject).Key is { } odd)
            throw new SetupException($"template.yaml, {odd}: a resource is a mapping; neither sam build nor the local host knows Fn::ForEach.");
        Parameters = ReadParameters(Section(root, "Parameters") ?? [], overrides);
        intrinsics = new Intrinsics(root, Parameters);
    }

    public IReadOnlyDictionary<string, string> Parameters { get; }

    public PhysicalIds Ids => intrinsics.Ids;

    /// <summary>The logical ids of the resources whose condition, if they have one, holds.</summary>
    public IEnumerable<string> Resources => resources
        .Where(resource => resource.Value?["Condition"] is not { } condition || intrinsics.Holds(condition.GetValue<string>()))
        .Select(resource => resource.Key);

    public IEnumerable<string> OfType(string type) => Resources.Where(id => TypeOf(id) == type);

    public string TypeOf(string id) => resources[id]?["Type"]?.GetValue<string>()
        ?? throw new SetupException($"template.yaml, {id}: Type is missing.");

    public Properties Properties(string id)
    {
        var own = Evaluate(id, resources[id]?["Properties"]);
        if (TypeOf(id) == "AWS::Serverless::Function" && root["Globals"]?["Function"] is { } globals)
            own = Merge(Evaluate("Globals.Function", globals), own);
        return new Properties(id, own);
    }

    private static JsonObject? Section(JsonObject root, string section) => root[section]?.AsObject();

    private JsonObject Evaluate(string id, JsonNode? node)
    {
        try
        {
            return intrinsics.Evaluate(node) as JsonObject ?? [];
        }
        catch (SetupException e)
        {
            throw new SetupException($"template.yaml, {id}: {e.Message}", e);
        }
    }

    /// <summary>SAM's rule for Globals: mappings are merged, lists joined, and otherwise the resource's own value wins.</summary>
    private static JsonObject Merge(JsonObject global, JsonObject own)
    {
        foreach (var (name, value) in own)
        {
            global[name] = (global[name], value) switch
            {
                (JsonObject inherited, JsonObject section) => Merge((JsonObject)inherited.DeepClone(), section),
                (JsonArray inherited, JsonArray list) => new JsonArray([.. inherited.Concat(list).Select(item => item?.DeepClone())]),
                _ => value?.DeepClone(),
            };
        }
        return global;
    }

    private static Dictionary<string, string> ReadParameters(JsonObject declared, IReadOnlyDictionary<string, string> overrides)
    {
        foreach (var name in overrides.Keys.Where(name => !declared.ContainsKey(name)))
            throw new SetupException($"The template has no parameter {name}.");
        return declared.ToDictionary(parameter => parameter.Key, parameter => ReadParameter(
            parameter.Key,
            parameter.Value!.AsObject(),
            overrides.GetValueOrDefault(parameter.Key)));
    }

    private static string ReadParameter(string name, JsonObject declaration, string? given)
    {
        var value = given ?? declaration["Default"]?.GetValue<string>()
            ?? throw new SetupException($"The template's parameter {name} has no default and no value was given.");
        if (declaration["AllowedPattern"]?.GetValue<string>() is { } pattern && !Regex.IsMatch(value, $"^(?:{pattern})$"))
            throw new SetupException($"The template's parameter {name} may not be '{value}'.");
        if (declaration["AllowedValues"] is JsonArray allowed && !allowed.Any(item => item?.GetValue<string>() == value))
            throw new SetupException($"The template's parameter {name} may not be '{value}'.");
        return value;
    }
}

/// <summary>
/// Reads YAML into a tree of JSON nodes in which every short-form intrinsic (<c>!Ref X</c>) has its long form
/// (<c>{"Ref": "X"}</c>), and every alias and merge key (<c>&lt;&lt;: *x</c>) what it stands for. Scalars stay strings: what they
/// mean depends on the reader of the property.
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

/// <summary>The evaluated properties of one resource. Every failure names the resource and the property.</summary>
internal sealed class Properties(string resource, JsonObject values)
{
    public string Resource => resource;

    public string? Text(string name) => values[name] switch
    {
        null => null,
        JsonValue value => value.GetValue<string>(),
        _ => throw Error($"{name} must be a text"),
    };

    public string RequiredText(string name) => Text(name) ?? throw Error($"{name} is missing");

    public int? Number(string name) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw Error($"{name} must be a whole number, not '{text}'"),
    };

    public int? Within(string name, int least, int most) => Number(name) is not { } number || (number >= least && number <= most)
        ? Number(name)
        : throw Error($"{name} must be from {least} to {most}, not {number}");

    public bool Flag(string name) => Text(name) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw Error($"{name} must be true or false, not '{text}'"),
    };

    public Properties? Section(string name) => values[name] switch
    {
        null => null,
        JsonObject section => new Properties($"{resource}.{name}", section),
        _ => throw Error($"{name} must be a mapping"),
    };

    public Properties RequiredSection(string name) => Section(name) ?? throw Error($"{name} is missing");

    /// <summary>The members of a mapping property, each a mapping itself; none when the property is absent.</summary>
    public IEnumerable<(string Name, Properties Value)> Sections() =>
        values.Select(member => (member.Key, Section(member.Key) ?? throw Error($"{member.Key} must be a mapping")));

    public IEnumerable<Properties> Items(string name) => values[name] switch
    {
        null => [],
        JsonArray list => list.Select((item, index) => item is JsonObject section
            ? new Properties($"{resource}.{name}[{index}]", section)
            : throw Error($"{name} must be a list of mappings")),
        _ => throw Error($"{name} must be a list"),
    };

    public IReadOnlyList<string> Texts(string name) => values[name] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item is JsonValue value
            ? value.GetValue<string>()
            : throw Error($"{name} must be a list of texts"))],
        JsonValue single => [single.GetValue<string>()],
        _ => throw Error($"{name} must be a list"),
    };

    public IReadOnlyDictionary<string, string> Pairs() =>
        values.ToDictionary(member => member.Key, member => RequiredText(member.Key));

    /// <summary>Refuses every other property: what the host ignores must not look as if it worked.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in values)
        {
            if (!names.Contains(name))
                throw Error($"the local host does not know the property {name}");
        }
    }

    public SetupException Error(string problem) => new($"template.yaml, {resource}: {problem}.");
}
