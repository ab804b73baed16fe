namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Settings of the bootstrap that tests need and Lambda itself does not.</summary>
public class LambdaBootstrapOptions
{
    /// <summary>
    /// Host, port and possibly a path of the Runtime API, as in <c>127.0.0.1:3001/UsersFunction</c>; null takes
    /// <c>AWS_LAMBDA_RUNTIME_API</c>.
    /// </summary>
    public string RuntimeApiEndpoint { get; set; }
}
