using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>What Lambda sends to an OnFailure destination of asynchronous invocations: the event and the function's last error.</summary>
internal static class AsyncFailureDocument
{
    public static JsonObject Of(AsyncInvocation invocation, string condition, string functionName, Invocation failed, DateTimeOffset now) => new()
    {
        ["version"] = "1.0",
        ["timestamp"] = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        ["requestContext"] = new JsonObject
        {
            ["requestId"] = invocation.Id,
            ["functionArn"] = $"arn:aws:lambda:{PhysicalIds.Region}:{PhysicalIds.AccountId}:function:{functionName}:$LATEST",
            ["condition"] = condition,
            ["approximateInvokeCount"] = invocation.Attempts,
        },
        ["requestPayload"] = JsonNode.Parse(invocation.Payload),
        ["responseContext"] = new JsonObject { ["statusCode"] = 200, ["executedVersion"] = "$LATEST", ["functionError"] = failed.FunctionError },
        ["responsePayload"] = JsonNode.Parse(failed.Payload.Span),
    };
}
