using System.Globalization;
using System.Net;
using Clinic.Rollups;

namespace Clinic.Local.Cli;

/// <summary>The host's verbs. An error that the user can fix is one line on standard error and exit code 1; misuse is 2.</summary>
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
          sessions --chain
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
                ["sessions", "--chain"] => await SessionsCommand.ChainAsync(stop.Token),
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

/// <summary>The options after a verb.</summary>
internal sealed record Arguments
{
    public int Port { get; private set; } = LocalHostOptions.DefaultPort;

    public int Processes { get; private set; } = 4;

    public bool Empty { get; private set; }

    public bool InMemory { get; private set; }

    public bool Warm { get; private set; } = true;

    public string? ContainerAddress { get; private set; } =
        Environment.GetEnvironmentVariable("CLINIC_CONTAINER_ADDRESS") is { Length: > 0 } address ? address : null;

    public Dictionary<string, string> Parameters { get; } = [];

    public static Arguments Parse(ReadOnlySpan<string> args)
    {
        var result = new Arguments();
        while (args is [var option, ..])
            args = args[(result.Read(option, args[1..]) + 1)..];
        return result;
    }

    /// <summary>How many words after the option belong to it.</summary>
    private int Read(string option, ReadOnlySpan<string> rest)
    {
        switch (option)
        {
            case "--empty":
                Empty = true;
                return 0;
            case "--in-memory":
                InMemory = true;
                return 0;
            case "--no-warm":
                Warm = false;
                return 0;
        }
        var value = rest is [var next, ..] ? next : throw new UsageException($"{option} needs a value.");
        ReadValue(option, value);
        return 1;
    }

    private void ReadValue(string option, string value)
    {
        switch (option)
        {
            case "--port":
                // The services and DynamoDB Local take the two ports after it.
                Port = Number(option, value, 0, 65_533);
                break;
            case "--processes":
                Processes = Number(option, value, 1, 1000);
                break;
            case "--container-address":
                ContainerAddress = IPAddress.TryParse(value, out _) ? value : throw new UsageException($"{value} is not an IP address.");
                break;
            case "--parameter" when value.Split('=', 2) is [{ Length: > 0 } name, var text]:
                Parameters[name] = text;
                break;
            default:
                throw new UsageException($"{option} {value} is not an option.");
        }
    }

    private static int Number(string option, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} takes a number from {least} to {most}, not '{value}'.");
}

/// <summary>The command line cannot be read as it is written.</summary>
internal sealed class UsageException(string message) : Exception(message);
