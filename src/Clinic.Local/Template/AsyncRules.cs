namespace Clinic.Local.Template;

/// <summary>How a function's asynchronous invocations are retried, and where one that was given up is told.</summary>
public sealed record AsyncRules(int RetryAttempts, TimeSpan EventAge, string? OnFailureQueue)
{
    /// <summary>Lambda's own: two retries within six hours.</summary>
    public static AsyncRules Default { get; } = new(2, TimeSpan.FromHours(6), null);
}
