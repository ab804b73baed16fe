using Amazon.Runtime;

namespace Amazon.SimpleEmail;

/// <summary>The base of every request to SES.</summary>
public class AmazonSimpleEmailServiceRequest : AmazonWebServiceRequest;
