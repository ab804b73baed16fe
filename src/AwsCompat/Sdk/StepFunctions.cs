using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Sdk;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions
{
    /// <summary>Starts executions.</summary>
    public interface IAmazonStepFunctions : IDisposable
    {
        Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default);
    }

    public class AmazonStepFunctionsClient : IAmazonStepFunctions
    {
        private readonly ServiceClient service = new(new Config());

        public virtual async Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default)
        {
            await service.CallAsync(
                "AWSStepFunctions.StartExecution",
                new JsonObject { ["stateMachineArn"] = request.StateMachineArn, ["name"] = request.Name, ["input"] = request.Input },
                error => error.Code == "ExecutionAlreadyExists"
                    ? new ExecutionAlreadyExistsException(error.Message)
                    : new AmazonServiceException(error.Message, null, ErrorType.Unknown, error.Code, null, error.Status),
                cancellationToken).ConfigureAwait(false);
            return new StartExecutionResponse();
        }

        public void Dispose()
        {
            service.Dispose();
            GC.SuppressFinalize(this);
        }

        private sealed class Config : ClientConfig
        {
            public Config()
                : base(ServiceClient.Defaults) => ServiceId = "SFN";

            public override string RegionEndpointServiceName => "states";

            public override string ServiceVersion => "2016-11-23";

            public override string UserAgent => "AwsCompat";

            public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) => new(ServiceURL);
        }
    }
}

namespace Amazon.StepFunctions.Model
{
    public class ExecutionAlreadyExistsException(string message) : AmazonServiceException(message);

    public class StartExecutionRequest
    {
        public string StateMachineArn { get; set; }
        public string Name { get; set; }
        public string Input { get; set; }
    }

    public class StartExecutionResponse;
}
