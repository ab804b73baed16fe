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
        var killed = Of(function);
        Assert.NotEmpty(killed);
        foreach (var id in killed)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>The TCP connections that a function's processes have open: the kernel's number of each, with the port that it leads to.</summary>
    public static IReadOnlyList<string> Connections(string function)
    {
        var sockets = Of(function).SelectMany(Sockets).ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }.SelectMany(kind => Read(Environment.ProcessId, Path.Combine("net", kind)).Split('\n').Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields is [_, _, _, "01", ..] && sockets.Contains($"socket:[{fields[9]}]"))
                .Select(fields => $"{fields[9]} to {fields[2]}")
                .Order(StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<int> Children() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Parent(id) == Environment.ProcessId),
    ];

    private static IReadOnlyList<int> Of(string function)
    {
        string[] programs = [$"/{function}.dll", $"/{function}/bootstrap"];
        return [.. Children().Where(child => programs.Any(program => CommandLine(child).TrimEnd('\0').EndsWith(program, StringComparison.Ordinal)))];
    }

    private static IEnumerable<string> Sockets(int id)
    {
        try
        {
            return [.. Directory.GetFiles($"/proc/{id}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")];
        }
        catch (IOException)
        {
            return [];
        }
    }

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
