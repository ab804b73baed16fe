namespace Clinic.UnitTests.AwsCompat;

/// <summary>What arrived at the service's end.</summary>
internal sealed record AwsRequest(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
