using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.Local.Template;

/// <summary>
/// Evaluates CloudFormation's intrinsic functions and conditions over the template's tree. A null result is
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

/// <summary>
/// What <c>Ref</c> and <c>Fn::GetAtt</c> return for a resource that exists only on this machine: the name that the template
/// gives it, if it gives one, else a stable value of the form that AWS would make.
/// </summary>
internal sealed class PhysicalIds(JsonObject resources, Func<JsonNode?, JsonNode?> evaluate)
{
    public const string Region = "us-east-1";
    public const string AccountId = "123456789012";
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Dictionary<string, string> known = [];

    public bool Contains(string logicalId) => resources.ContainsKey(logicalId);

    public string Reference(string logicalId) => TypeOf(logicalId) switch
    {
        "AWS::SQS::Queue" => $"https://sqs.{Region}.amazonaws.com/{AccountId}/{Id(logicalId)}",
        "AWS::SNS::Topic" or "AWS::Serverless::StateMachine" => Arn(logicalId),
        _ => Id(logicalId),
    };

    public string Attribute(string logicalId, string attribute) => (TypeOf(logicalId), attribute) switch
    {
        (_, "Arn") => Arn(logicalId),
        ("AWS::Serverless::Function", "Alias") => Arn(logicalId), // this machine has one version of each function
        ("AWS::Serverless::Function", "Version") => Arn(logicalId) + ":1",
        ("AWS::DynamoDB::Table", "StreamArn") => Arn(logicalId) + "/stream/2020-01-01T00:00:00.000",
        ("AWS::Cognito::UserPool", "ProviderName") => $"cognito-idp.{Region}.amazonaws.com/{Reference(logicalId)}",
        ("AWS::Cognito::UserPool", "UserPoolId") or ("AWS::Cognito::UserPoolClient", "ClientId") => Reference(logicalId),
        ("AWS::SecretsManager::Secret", "Id") => Reference(logicalId),
        ("AWS::SQS::Queue", "QueueName") or ("AWS::SNS::Topic", "TopicName") => Id(logicalId),
        var (type, _) => throw new SetupException($"{logicalId}: the local host knows no attribute {attribute} of {type}."),
    };

    /// <summary>Letters and digits that depend on the seed alone, such as AWS makes for ids without a name.</summary>
    public static string Opaque(string seed, int length)
    {
        var hash = SHA512.HashData(Encoding.UTF8.GetBytes(seed));
        return string.Create(length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = Alphabet[bytes[i] % Alphabet.Length];
        });
    }

    private string Id(string logicalId)
    {
        if (!known.TryGetValue(logicalId, out var id))
            known[logicalId] = id = Make(logicalId);
        return id;
    }

    private string Make(string logicalId) => TypeOf(logicalId) switch
    {
        "AWS::DynamoDB::Table" => Named(logicalId, "TableName"),
        "AWS::SecretsManager::Secret" or "AWS::SES::ConfigurationSet" => Named(logicalId, "Name"),
        "AWS::Serverless::Function" => Named(logicalId, "FunctionName"),
        "AWS::S3::Bucket" => Named(logicalId, "BucketName"),
        "AWS::SQS::Queue" => Named(logicalId, "QueueName"),
        "AWS::SNS::Topic" => Named(logicalId, "TopicName"),
        "AWS::Serverless::StateMachine" => Named(logicalId, "Name"),
        "AWS::Cognito::UserPool" => Region + "_local",
        "AWS::Cognito::UserPoolClient" => Opaque("client " + logicalId, 26),
        "AWS::Serverless::Api" => Opaque("api " + logicalId, 10),
        _ => logicalId,
    };

    private string Arn(string logicalId)
    {
        var id = Id(logicalId);
        return TypeOf(logicalId) switch
        {
            "AWS::DynamoDB::Table" => $"arn:aws:dynamodb:{Region}:{AccountId}:table/{id}",
            "AWS::Serverless::Function" => $"arn:aws:lambda:{Region}:{AccountId}:function:{id}",
            "AWS::Cognito::UserPool" => $"arn:aws:cognito-idp:{Region}:{AccountId}:userpool/{id}",
            "AWS::SecretsManager::Secret" => $"arn:aws:secretsmanager:{Region}:{AccountId}:secret:{id}",
            "AWS::S3::Bucket" => $"arn:aws:s3:::{id}",
            "AWS::Serverless::StateMachine" => $"arn:aws:states:{Region}:{AccountId}:stateMachine:{id}",
            "AWS::SQS::Queue" => $"arn:aws:sqs:{Region}:{AccountId}:{id}",
            var type => $"arn:aws:{type.Split("::")[1].ToLowerInvariant()}:{Region}:{AccountId}:{id}",
        };
    }

    private string Named(string logicalId, string property) =>
        evaluate(resources[logicalId]?["Properties"]?[property])?.GetValue<string>() ?? logicalId;

    private string TypeOf(string logicalId) =>
        resources[logicalId]?["Type"]?.GetValue<string>() ?? throw new SetupException($"{logicalId}: there is no such resource.");
}
