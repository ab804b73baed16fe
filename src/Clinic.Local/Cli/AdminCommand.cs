using Clinic.Core.Accounts;
using Clinic.Core.Json;

namespace Clinic.Local.Cli;

/// <summary>What an operator does past the API, on the running host.</summary>
internal static class AdminCommand
{
    /// <returns>1 when nothing was done; why is on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var request = args switch
        {
            [var email, var firstName, var lastName] => new OperatorRequest(OperatorService.CreateAdmin, email, firstName, lastName),
            ["--remove-mfa", var email] => new OperatorRequest(OperatorService.RemoveMfa, email),
            _ => throw new UsageException("admin takes EMAIL FIRST-NAME LAST-NAME, or --remove-mfa EMAIL."),
        };
        var outcome = await RunningHost.Get().InvokeAsync(
            "Operator", request, ClinicJson.TypeOf<OperatorRequest>(), ClinicJson.TypeOf<OperatorOutcome>(), cancellationToken);
        await (outcome.Done ? Console.Out : Console.Error).WriteLineAsync(outcome.Message);
        return outcome.Done ? 0 : 1;
    }
}
