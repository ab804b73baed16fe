using Amazon.Runtime;

namespace Amazon.StepFunctions.Model;

/// <summary>An execution that was started.</summary>
public class StartExecutionResponse : AmazonWebServiceResponse
{
    public string ExecutionArn { get; set; }
    public DateTime? StartDate { get; set; }
}
