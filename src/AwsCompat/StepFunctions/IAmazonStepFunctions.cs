using Amazon.Runtime;
using Amazon.StepFunctions.Model;

namespace Amazon.StepFunctions;

/// <summary>Starts state machines. A failure is an <see cref="AmazonStepFunctionsException"/>.</summary>
public interface IAmazonStepFunctions : IAmazonService, IDisposable
{
    Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default);
}
