using System.Diagnostics;
using System.Globalization;

namespace Clinic.Benchmarks;

/// <summary>The function processes that this benchmark's hosts have started, from /proc.</summary>
internal static class FunctionProcesses
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK) on every Linux that .NET runs on

    /// <summary>Kills the processes whose program is in a folder, and waits until their host has seen it.</summary>
    public static async Task KillAsync(string folder, Func<int> running)
    {
        foreach (var found in Of(folder))
            found.Process.Kill();
        while (running() > 0)
            await Task.Delay(5);
    }

    /// <summary>What the processes have had of all processors so far.</summary>
    public static TimeSpan CpuOf(string folder) => TimeSpan.FromSeconds(Of(folder).Sum(found => CpuTicks(found.Process.Id)) / TicksPerSecond);

    /// <summary>VmHWM, the most memory that one of the processes ever held, in MB of 1,024 KB.</summary>
    public static double PeakOf(string folder) => Of(folder).Select(found => PeakMegabytes(found.Process.Id)).DefaultIfEmpty().Max();

    public static void ReportPeakMemory()
    {
        foreach (var group in Find().GroupBy(found => Path.GetFileName(found.Program) is "bootstrap" ? Path.GetFileName(Path.GetDirectoryName(found.Program))! : Path.GetFileNameWithoutExtension(found.Program)).OrderBy(group => group.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of {group.Key}: {group.Max(found => PeakMegabytes(found.Process.Id)):0} MB"));
    }

    private static IEnumerable<(Process Process, string Program)> Of(string folder) => Find().Where(found => Path.GetDirectoryName(found.Program) == folder);

    private static IEnumerable<(Process Process, string Program)> Find() =>
        from process in Process.GetProcesses()
        where Field(process.Id, "PPid") == Environment.ProcessId
        let program = Read(process.Id, "cmdline").Split('\0').FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal) || argument.EndsWith("/bootstrap", StringComparison.Ordinal))
        where program is not null
        select (process, program);

    private static double PeakMegabytes(int id) => Field(id, "VmHWM") / 1024.0;

    private static long Field(int id, string field) => Read(id, "status")
        .Split('\n')
        .Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    /// <summary>User and system time: the 14th and 15th field, the 12th and 13th behind the name in brackets.</summary>
    private static long CpuTicks(int id) => Read(id, "stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 13 } fields
        ? long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)
        : 0;

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
