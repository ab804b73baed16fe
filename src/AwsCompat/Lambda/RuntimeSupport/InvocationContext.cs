#nullable enable
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The context of one invocation; what its headers hold as JSON is read only when a handler asks for it.</summary>
internal sealed class InvocationContext(
    Invocation invocation, LambdaEnvironment environment, ILambdaLogger logger, ILambdaSerializer? serializer) : ILambdaContext
{
    private static readonly TimeSpan NoDeadline = TimeSpan.FromMinutes(15);
    private IClientContext? clientContext;
    private ICognitoIdentity? identity;

    public string AwsRequestId => invocation.RequestId;

    public IClientContext? ClientContext => clientContext ??= MobileClientContext.Parse(invocation.ClientContext);

    public string? FunctionName => environment.FunctionName;

    public string? FunctionVersion => environment.FunctionVersion;

    public ICognitoIdentity Identity => identity ??= InvokingIdentity.Parse(invocation.CognitoIdentity);

    public string? InvokedFunctionArn => invocation.FunctionArn;

    public ILambdaLogger Logger => logger;

    public string? LogGroupName => environment.LogGroupName;

    public string? LogStreamName => environment.LogStreamName;

    public int MemoryLimitInMB => environment.MemoryLimitInMB;

    public TimeSpan RemainingTime => invocation.Deadline is { } deadline ? deadline - TimeProvider.System.GetUtcNow() : NoDeadline;

    public string? TenantId => invocation.TenantId;

    public string? TraceId => invocation.TraceId;

    public ILambdaSerializer? Serializer => serializer;
}
