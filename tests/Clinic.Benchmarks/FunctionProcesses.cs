using System.Diagnostics;
using System.Globalization;

namespace Clinic.Benchmarks;

/// <summary>The function processes that this benchmark's host has started, from /proc.</summary>
internal static class FunctionProcesses
{
    public static async Task KillAsync(string name, Func<int> running)
    {
        foreach (var (process, _) in Find().Where(found => found.Name == name))
            process.Kill();
        while (running() > 0)
            await Task.Delay(5);
    }

    /// <summary>VmHWM: the most memory that each process ever held.</summary>
    public static void ReportPeakMemory()
    {
        foreach (var group in Find().GroupBy(found => found.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory of {group.Key}: {group.Max(found => PeakKilobytes(found.Process.Id)) / 1024.0:0} MB"));
    }

    private static IEnumerable<(Process Process, string Name)> Find() =>
        from process in Process.GetProcesses()
        where Field(process.Id, "status", "PPid") == Environment.ProcessId
        let name = Arguments(process.Id).FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal))
        where name is not null
        select (process, Path.GetFileNameWithoutExtension(name));

    private static long PeakKilobytes(int id) => Field(id, "status", "VmHWM");

    private static long Field(int id, string file, string field) => Read(id, file)
        .Split('\n')
        .Where(line => line.StartsWith(field + ":", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static string[] Arguments(int id) => Read(id, "cmdline").Split('\0');

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
