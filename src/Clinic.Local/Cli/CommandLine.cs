using Clinic.Rollups;

namespace Clinic.Local.Cli;

/// <summary>The host's verbs. What the user can put right is one line on standard error and exit code 1; misuse is 2.</summary>
internal static class CommandLine
{
    private const string Usage = """
        usage: Clinic.Local VERB
          start [--port 3000] [--empty] [--processes 4] [--in-memory] [--no-warm] [--functions DIR]
                [--parameter NAME=VALUE]... [--container-address IP]
          status
          seed [--empty]
          invoke FUNCTION EVENT.json
          rollups --verify | --rebuild
          messages --requeue | --assign
          import FILE...
          totp SECRET [--next]
          admin EMAIL FIRST-NAME LAST-NAME | admin --remove-mfa EMAIL
          env [--container-address IP]
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new StopSignal();
        try
        {
            return args switch
            {
                ["start", .. var rest] => await StartCommand.RunAsync(Arguments.Parse(rest), stop.Token),
                ["status"] => await StatusCommand.RunAsync(stop.Token),
                ["seed", .. var rest] => await SeedCommand.RunAsync(Arguments.Parse(rest), stop.Token),
                ["invoke", var function, var file] => await InvokeCommand.RunAsync(function, file, stop.Token),
                ["rollups", "--verify"] => await RollupsCommand.RunAsync(RollupRepair.Verify, stop.Token),
                ["rollups", "--rebuild"] => await RollupsCommand.RunAsync(RollupRepair.Rebuild, stop.Token),
                ["messages", "--requeue"] => await MessagesCommand.RequeueAsync(stop.Token),
                ["messages", "--assign"] => await MessagesCommand.AssignAsync(stop.Token),
                ["admin", .. var rest] => await AdminCommand.RunAsync(rest, stop.Token),
                ["import", _, ..] => await ImportCommand.RunAsync(args[1..], stop.Token),
                ["totp", var secret] => TotpCommand.Run(secret, steps: 0),
                ["totp", var secret, "--next"] => TotpCommand.Run(secret, steps: 1),
                ["env", .. var rest] => EnvCommand.Run(Arguments.Parse(rest)),
                _ => Misuse(Usage),
            };
        }
        catch (UsageException e)
        {
            return Misuse($"{e.Message}\n{Usage}");
        }
        catch (Exception e) when (e is SetupException or UnauthorizedAccessException or IOException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync("error: " + e.Message.ReplaceLineEndings(" "));
            return 1;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return 130;
        }
    }

    private static int Misuse(string text)
    {
        Console.Error.WriteLine(text);
        return 2;
    }
}
