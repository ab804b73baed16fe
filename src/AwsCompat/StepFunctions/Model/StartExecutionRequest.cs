namespace Amazon.StepFunctions.Model;

/// <summary>Starts a state machine.</summary>
public class StartExecutionRequest : AmazonStepFunctionsRequest
{
    /// <summary>The execution's input as JSON.</summary>
    public string Input { get; set; }

    /// <summary>The execution's name: a second one with the same name and input, while it runs, is the first.</summary>
    public string Name { get; set; }
    public string StateMachineArn { get; set; }
}
