using System.Diagnostics;
using System.Globalization;
using Clinic.Local;

namespace Clinic.Testing;

/// <summary>The processes that this process has started, from /proc: among them those of the functions, of whichever kind.</summary>
public static class FunctionProcesses
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK) on every Linux that .NET runs on

    /// <summary>Kills every process of a function of one host as a crash would: at once, without a word.</summary>
    /// <returns>How many there were.</returns>
    public static int Kill(string function, LocalHost host) => Kill(Of(function, null, host));

    /// <summary>The same for those whose program is in a folder.</summary>
    public static int Kill(string function, string folder) => Kill(Of(function, folder));

    /// <summary>The TCP connections that a function's processes have open: the kernel's number of each, with the port that it leads to.</summary>
    public static IReadOnlyList<string> Connections(string function, LocalHost host)
    {
        var sockets = Of(function, null, host).SelectMany(Sockets).ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }.SelectMany(kind => Read(Environment.ProcessId, Path.Combine("net", kind)).Split('\n').Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields is [_, _, _, "01", ..] && sockets.Contains($"socket:[{fields[9]}]"))
                .Select(fields => $"{fields[9]} to {fields[2]}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What a function's processes have had of all processors so far.</summary>
    public static TimeSpan CpuOf(string function, string folder) => TimeSpan.FromSeconds(Of(function, folder).Sum(CpuTicks) / TicksPerSecond);

    /// <summary>VmHWM, the most memory that one of a function's processes ever held, in MB of 1,024 KB.</summary>
    public static double PeakOf(string function, string? folder = null) => Of(function, folder).Select(PeakMegabytes).DefaultIfEmpty().Max();

    public static void ReportPeakMemory()
    {
        foreach (var function in Children().Select(Program).OfType<string>().Select(NameOf).Distinct().Order(StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of {function}: {PeakOf(function):0} MB"));
    }

    public static IReadOnlyList<int> Children() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Status(id, "PPid") == Environment.ProcessId),
    ];

    private static int Kill(IReadOnlyList<int> killed)
    {
        foreach (var id in killed)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
        return killed.Count;
    }

    /// <param name="folder">The folder that its program is in; null for any.</param>
    /// <param name="host">The host that started it; null for any. Tests with hosts of their own run beside each other.</param>
    private static IReadOnlyList<int> Of(string function, string? folder = null, LocalHost? host = null) =>
    [
        .. Children().Where(id => Program(id) is { } program && NameOf(program) == function
            && (folder is null || Path.GetDirectoryName(program) == folder)
            && (host is null || Read(id, "environ").Contains($"AWS_LAMBDA_RUNTIME_API={host.ServicesAddress.Authority}/", StringComparison.Ordinal))),
    ];

    /// <summary>FUNCTION/bootstrap when it is native, and .../FUNCTION.dll as an argument of dotnet.</summary>
    private static string? Program(int id) => Read(id, "cmdline").Split('\0')
        .FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal) || argument.EndsWith("/bootstrap", StringComparison.Ordinal));

    private static string NameOf(string program) =>
        program.EndsWith(".dll", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(program) : Path.GetFileName(Path.GetDirectoryName(program)!);

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

    private static double PeakMegabytes(int id) => Status(id, "VmHWM") / 1024.0;

    private static long Status(int id, string field) => Read(id, "status")
        .Split('\n')
        .Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    /// <summary>User and system time: the 14th and 15th field, the 12th and 13th behind the name in brackets.</summary>
    private static long CpuTicks(int id) => Read(id, "stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 13 } fields
        ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
        : 0;

    /// <summary>Empty when the process has just ended.</summary>
    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
