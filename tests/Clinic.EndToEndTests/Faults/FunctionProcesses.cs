using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

/// <summary>The processes that this test run has started.</summary>
internal static class FunctionProcesses
{
    /// <summary>Kills every process of a function as a crash would: at once, without a word.</summary>
    public static void Kill(string function)
    {
        string[] programs = [$"/{function}.dll", $"/{function}/bootstrap"];
        var killed = Children().Where(child => programs.Any(program => CommandLine(child).TrimEnd('\0').EndsWith(program, StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(killed);
        foreach (var id in killed)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    public static IReadOnlyList<int> Children() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Parent(id) == Environment.ProcessId),
    ];

    private static int Parent(int id) => Read(id, "stat") is { Length: > 0 } stat
        ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
        : 0;

    private static string CommandLine(int id) => Read(id, "cmdline");

    /// <summary>Empty when the process has just ended.</summary>
    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
