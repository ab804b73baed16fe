using Amazon.Runtime;

namespace Amazon.StepFunctions;

/// <summary>The base of every request to Step Functions.</summary>
public class AmazonStepFunctionsRequest : AmazonWebServiceRequest;
