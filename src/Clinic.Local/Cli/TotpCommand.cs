using OtpNet;

namespace Clinic.Local.Cli;

/// <summary>Prints what an authenticator app would show for a secret (RFC 6238), for whoever has no app at hand.</summary>
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
