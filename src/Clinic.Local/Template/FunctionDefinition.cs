namespace Clinic.Local.Template;

/// <summary>A Lambda function of the template, with its environment already resolved to this machine's names.</summary>
public sealed record FunctionDefinition(
    string LogicalId,
    string Name,
    string CodeUri,
    string Handler,
    int MemorySize,
    TimeSpan Timeout,
    IReadOnlyDictionary<string, string> Environment)
{
    public AsyncRules Async { get; init; } = AsyncRules.Default;
}
