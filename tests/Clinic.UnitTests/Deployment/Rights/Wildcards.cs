using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>What the template allows on more than a resource that it names. Objects under a prefix of a bucket of the stack are named.</summary>
internal static partial class Wildcards
{
    private const string NoResource = "IAM knows no resource for it (Service Authorization Reference)";
    private const string LogDelivery = "Step Functions sets up the delivery of its log; IAM knows no resource for it";

    /// <summary>The actions that may, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["xray:PutTraceSegments"] = NoResource,
        ["xray:PutTelemetryRecords"] = NoResource,
        ["xray:GetSamplingRules"] = NoResource,
        ["xray:GetSamplingTargets"] = NoResource,
        ["logs:CreateLogDelivery"] = LogDelivery,
        ["logs:GetLogDelivery"] = LogDelivery,
        ["logs:UpdateLogDelivery"] = LogDelivery,
        ["logs:DeleteLogDelivery"] = LogDelivery,
        ["logs:ListLogDeliveries"] = LogDelivery,
        ["logs:PutResourcePolicy"] = LogDelivery,
        ["logs:DescribeResourcePolicies"] = LogDelivery,
        ["logs:DescribeLogGroups"] = LogDelivery,
        ["comprehend:DetectPiiEntities"] = NoResource,
        ["sms-voice:SendTextMessage"] = "the ARN of a number has an id that its account gave it, and that of a sender id its country",
        ["dynamodb:ListStreams"] = "it lists the streams of one table, whatever they are called",
        ["lambda:InvokeFunction"] = "an execution calls the versions of the three tasks that were there when it began",
        ["service-role/AmazonAPIGatewayPushToCloudWatchLogs"] = "one role of the account, which every API of the region writes its log with",
    };

    /// <summary>What has no reason, and the reasons that nothing needs.</summary>
    public static IEnumerable<string> Faults(JsonObject template)
    {
        var found = template["Resources"]!.AsObject().SelectMany(resource => Of(resource.Value!).Select(action => (resource.Key, Action: action))).ToList();
        return found.Where(wildcard => !Reasons.ContainsKey(wildcard.Action)).Select(wildcard => $"{wildcard.Key}: {wildcard.Action}")
            .Concat(Reasons.Keys.Except(found.Select(wildcard => wildcard.Action)).Select(action => $"{action}: a reason for nothing"))
            .Concat(RolesOfSam(template));
    }

    /// <summary>Roles that SAM would make: they have AWS's policies for logs, traces and streams of the whole account.</summary>
    private static IEnumerable<string> RolesOfSam(JsonObject template) =>
        from type in new[] { "AWS::Serverless::Function", "AWS::Serverless::StateMachine" }
        from resource in template.OfType(type)
        where resource.Properties["Role"] is null || resource.Properties["Policies"] is not null
        select $"{resource.Id}: a role that SAM makes";

    private static IEnumerable<string> Of(JsonNode? node) => node switch
    {
        JsonObject statement when statement["Effect"]?.GetValue<string>() == "Allow" => IsWide(statement) ? Texts(statement["Action"]) : [],
        JsonObject parent => parent.Where(child => child.Key == "ManagedPolicyArns").SelectMany(child => Texts(child.Value)).Select(OfAws).OfType<string>()
            .Concat(parent.SelectMany(child => Of(child.Value))),
        JsonArray list => list.SelectMany(Of),
        _ => [],
    };

    private static bool IsWide(JsonObject statement) => statement["NotAction"] is not null || statement["NotResource"] is not null
        || Texts(statement["Principal"]).Contains("*") || Texts(statement["Action"]).Any(action => action.Contains('*', StringComparison.Ordinal))
        || Texts(statement["Resource"]).Any(resource => resource.Contains('*', StringComparison.Ordinal) && !ObjectsOfBucket().IsMatch(resource));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonValue text => [text.GetValue<string>()],
        JsonArray list => list.SelectMany(Texts),
        JsonObject parent => parent.SelectMany(child => Texts(child.Value)),
        _ => [],
    };

    private static string? OfAws(string arn) => AwsPolicy().Match(arn) is { Success: true } policy ? policy.Groups[1].Value : null;

    [GeneratedRegex(@"^(arn:\$\{AWS::Partition\}:s3:::clinic-[a-z]+-\$\{Branch\}-\$\{AWS::AccountId\}|\$\{[A-Za-z]+Bucket\.Arn\})/[a-z-]+/\*$")]
    private static partial Regex ObjectsOfBucket();

    [GeneratedRegex(@":iam::aws:policy/(.+)$")]
    private static partial Regex AwsPolicy();
}
