using System.Text.Json.Nodes;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>What AWS's services do in the name of a role, and what is to be refused or allowed at a resource, by the resources themselves.</summary>
internal static class PlatformRights
{
    private static readonly string[] Traces = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

    private static readonly string[] LogDelivery =
    [
        "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
    ];

    /// <summary>A function's log, its traces, the streams that Lambda reads for it, and the queues of what failed.</summary>
    public static IEnumerable<Right> OfFunction(JsonObject template, JsonNode function)
    {
        var name = function["FunctionName"]!["Fn::Sub"]!.GetValue<string>();
        var log = template.OfType("AWS::Logs::LogGroup").Where(group => group.Properties["LogGroupName"]?["Fn::Sub"]?.GetValue<string>() == "/aws/lambda/" + name).Select(group => group.Id).SingleOrDefault("none");
        var events = (function["Events"]?.AsObject() ?? []).Select(source => source.Value!["Properties"]!).ToList();
        return
        [
            TakenBy("lambda.amazonaws.com"), new("logs:CreateLogStream", log), new("logs:PutLogEvents", log), .. Traces.Select(action => new Right(action, "*")),
            .. events.Select(source => source["Stream"]?["Fn::GetAtt"]?[0]?.GetValue<string>()).OfType<string>().SelectMany(OfStream),
            .. events.Append(function["EventInvokeConfig"]).Select(source => source?["DestinationConfig"]?["OnFailure"]?["Destination"]?["Fn::GetAtt"]?[0]?.GetValue<string>())
                .OfType<string>().Select(queue => new Right("sqs:SendMessage", queue)),
        ];
    }

    /// <summary>A state machine's tasks, its traces and its log.</summary>
    public static IEnumerable<Right> OfStateMachine(JsonObject machine)
    {
        string[] everywhere =
        [
            .. machine["Tracing"]?["Enabled"]?.GetValue<string>() == "true" ? [.. Traces, "xray:GetSamplingRules", "xray:GetSamplingTargets"] : Array.Empty<string>(),
            .. machine["Logging"]?["Destinations"] is JsonArray ? LogDelivery : [],
        ];
        return [TakenBy("states.amazonaws.com"), .. MachineTask.Of(machine).Select(task => task.Right), .. everywhere.Select(action => new Right(action, "*"))];
    }

    /// <summary>A pipe reads its stream and starts its state machine.</summary>
    public static IEnumerable<Right> OfPipe(JsonObject pipe) =>
        [TakenBy("pipes.amazonaws.com"), .. OfStream(pipe["Source"]!["Fn::GetAtt"]![0]!.GetValue<string>()), new("states:StartExecution", pipe["Target"]!["Ref"]!.GetValue<string>())];

    /// <summary>API Gateway writes the access logs of an account.</summary>
    public static IEnumerable<Right> OfApiAccount() =>
        [TakenBy("apigateway.amazonaws.com"), new("what the policy allows", "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")];

    /// <summary>A bucket refuses everybody who does not come by TLS.</summary>
    public static IEnumerable<Right> OfBucket(string id) =>
        new[] { id, id + "/*" }.Select(resource => new Right("Deny s3:*", resource + " by *", """{"Bool":{"aws:SecureTransport":"false"}}"""));

    /// <summary>A user pool calls its triggers.</summary>
    public static IEnumerable<Right> OfUserPool(string id, JsonObject pool) =>
        (pool["LambdaConfig"]?.AsObject() ?? []).Select(trigger => (trigger.Value!["LambdaArn"] ?? trigger.Value)["Ref"]!.GetValue<string>()).Distinct()
            .Select(alias => new Right("lambda:InvokeFunction", $"{alias} by cognito-idp.amazonaws.com", id));

    private static Right TakenBy(string service) => new("sts:AssumeRole", service);

    /// <summary>The list of a table's streams is asked for before there is one to name.</summary>
    private static Right[] OfStream(string table) =>
    [
        new("dynamodb:DescribeStream", table + "/stream"), new("dynamodb:GetRecords", table + "/stream"), new("dynamodb:GetShardIterator", table + "/stream"),
        new("dynamodb:ListStreams", table + "/stream/*"),
    ];
}
