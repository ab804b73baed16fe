namespace Clinic.Local.Template;

/// <summary>
/// A function that a table's stream invokes, or a pipe that it feeds: an event source mapping with its defaults. Function and Table are logical ids;
/// EventNames are those that the filter lets through, all of them where it is empty; OnFailureQueue is a queue's name.
/// </summary>
public sealed record StreamTrigger(string Function, string Event, string Table)
{
    public int BatchSize { get; init; } = 100;

    /// <summary>How long a batch may wait to be filled.</summary>
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>A batch that failed is tried again in two halves.</summary>
    public bool Bisects { get; init; }

    /// <summary>Null for ever.</summary>
    public int? RetryAttempts { get; init; }

    /// <summary>Null for any age.</summary>
    public TimeSpan? RecordAge { get; init; }

    /// <summary>The function names the records that failed.</summary>
    public bool ReportsItemFailures { get; init; }

    public IReadOnlySet<string> EventNames { get; init; } = new HashSet<string>();

    public string? OnFailureQueue { get; init; }

    /// <summary>The ARN of the state machine that a pipe starts instead; the pipe itself stands for the function.</summary>
    public string? StateMachine { get; init; }

    /// <summary>What tells this trigger from every other.</summary>
    public string Name => $"{Function}.{Event}";
}
