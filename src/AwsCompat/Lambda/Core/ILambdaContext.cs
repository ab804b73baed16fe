namespace Amazon.Lambda.Core;

/// <summary>One invocation: its ids, its deadline and the function that it runs in.</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }
    IClientContext ClientContext { get; }
    string FunctionName { get; }
    string FunctionVersion { get; }
    ICognitoIdentity Identity { get; }
    string InvokedFunctionArn { get; }
    ILambdaLogger Logger { get; }
    string LogGroupName { get; }
    string LogStreamName { get; }
    int MemoryLimitInMB { get; }
    TimeSpan RemainingTime { get; }
    string TenantId { get; }
    string TraceId { get; }
    ILambdaSerializer Serializer { get; }
}
