using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

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
