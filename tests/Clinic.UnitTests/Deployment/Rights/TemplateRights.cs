using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>What a function may do by the policies of its role in the template.</summary>
internal static partial class TemplateRights
{
    public static IEnumerable<Right> Of(JsonObject template, JsonNode function) =>
        from document in Documents(template, function["Role"]?["Fn::GetAtt"]?[0]?.GetValue<string>() ?? throw new FormatException("no role of its own"))
        from statement in document["Statement"]!.AsArray().Select(Chosen)
        from action in OneOrMore(statement["Action"])
        from resource in OneOrMore(statement["Resource"])
        select new Right(action!.GetValue<string>(), Resource(action.GetValue<string>(), resource!));

    /// <summary>The rights that code has by its variables, as the template of its function fills them.</summary>
    public static IEnumerable<Right> Of(FunctionCode code, JsonNode function) => code.Rights.Select(right => right with
    {
        Resource = VariableName().Replace(right.Resource, match => function["Environment"]?["Variables"]?[match.Value]?["Ref"]?.GetValue<string>() ?? match.Value),
    }).Where(right => right.Action != "ses:SendEmail").SelectMany(right => InCallingBucket(right, BucketThatCalls(function))).Distinct();

    /// <summary>A function that a bucket calls learns the bucket from its event; it may list it, so that a file that is gone is not taken for one that may not be read.</summary>
    private static IEnumerable<Right> InCallingBucket(Right right, string? bucket)
    {
        if (bucket is null || right.Resource != "?" || !right.Action.StartsWith("s3:", StringComparison.Ordinal))
            return [right];
        var there = right with { Resource = bucket };
        return right.Action == "s3:GetObject" ? [there, there with { Action = "s3:ListBucket" }] : [there];
    }

    private static string? BucketThatCalls(JsonNode function) => function["Events"]?.AsObject()
        .Select(known => known.Value!["Properties"]?["Bucket"]?["Ref"]?.GetValue<string>()).FirstOrDefault(bucket => bucket is not null);

    private static IEnumerable<JsonNode> Documents(JsonObject template, string id)
    {
        var role = template["Resources"]![id]!["Properties"]!;
        return role["Policies"]!.AsArray().Concat((role["ManagedPolicyArns"]?.AsArray() ?? []).Select(Shared)).Select(policy => policy!["PolicyDocument"]!);
        JsonNode? Shared(JsonNode? policy) => policy!["Ref"]?.GetValue<string>() is { } shared
            ? template["Resources"]![shared]!["Properties"]
            : throw new FormatException($"a policy that is not written out: {policy.ToJsonString()}");
    }

    private static JsonNode Chosen(JsonNode? statement) => statement!["Fn::If"] is JsonArray choice ? choice[1]! : statement;

    private static JsonArray OneOrMore(JsonNode? node) => node as JsonArray ?? [node?.DeepClone()];

    private static string Resource(string action, JsonNode resource)
    {
        var written = resource as JsonObject;
        if (written?["Fn::GetAtt"] is JsonArray attribute)
            return attribute[0]!.GetValue<string>() + (attribute[1]!.GetValue<string>() == "StreamArn" ? "/stream" : "");
        if (written?["Ref"] is { } id)
            return id.GetValue<string>();
        var text = written?["Fn::Sub"]?.GetValue<string>() ?? resource.GetValue<string>();
        if (action.StartsWith("s3:", StringComparison.Ordinal) && ObjectsOfBucket().Match(text) is { Success: true } objects)
            return objects.Groups[1].Value;
        if (action.StartsWith("s3:", StringComparison.Ordinal) && NamedBucket().Match(text) is { Success: true } named)
            return BucketNamed(named.Groups[1].Value);
        text = ArnOfResource().Replace(text, "$1");
        return text.Contains('*', StringComparison.Ordinal) && !Wildcards.Reasons.ContainsKey(action) ? throw new FormatException($"a wildcard: {action} on {text}") : text;
    }

    /// <summary>A function whom a bucket calls names it by its name: its ARN would wait for the function, and the function for it.</summary>
    private static string BucketNamed(string name) => TemplateFile.Tree["Resources"]!.AsObject()
        .Single(resource => resource.Value!["Properties"]?["BucketName"]?["Fn::Sub"]?.GetValue<string>() == name).Key;

    [GeneratedRegex(@"^arn:\$\{AWS::Partition\}:s3:::([^/]+)(/[a-z-]+/\*)?$")]
    private static partial Regex NamedBucket();

    [GeneratedRegex("^[A-Z][A-Z0-9_]+")]
    private static partial Regex VariableName();

    [GeneratedRegex(@"^\$\{(\w+)\.Arn\}/[a-z/-]*\*$")]
    private static partial Regex ObjectsOfBucket();

    [GeneratedRegex(@"^\$\{(\w+)\.Arn\}")]
    private static partial Regex ArnOfResource();
}
