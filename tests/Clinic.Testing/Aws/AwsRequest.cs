namespace Clinic.Testing.Aws;

/// <summary>What arrived at the service's end.</summary>
public sealed record AwsRequest(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
