#nullable enable
namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Nothing answers at the Runtime API any more: the host of this process has ended.</summary>
internal sealed class RuntimeApiGoneException(string endpoint, Exception cause)
    : Exception($"The Lambda Runtime API at {endpoint} is gone ({cause.Message}). Ending.", cause);
