using System.Globalization;
using System.Net;

namespace Clinic.Local.Cli;

/// <summary>The options after a verb.</summary>
internal sealed record Arguments
{
    public int Port { get; private set; } = LocalHostOptions.DefaultPort;

    public int Processes { get; private set; } = 4;

    public bool Empty { get; private set; }

    public bool InMemory { get; private set; }

    public bool Warm { get; private set; } = true;

    public string? Functions { get; private set; }

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

    /// <summary>How many of the words after the option belong to it.</summary>
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
            case "--functions":
                Functions = Path.GetFullPath(value);
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
