using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Core.Errors;

namespace Clinic.UnitTests.Deployment;

/// <summary>What every stack must be, whoever adds a function, a table or a parameter. A rule answers what breaks it.</summary>
internal static partial class StackRules
{
    private static readonly string[] GatewayResponses =
    [
        "ACCESS_DENIED", "BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN", "INTEGRATION_FAILURE",
        "INTEGRATION_TIMEOUT", "INVALID_SIGNATURE", "MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND",
        "THROTTLED", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED",
    ];

    private const string TraceId = ",\"traceId\":\"$context.requestId\"}";

    // What tells of the request itself and not of who made it.
    private static readonly string[] Impersonal =
    [
        "error.responseType", "httpMethod", "integration.latency", "integration.status", "requestId", "requestTimeEpoch", "resourcePath",
        "responseLatency", "responseLength", "status",
    ];

    /// <summary>The longest that AWS takes for a name; a slug has 30 characters, an account's id 12.</summary>
    private static readonly Dictionary<string, (string Property, int Most, bool Global)> Names = new()
    {
        ["AWS::Serverless::Function"] = ("FunctionName", 64, false),
        ["AWS::Serverless::StateMachine"] = ("Name", 80, false),
        ["AWS::Pipes::Pipe"] = ("Name", 64, false),
        ["AWS::DynamoDB::Table"] = ("TableName", 255, false),
        ["AWS::S3::Bucket"] = ("BucketName", 63, true),
        ["AWS::Cognito::UserPool"] = ("UserPoolName", 128, false),
        ["AWS::Cognito::UserPoolDomain"] = ("Domain", 63, true),
        ["AWS::SecretsManager::Secret"] = ("Name", 512, false),
        ["AWS::SQS::Queue"] = ("QueueName", 80, false),
        ["AWS::SNS::Topic"] = ("TopicName", 256, false),
        ["AWS::SES::ConfigurationSet"] = ("Name", 64, false),
        ["AWS::CloudWatch::Alarm"] = ("AlarmName", 255, false),
        ["AWS::CloudWatch::Dashboard"] = ("DashboardName", 255, false),
        ["AWS::WAFv2::WebACL"] = ("Name", 128, false),
        ["AWS::Serverless::Api"] = ("Name", 128, false),
    };

    public static IReadOnlyDictionary<string, Func<JsonObject, IEnumerable<string>>> All { get; } = new Dictionary<string, Func<JsonObject, IEnumerable<string>>>
    {
        ["values"] = template => Valueless(template, ""),
        ["functions"] = Functions,
        ["roles"] = Roles,
        ["logs"] = Logs,
        ["alarms"] = Alarms,
        ["throttle alarms"] = ThrottleAlarms,
        ["queue alarms"] = QueueAlarms,
        ["pipe alarms"] = PipeAlarms,
        ["alias"] = Alias,
        ["tables"] = Tables,
        ["transforms"] = Transforms,
        ["parameters"] = Parameters,
        ["names"] = NamesOfResources,
        ["gateway responses"] = Responses,
        ["access log"] = AccessLog,
    };

    /// <summary>Every member has a value. A comma in a text without quotes begins a member that has none, which CloudFormation refuses.</summary>
    private static IEnumerable<string> Valueless(JsonNode? node, string path) => node switch
    {
        null => [path],
        JsonObject members => members.SelectMany(member => Valueless(member.Value, $"{path}/{member.Key}")),
        JsonArray items => items.SelectMany((item, index) => Valueless(item, $"{path}/{index}")),
        _ => [],
    };

    private static IEnumerable<string> Functions(JsonObject template)
    {
        var globals = template["Globals"]!["Function"]!;
        foreach (var (id, function) in template.OfType("AWS::Serverless::Function"))
        {
            if (Text("MemorySize") is not { } memory || int.Parse(memory) is < 128 or > 10_240)
                yield return $"{id}: MemorySize";
            if (Text("Timeout") is not { } timeout || int.Parse(timeout) is < 1 or > 900)
                yield return $"{id}: Timeout";
            if (Text("Tracing") != "Active" || Text("Runtime") != "provided.al2023" || Text("Handler") != "bootstrap" || Value("Architectures") is not JsonArray { Count: 1 })
                yield return $"{id}: Tracing, Runtime, Handler or Architectures";
            if (Value("LoggingConfig")?["LogFormat"]?.GetValue<string>() != "JSON" || Text("AutoPublishAlias") != "live" || Text("AutoPublishAliasAllProperties") != "true")
                yield return $"{id}: LoggingConfig or AutoPublishAlias";
            JsonNode? Value(string name) => function[name] ?? globals[name];
            string? Text(string name) => Value(name)?.GetValue<string>();
        }
    }

