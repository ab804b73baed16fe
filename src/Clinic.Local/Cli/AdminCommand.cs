using Clinic.Core.Accounts;

namespace Clinic.Local.Cli;

/// <summary>What an operator does past the API, on the running host.</summary>
internal static class AdminCommand
{
    /// <returns>1 when nothing was done; why is on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var request = args switch
        {
            ["--remove-mfa", var email] => new OperatorRequest(OperatorService.RemoveMfa, email),
            _ => throw new UsageException("admin takes --remove-mfa EMAIL."),
        };
        var outcome = await RunningHost.Get().InvokeAsync<OperatorRequest, OperatorOutcome>("Operator", request, cancellationToken);
        await (outcome.Done ? Console.Out : Console.Error).WriteLineAsync(outcome.Message);
        return outcome.Done ? 0 : 1;
    }
}
