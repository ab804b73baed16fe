using System.Text.Json.Nodes;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>What Lambda does in the name of a function's role: its log, its traces, the streams that it reads for it, the queues of what failed.</summary>
internal static class PlatformRights
{
    public static IEnumerable<Right> Of(JsonObject template, JsonNode function)
    {
        var name = function["FunctionName"]!["Fn::Sub"]!.GetValue<string>();
        var log = template.OfType("AWS::Logs::LogGroup").Where(group => group.Properties["LogGroupName"]?["Fn::Sub"]?.GetValue<string>() == "/aws/lambda/" + name).Select(group => group.Id).SingleOrDefault("none");
        var events = (function["Events"]?.AsObject() ?? []).Select(source => source.Value!["Properties"]!).ToList();
        return
        [
            new("logs:CreateLogStream", log), new("logs:PutLogEvents", log), new("xray:PutTraceSegments", "*"), new("xray:PutTelemetryRecords", "*"),
            .. events.Select(source => source["Stream"]?["Fn::GetAtt"]?[0]?.GetValue<string>()).OfType<string>().SelectMany(OfStream),
            .. events.Append(function["EventInvokeConfig"]).Select(source => source?["DestinationConfig"]?["OnFailure"]?["Destination"]?["Fn::GetAtt"]?[0]?.GetValue<string>())
                .OfType<string>().Select(queue => new Right("sqs:SendMessage", queue)),
        ];
    }

    /// <summary>The list of a table's streams is asked for before there is one to name.</summary>
    private static Right[] OfStream(string table) =>
    [
        new("dynamodb:DescribeStream", table + "/stream"), new("dynamodb:GetRecords", table + "/stream"), new("dynamodb:GetShardIterator", table + "/stream"),
        new("dynamodb:ListStreams", table + "/stream/*"),
    ];
}
