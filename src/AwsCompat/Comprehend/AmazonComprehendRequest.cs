using Amazon.Runtime;

namespace Amazon.Comprehend;

/// <summary>The base of every request to Comprehend.</summary>
public class AmazonComprehendRequest : AmazonWebServiceRequest;
