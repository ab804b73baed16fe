using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Template;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>What the template's policies allow, for one choice of its parameters.</summary>
internal sealed partial class TemplateRights(JsonObject template, IReadOnlyDictionary<string, string> parameters)
{
    private readonly Intrinsics intrinsics = new(template, template["Parameters"]!.AsObject().ToDictionary(
        parameter => parameter.Key, parameter => parameters.GetValueOrDefault(parameter.Key, parameter.Value!["Default"]!.GetValue<string>())));

    /// <summary>What a role allows, and who may take it.</summary>
    public IEnumerable<Right> OfRole(string id)
    {
        var role = template["Resources"]![id]!["Properties"]!;
        return Of(role["AssumeRolePolicyDocument"]!)
            .Concat((role["Policies"]?.AsArray() ?? []).SelectMany(policy => Of(policy!["PolicyDocument"]!)))
            .Concat((role["ManagedPolicyArns"]?.AsArray() ?? []).SelectMany(OfManaged));
    }

    public IEnumerable<Right> Of(JsonNode document) =>
        from chosen in OneOrMore(document["Statement"]).Select(Chosen).OfType<JsonObject>()
        let effect = chosen["Effect"]!.GetValue<string>()
        from action in OneOrMore(chosen["Action"]).Select(name => name!.GetValue<string>()).DefaultIfEmpty("no action that is written out")
        from resource in OneOrMore(chosen["Resource"]).Select(written => Resource(action, written!)).DefaultIfEmpty("")
        from principal in OneOrMore(chosen["Principal"] is JsonObject services ? services.Single().Value : chosen["Principal"]).Select(name => name!.GetValue<string>()).DefaultIfEmpty("")
        select new Right(effect == "Allow" ? action : $"{effect} {action}", string.Join(" by ", new[] { resource, principal }.Where(text => text.Length > 0)), chosen["Condition"]?.ToJsonString() ?? "");

    /// <summary>Whether a variable is empty.</summary>
    public bool IsEmpty(JsonNode? value) => intrinsics.Evaluate(value) is JsonValue text && text.GetValue<string>().Length == 0;

    private IEnumerable<Right> OfManaged(JsonNode? policy) => policy switch
    {
        JsonObject reference when reference["Ref"] is { } shared => Of(template["Resources"]![shared.GetValue<string>()]!["Properties"]!["PolicyDocument"]!),
        JsonObject text when text["Fn::Sub"] is { } arn => [new Right("what the policy allows", arn.GetValue<string>())],
        _ => [new Right("what the policy allows", policy?.ToJsonString() ?? "")],
    };

    /// <summary>The node with the branch of each condition that holds; null where nothing is left of it.</summary>
    private JsonNode? Chosen(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } choice when choice["Fn::If"] is JsonArray branches => Chosen(branches[intrinsics.Holds(branches[0]!.GetValue<string>()) ? 1 : 2]),
        JsonObject { Count: 1 } reference when reference.IsReference("AWS::NoValue") => null,
        JsonObject mapping => new JsonObject(mapping.Select(member => KeyValuePair.Create(member.Key, Chosen(member.Value))).Where(member => member.Value is not null)),
        JsonArray list => new JsonArray([.. list.Select(Chosen).Where(element => element is not null)]),
        _ => node?.DeepClone(),
    };

    private static JsonArray OneOrMore(JsonNode? node) => node switch { null => [], JsonArray list => list, _ => [node.DeepClone()] };

    private string Resource(string action, JsonNode resource)
    {
        var written = resource as JsonObject;
        if (written?["Fn::GetAtt"] is JsonArray attribute)
            return attribute[0]!.GetValue<string>() + (attribute[1]!.GetValue<string>() == "StreamArn" ? "/stream" : "");
        if (written?["Ref"] is { } id)
            return id.GetValue<string>();
        var text = written?["Fn::Sub"]?.GetValue<string>() ?? resource.GetValue<string>();
        if (action.StartsWith("s3:", StringComparison.Ordinal) && NamedBucket().Match(text) is { Success: true } bucket)
            text = BucketNamed(bucket.Groups[1].Value) + bucket.Groups[2].Value;
        text = ArnOfSes().Replace(ArnOfResource().Replace(text, "$1"), "$1/$2");
        var named = action.StartsWith("s3:", StringComparison.Ordinal) ? FolderOfBucket().IsMatch(text) : Wildcards.Reasons.ContainsKey(action);
        return text.Contains('*', StringComparison.Ordinal) && !named ? $"a wildcard, {text}" : text;
    }

    /// <summary>A function whom a bucket calls names it by its name: its ARN would wait for the function, and the function for it.</summary>
    private string BucketNamed(string name) => template.OfType("AWS::S3::Bucket").Where(bucket => bucket.Properties["BucketName"]?["Fn::Sub"]?.GetValue<string>() == name)
        .Select(bucket => bucket.Id).SingleOrDefault("no bucket");

    [GeneratedRegex(@"^arn:\$\{AWS::Partition\}:s3:::([^/]+)(/.*)?$")]
    private static partial Regex NamedBucket();

    [GeneratedRegex(@"^arn:\$\{AWS::Partition\}:ses:\$\{AWS::Region\}:\$\{AWS::AccountId\}:(identity|configuration-set)/\$\{(\w+)\}$")]
    private static partial Regex ArnOfSes();

    [GeneratedRegex(@"^\w+(/[a-z-]+)?/\*$")]
    private static partial Regex FolderOfBucket();

    [GeneratedRegex(@"^\$\{(\w+)\.Arn\}")]
    private static partial Regex ArnOfResource();
}