    /// <summary>No two functions share a role, and Lambda alone takes it.</summary>
    private static IEnumerable<string> Roles(JsonObject template) =>
        from function in template.OfType("AWS::Serverless::Function")
        let role = Stem(function.Id) + "Role"
        where function.Properties["Role"]?.ToJsonString() != $$"""{"Fn::GetAtt":["{{role}}","Arn"]}"""
            || template["Resources"]![role]?["Properties"]?["AssumeRolePolicyDocument"]?["Statement"]?.ToJsonString()
                != """[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]"""
        select $"{function.Id}: the role {role}, which Lambda alone takes";

    private static IEnumerable<string> Logs(JsonObject template)
    {
        var kept = template.OfType("AWS::Logs::LogGroup").Where(group => group.Properties["RetentionInDays"].IsReference("LogRetentionDays"))
            .Select(group => group.Properties["LogGroupName"]?["Fn::Sub"]?.GetValue<string>());
        return template.OfType("AWS::Serverless::Function")
            .Where(function => !kept.Contains("/aws/lambda/" + function.Properties["FunctionName"]?["Fn::Sub"]?.GetValue<string>()) || template["Resources"]![Stem(function.Id) + "Logs"] is null)
            .Select(function => $"{function.Id}: a log group of {Stem(function.Id)}Logs with LogRetentionDays");
    }

    private static IEnumerable<string> Alarms(JsonObject template)
    {
        var alarms = template.OfType("AWS::CloudWatch::Alarm").ToDictionary(alarm => alarm.Id, alarm => alarm.Properties);
        foreach (var (id, alarm) in alarms)
        {
            if (alarm["AlarmActions"]?.AsArray() is not [{ } action] || !action.IsReference("AlarmTopic") || alarm["AlarmDescription"] is null || alarm["TreatMissingData"] is null)
                yield return $"{id}: AlarmActions, AlarmDescription or TreatMissingData";
        }
        foreach (var (id, function) in template.OfType("AWS::Serverless::Function"))
        {
            var own = function["DeploymentPreference"]?["Alarms"]?.AsArray().Select(alarm => alarm?["Ref"]?.GetValue<string>()).ToList() ?? [];
            var watched = own.Contains(Stem(id) + "Errors") && alarms.GetValueOrDefault(Stem(id) + "Errors") is { } alarm
                && (alarm["MetricName"]!.GetValue<string>() != "Errors" || IsOf(alarm["Dimensions"]!, id, InvokedByVersion(template).Contains(id)));
            if (!watched)
                yield return $"{id}: DeploymentPreference with the alarm {Stem(id)}Errors on what is invoked, its alias or all its versions";
        }
    }

    /// <summary>The metrics of an alias know nothing of who is invoked by version.</summary>
    private static bool IsOf(JsonNode dimensions, string function, bool byVersion) =>
        byVersion ? dimensions.AsArray() is [{ } only] && only["Value"].IsReference(function) : dimensions.ToJsonString().Contains($"${{{function}}}:live", StringComparison.Ordinal);

    /// <summary>A state machine names versions, so that the tasks of an execution are of one deployment.</summary>
    private static IReadOnlyList<string> InvokedByVersion(JsonObject template) =>
    [
        .. template.OfType("AWS::Serverless::StateMachine").SelectMany(machine => machine.Properties["DefinitionSubstitutions"]?.AsObject() ?? [])
            .Select(substitution => substitution.Value?["Ref"]?.GetValue<string>()).OfType<string>().Where(name => name.EndsWith(".Version", StringComparison.Ordinal)).Select(name => name[..^".Version".Length]),
    ];

    private static IEnumerable<string> ThrottleAlarms(JsonObject template)
    {
        var metrics = template.OfType("AWS::CloudWatch::Alarm").SelectMany(alarm => alarm.Properties["Metrics"]?.AsArray() ?? []).OfType<JsonObject>();
        var watched = metrics.Where(metric => metric["MetricStat"]?["Metric"]?["MetricName"]?.GetValue<string>() == "Throttles")
            .ToLookup(metric => metric["MetricStat"]!["Metric"]!["Dimensions"]![0]!["Value"]!["Ref"]!.GetValue<string>(), metric => metric["Id"]!.GetValue<string>());
        return template.OfType("AWS::Serverless::Function").Select(function => function.Id)
            .Where(id => !watched[id].SequenceEqual([char.ToLowerInvariant(id[0]) + Stem(id)[1..]]))
            .Select(id => $"{id}: its Throttles in an alarm");
    }

