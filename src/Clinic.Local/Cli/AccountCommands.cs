using Clinic.Operator;
using OtpNet;

namespace Clinic.Local.Cli;

/// <summary>What an operator does outside the API, on the running host.</summary>
internal static class AdminCommand
{
    /// <returns>1 when nothing was done. The reason is on standard error.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var request = args switch
        {
            [var email, var firstName, var lastName] => new OperatorRequest(OperatorService.CreateAdmin, email, firstName, lastName),
            ["--remove-mfa", var email] => new OperatorRequest(OperatorService.RemoveMfa, email),
            _ => throw new UsageException("admin takes EMAIL FIRST-NAME LAST-NAME, or --remove-mfa EMAIL."),
        };
        var outcome = await RunningHost.Get().InvokeAsync(
            "Operator", request, OperatorJson.Contracts.OperatorRequest, OperatorJson.Contracts.OperatorOutcome, cancellationToken);
        await (outcome.Done ? Console.Out : Console.Error).WriteLineAsync(outcome.Message);
        return outcome.Done ? 0 : 1;
    }
}

/// <summary>Prints what an authenticator app would show for a secret (RFC 6238), for people without such an app at hand.</summary>
internal static class TotpCommand
{
    private const int StepSeconds = 30;

    /// <param name="steps">How many steps of 30 seconds from now: a code works once, and the one after it is taken already.</param>
    public static int Run(string secret, int steps)
    {
        try
        {
            var at = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(steps * StepSeconds);
            Console.WriteLine(new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(at));
            return 0;
        }
        catch (ArgumentException)
        {
            throw new SetupException("The secret is not base32 (RFC 4648, section 6), as POST /auth/mfa/enrol answers it.");
        }
    }
}
