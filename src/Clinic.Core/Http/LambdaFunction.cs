using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Clinic.Core.Json;

namespace Clinic.Core.Http;

/// <summary>Runs a function host on Lambda's runtime API until the environment ends.</summary>
public static class LambdaFunction
{
    /// <param name="warmUp">What the init phase does once, such as a first call to DynamoDB.</param>
    public static async Task RunAsync<TApi>(FunctionHost<TApi> host, Func<Task> warmUp)
    {
        using var bootstrap = LambdaBootstrapBuilder
            .Create<APIGatewayProxyRequest, APIGatewayProxyResponse>(host.HandleAsync, new SourceGeneratorLambdaJsonSerializer<GatewayJson>())
            .UseBootstrapHandler(async () =>
            {
                await warmUp();
                return true;
            })
            .Build();
        await bootstrap.RunAsync();
    }
}