    private static IEnumerable<string> QueueAlarms(JsonObject template)
    {
        var watched = template.OfType("AWS::CloudWatch::Alarm").Where(alarm => alarm.Properties["MetricName"]?.GetValue<string>() == "ApproximateNumberOfMessagesVisible")
            .Select(alarm => alarm.Properties["Dimensions"]![0]!["Value"]!["Fn::GetAtt"]![0]!.GetValue<string>());
        return template.OfType("AWS::SQS::Queue").Select(queue => queue.Id).Except(watched).Select(id => $"{id}: an alarm on what is in it");
    }

    private static IEnumerable<string> PipeAlarms(JsonObject template)
    {
        var watched = template.OfType("AWS::CloudWatch::Alarm").Where(alarm => alarm.Properties["MetricName"]?.GetValue<string>() == "ExecutionFailed")
            .Select(alarm => alarm.Properties["Dimensions"]![0]!["Value"].Reference());
        return template.OfType("AWS::Pipes::Pipe").Select(pipe => pipe.Id).Except(watched).Select(id => $"{id}: an alarm on what failed");
    }

    /// <summary>Names and dimensions may name a function; what invokes it goes by the alias, or a deployment would not reach it or not go back; a state machine goes by versions.</summary>
    private static IEnumerable<string> Alias(JsonObject template)
    {
        string[] namesOnly = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::Logs::LogGroup"];
        var functions = template.OfType("AWS::Serverless::Function").Select(function => function.Id).ToList();
        foreach (var (id, resource) in template["Resources"]!.AsObject())
        {
            if (namesOnly.Contains(resource!["Type"]!.GetValue<string>()))
                continue;
            var text = resource.ToJsonString();
            foreach (var function in functions.Where(function => DirectUse(function).IsMatch(text)))
                yield return $"{id}: {function} without .Alias";
            if (resource["Type"]!.GetValue<string>() == "AWS::Serverless::StateMachine")
            {
                foreach (var function in functions.Where(function => text.Contains($"\"{function}.Alias\"", StringComparison.Ordinal)))
                    yield return $"{id}: {function} without .Version";
            }
        }
    }

    private static Regex DirectUse(string function) =>
        new($"\"Ref\":\"{function}\"|\"Fn::GetAtt\":\\[\"{function}\"|\\$\\{{{function}(\\.Arn)?\\}}(?!:\\*\")");

    private static IEnumerable<string> Tables(JsonObject template) =>
        from table in template.Resources("AWS::DynamoDB::Table")
        let properties = table.Resource["Properties"]!
        where properties["PointInTimeRecoverySpecification"]?["PointInTimeRecoveryEnabled"]?.GetValue<string>() != "true"
            || properties["DeletionProtectionEnabled"]?.ToJsonString() != """{"Fn::If":["IsMain","true","false"]}"""
            || properties["SSESpecification"]?["KMSMasterKeyId"]?.ToJsonString() != """{"Fn::If":["HasTablesKey",{"Ref":"TablesKeyArn"},{"Ref":"AWS::NoValue"}]}"""
            || properties["BillingMode"]?.GetValue<string>() != "PAY_PER_REQUEST"
            || table.Resource["DeletionPolicy"]?.ToJsonString() != """{"Fn::If":["IsMain","Retain","Delete"]}"""
        select $"{table.Id}: recovery, deletion protection and policy, encryption or billing";

    /// <summary>
    /// What becomes of a resource that goes may depend on a condition only where AWS::LanguageExtensions resolves it, before SAM's
    /// transform; then DependsOn may name nothing that SAM makes. What is replaced becomes the same as what is deleted.
    /// </summary>
    private static IEnumerable<string> Transforms(JsonObject template)
    {
        var resolves = template["Transform"]?.ToJsonString() == """["AWS::LanguageExtensions","AWS::Serverless-2016-10-31"]""";
        foreach (var (id, resource) in template["Resources"]!.AsObject())
        {
            if (!resolves && (resource!["DeletionPolicy"] is JsonObject || resource["UpdateReplacePolicy"] is JsonObject))
                yield return $"{id}: a condition in DeletionPolicy or UpdateReplacePolicy without the transform for it";
            if (!JsonNode.DeepEquals(resource!["DeletionPolicy"], resource["UpdateReplacePolicy"]))
                yield return $"{id}: DeletionPolicy and UpdateReplacePolicy differ";
            if (resource["DependsOn"] is JsonValue other && !template["Resources"]!.AsObject().ContainsKey(other.GetValue<string>()))
                yield return $"{id}: DependsOn {other.GetValue<string>()}";
        }
    }

