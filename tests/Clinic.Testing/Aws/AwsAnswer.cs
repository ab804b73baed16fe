namespace Clinic.Testing.Aws;

public sealed record AwsAnswer(int Status, string ContentType, string Body)
{
    public TimeSpan Delay { get; init; }

    public static AwsAnswer Json(int status, string body) => new(status, "application/x-amz-json-1.1", body);

    public static AwsAnswer Xml(int status, string body) => new(status, "text/xml", body);
}
