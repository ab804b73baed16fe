using System.ComponentModel;
using System.Diagnostics;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Runs a command-line tool to its end.</summary>
internal static class Tool
{
    /// <summary>Exit code and output, or null when there is no such command.</summary>
    public static async Task<(int ExitCode, string Output)?> RunAsync(
        string command, IEnumerable<string> arguments, string? workingDirectory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = workingDirectory ?? Environment.CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, (await output) + (await error));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