    private static IEnumerable<string> Parameters(JsonObject template)
    {
        var grouped = template["Metadata"]!["AWS::CloudFormation::Interface"]!["ParameterGroups"]!.AsArray()
            .SelectMany(group => group!["Parameters"]!.AsArray()).Select(name => name!.GetValue<string>()).ToList();
        var declared = template["Parameters"]!.AsObject();
        return declared.Where(parameter => parameter.Value!["Description"] is null || parameter.Value["Default"] is null).Select(parameter => $"{parameter.Key}: Description or Default")
            .Concat(declared.Select(parameter => parameter.Key).Where(name => grouped.Count(name.Equals) != 1).Select(name => $"{name}: one group of Metadata"))
            .Concat(grouped.Where(name => !declared.ContainsKey(name)).Select(name => $"{name}: no such parameter"));
    }

    private static IEnumerable<string> NamesOfResources(JsonObject template)
    {
        foreach (var (id, resource) in template["Resources"]!.AsObject())
        {
            if (!Names.TryGetValue(resource!["Type"]!.GetValue<string>(), out var rule))
                continue;
            var name = resource["Properties"]![rule.Property] is JsonObject given ? given["Fn::Sub"]!.GetValue<string>() : "";
            if (!name.Contains("${Branch}", StringComparison.Ordinal) || (rule.Global && !name.Contains("${AWS::AccountId}", StringComparison.Ordinal)))
                yield return $"{id}: {rule.Property} with the branch" + (rule.Global ? " and the account" : "");
            else if (name.Replace("${Branch}", new string('b', 30), StringComparison.Ordinal).Replace("${AWS::AccountId}", "123456789012", StringComparison.Ordinal).Length > rule.Most)
                yield return $"{id}: {rule.Property} has more than {rule.Most} characters for the longest branch";
        }
    }

    private static IEnumerable<string> Responses(JsonObject template)
    {
        var responses = template["Resources"]!["Api"]!["Properties"]!["GatewayResponses"]!.AsObject();
        foreach (var type in GatewayResponses)
        {
            if (Languages.All.Any(language => !IsProblem(Problem(template, responses[type]?["ResponseTemplates"]?["application/json"], language), responses[type]!, language))
                || responses[type]!["ResponseParameters"]!["Headers"]!["Content-Type"]!.GetValue<string>() != "'application/problem+json'")
                yield return $"{type}: a problem document with its status";
        }
        // The firewall knows no id of the request.
        var firewall = template["Resources"]!["WebAcl"]!["Properties"]!["CustomResponseBodies"]!["TooLarge"]!["Content"];
        if (Languages.All.Any(language => Problem(template, firewall, language)?.GetValue<string>() is not { } text || text[..^1] + TraceId != Document(ProblemCode.BodyTooLarge, language)))
            yield return "WebAcl: a problem document for a body that is too large";
    }

    private static JsonNode? Problem(JsonObject template, JsonNode? findInMap, Language language) =>
        findInMap?["Fn::FindInMap"]?[2]?.GetValue<string>() is { } name ? template["Mappings"]!["Problems"]![language.Tag()]![name] : null;

    /// <summary>The very document that a function would respond with.</summary>
    private static bool IsProblem(JsonNode? text, JsonNode response, Language language) =>
        text?.GetValue<string>() is { } document
        && ProblemCode.All.SingleOrDefault(code => code.Name == (string?)JsonNode.Parse(document)!["code"]) is { } code
        && code.Status.ToString(CultureInfo.InvariantCulture) == response["StatusCode"]!.GetValue<string>()
        && document == Document(code, language);

    private static string Document(ProblemCode code, Language language) => ProblemDetails.Of(code, language, "$context.requestId").AsResponse(language).Body!;

    private static IEnumerable<string> AccessLog(JsonObject template) =>
        ContextVariable().Matches(template["Resources"]!["Api"]!["Properties"]!["AccessLogSetting"]!.ToJsonString())
            .Where(match => !Impersonal.Contains(match.Groups[1].Value)).Select(match => match.Value);

    private static string Stem(string function) => function[..^"Function".Length];

    [GeneratedRegex(@"\$context\.([A-Za-z.]+)")]
    private static partial Regex ContextVariable();
}
