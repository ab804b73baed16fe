using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.Local.Template;

/// <summary>
/// Evaluates CloudFormation's intrinsic functions and conditions over the template's tree. A null answer is
/// <c>AWS::NoValue</c>: the member or element that holds it is left out.
/// </summary>
internal sealed partial class Intrinsics
{
    private readonly JsonObject conditions;
    private readonly JsonObject mappings;
    private readonly IReadOnlyDictionary<string, string> parameters;
    private readonly PhysicalIds ids;

    public Intrinsics(JsonObject template, IReadOnlyDictionary<string, string> parameters)
    {
        this.parameters = parameters;
        conditions = template["Conditions"]?.AsObject() ?? [];
        mappings = template["Mappings"]?.AsObject() ?? [];
        ids = new PhysicalIds(template["Resources"]?.AsObject() ?? [], Evaluate);
    }

    public PhysicalIds Ids => ids;

    public JsonNode? Evaluate(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } call when IsIntrinsic(call.First().Key) => Call(call.First().Key, call.First().Value),
        JsonObject mapping => new JsonObject(mapping
            .Select(member => KeyValuePair.Create(member.Key, Evaluate(member.Value)))
            .Where(member => member.Value is not null)),
        JsonArray sequence => new JsonArray([.. sequence.Select(Evaluate).Where(element => element is not null)]),
        _ => node?.DeepClone(),
    };

    public bool Holds(string condition) =>
        conditions[condition] is { } expression
            ? Truth(expression)
            : throw new SetupException($"The template has no condition {condition}.");

    private static bool IsIntrinsic(string key) => key is "Ref" or "Condition" || key.StartsWith("Fn::", StringComparison.Ordinal);

    private JsonNode? Call(string function, JsonNode? argument) => function switch
    {
        "Ref" => Reference(Text(argument)),
        "Condition" => JsonValue.Create(Holds(Text(argument)) ? "true" : "false"),
        "Fn::GetAtt" => argument is JsonArray { Count: 2 } pair ? ids.Attribute(Text(pair[0]), Text(pair[1])) : throw Misuse(function),
        "Fn::Sub" => Substitute(argument),
        "Fn::If" => argument is JsonArray { Count: 3 } branches
            ? Evaluate(Holds(Text(branches[0])) ? branches[1] : branches[2])
            : throw Misuse(function),
        "Fn::Join" => argument is JsonArray { Count: 2 } join ? string.Join(Text(join[0]), Texts(join[1])) : throw Misuse(function),
        "Fn::Split" => argument is JsonArray { Count: 2 } split
            ? new JsonArray([.. Text(split[1]).Split(Text(split[0])).Select(part => JsonValue.Create(part))])
            : throw Misuse(function),
        "Fn::Select" => argument is JsonArray { Count: 2 } select && int.TryParse(Text(select[0]), out var index)
            ? Evaluate(select[1])?.AsArray().ElementAtOrDefault(index)?.DeepClone() ?? throw Misuse(function)
            : throw Misuse(function),
        "Fn::FindInMap" => argument is JsonArray { Count: >= 3 } map
            ? Evaluate(mappings[Text(map[0])]?[Text(map[1])]?[Text(map[2])]) ?? throw Misuse(function)
            : throw Misuse(function),
        "Fn::Base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(argument))),
        "Fn::GetAZs" => new JsonArray(PhysicalIds.Region + "a", PhysicalIds.Region + "b"),
        "Fn::Equals" or "Fn::Not" or "Fn::And" or "Fn::Or" => JsonValue.Create(
            Truth(new JsonObject { [function] = argument?.DeepClone() }) ? "true" : "false"),
        _ => throw new SetupException($"The local host does not know the intrinsic function {function}."),
    };

    private bool Truth(JsonNode? expression) => expression switch
    {
        JsonObject { Count: 1 } call => (call.First().Key, call.First().Value) switch
        {
            ("Condition", var name) => Holds(Text(name)),
            ("Fn::Equals", JsonArray { Count: 2 } pair) => Text(pair[0]) == Text(pair[1]),
            ("Fn::Not", JsonArray { Count: 1 } operand) => !Truth(operand[0]),
            ("Fn::And", JsonArray operands) => operands.All(Truth),
            ("Fn::Or", JsonArray operands) => operands.Any(Truth),
            _ => Text(expression) == "true",
        },
        _ => Text(expression) == "true",
    };

    private JsonNode? Reference(string name) => name switch
    {
        "AWS::NoValue" => null,
        _ when Pseudo(name) is { } value => value,
        _ when parameters.TryGetValue(name, out var value) => value,
        _ when ids.Contains(name) => ids.Reference(name),
        _ when name.Split('.') is [var id, ("Alias" or "Version") and var made] && ids.Contains(id) => ids.Attribute(id, made),
        _ => throw new SetupException($"The template refers to {name}, which is neither a parameter nor a resource."),
    };

    private static string? Pseudo(string name) => name switch
    {
        "AWS::Region" => PhysicalIds.Region,
        "AWS::AccountId" => PhysicalIds.AccountId,
        "AWS::Partition" => "aws",
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => "clinic-local",
        "AWS::StackId" => $"arn:aws:cloudformation:{PhysicalIds.Region}:{PhysicalIds.AccountId}:stack/clinic-local/0",
        "AWS::NotificationARNs" => "",
        _ => null,
    };

    private JsonValue Substitute(JsonNode? argument)
    {
        var (text, variables) = argument is JsonArray { Count: 2 } pair
            ? (Text(pair[0]), pair[1]?.AsObject())
            : (Text(argument), null);
        return JsonValue.Create(Placeholder().Replace(text, match => match.Groups[1].Value switch
        {
            ['!', .. var literal] => "${" + literal + "}",
            var name when variables?[name] is { } value => Text(value),
            var name when name.Split('.', 2) is [var id, var attribute] => ids.Attribute(id, attribute),
            var name => Reference(name)?.GetValue<string>() ?? "",
        }));
    }

    private string Text(JsonNode? node) => Evaluate(node) is JsonValue value
        ? value.GetValue<string>()
        : throw new SetupException($"The template has {node?.ToJsonString() ?? "nothing"} where a text is needed.");

    private IEnumerable<string> Texts(JsonNode? node) =>
        Evaluate(node) is JsonArray list ? list.Select(Text) : throw Misuse("Fn::Join");

    private static SetupException Misuse(string function) => new($"The template uses {function} with arguments that it does not take.");

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Placeholder();
}
