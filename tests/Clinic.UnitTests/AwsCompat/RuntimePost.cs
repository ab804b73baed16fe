namespace Clinic.UnitTests.AwsCompat;

/// <summary>What a function posted; the path is the part after <c>/runtime/</c>.</summary>
internal sealed record RuntimePost(string Path, string Body, string? ContentType, long? ContentLength, string? ErrorType);
