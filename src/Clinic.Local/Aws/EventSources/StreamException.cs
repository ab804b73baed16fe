namespace Clinic.Local.Aws.EventSources;

/// <summary>DynamoDB refused a request for a stream; Type is the last part of its <c>__type</c>.</summary>
internal sealed class StreamException(string type, string? message) : Exception($"{type}: {message}")
{
    /// <summary>The stream itself is not there, or no longer.</summary>
    public bool IsGone => type == "ResourceNotFoundException";

    /// <summary>The position is older than what the stream still has.</summary>
    public bool IsTrimmed => type == "TrimmedDataAccessException";
}
