using System.Globalization;
using System.Runtime.Versioning;
using Clinic.Testing;

namespace Clinic.Benchmarks;

/// <summary>
/// What a function's memory size buys. Lambda gives a function a share of a processor that grows with its memory, one whole at 1,769 MB; so
/// the native processes are held to that share by a control group of Linux, which needs root. The sizes take turns.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class MemorySizes
{
    private const int Starts = 10;
    private const int WholeProcessor = 1769;
    private const double DollarsPerGigabyteSecond = 0.0000133334; // arm64 in us-east-1, as published in 2025

    private static readonly int[] Sizes = [128, 256, 512, 1024, WholeProcessor];

    /// <summary>A verification takes seconds in the smallest.</summary>
    private static readonly (string Project, string Function, string What, int Requests, Func<Contender, Task> Send)[] Compared =
    [
        ("Clinic.Users", "UsersFunction", "GET /users/{id}", 100, contender => contender.ReadPatientAsync()),
        ("Clinic.Reports", "ReportsFunction", "GET /reports/summary", 100, contender => contender.ReadSummaryAsync()),
        ("Clinic.IdentityTriggers", "IdentityTriggersFunction", "one bcrypt verification", 10, contender => contender.VerifyAsync()),
    ];

    public static async Task MeasureAsync(FunctionKind native)
    {
        var share = new ProcessorShare();
        await using var contender = await Contender.StartAsync(Throttled(native, share));
        foreach (var compared in Compared)
            await CompareAsync(contender, share, compared.Project, compared.Function, compared.What, compared.Requests, compared.Send);
    }

    private static async Task CompareAsync(Contender contender, ProcessorShare share, string project, string function, string what, int requests, Func<Contender, Task> send)
    {
        var warmUp = requests / 5;
        var (cold, warm) = (Sizes.ToDictionary(size => size, _ => new Samples()), Sizes.ToDictionary(size => size, _ => new Samples()));
        for (var i = 0; i < Starts; i++)
        {
            foreach (var size in Sizes)
            {
                await contender.KillAsync(project, function);
                share.Limit(size / (double)WholeProcessor);
                await cold[size].AddAsync(() => send(contender));
            }
        }
        for (var i = 0; i < warmUp + requests; i++)
        {
            foreach (var size in Sizes)
            {
                share.Limit(size / (double)WholeProcessor);
                await (i < warmUp ? new Samples() : warm[size]).AddAsync(() => send(contender));
            }
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{what}, at most {FunctionProcesses.PeakOf(project):0} MB held\n| memory | processor | cold p50 (highest) | warm p50 | p95 | a million warm requests |\n|---|---|---|---|---|---|"));
        foreach (var size in Sizes)
        {
            var price = Math.Ceiling(warm[size].Percentile(50)) * 1_000 * (size / 1024.0) * DollarsPerGigabyteSecond;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} MB | {size / (double)WholeProcessor:0.00} | {cold[size].Percentile(50):0} ({cold[size].Highest:0}) ms | {warm[size].Percentile(50):0.0} ms | {warm[size].Percentile(95):0.0} ms | ${price:0.00} |"));
        }
    }

    /// <summary>The same executables, each started by a script that first joins the control group.</summary>
    private static FunctionKind Throttled(FunctionKind native, ProcessorShare share)
    {
        var root = Path.Combine(Path.GetTempPath(), $"clinic-benchmarks-{Environment.ProcessId}-scripts");
        foreach (var folder in Directory.GetDirectories(native.Folder!))
        {
            var script = Path.Combine(Directory.CreateDirectory(Path.Combine(root, Path.GetFileName(folder))).FullName, "bootstrap");
            File.WriteAllText(script, $"#!/bin/bash\necho $$ >{share.Members}\nexec -a \"$0\" '{Path.Combine(folder, "bootstrap")}'\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        return new FunctionKind("throttled", root);
    }
}

/// <summary>A control group of Linux, whose processes together get a share of one processor, in periods as long as Lambda's are said to be.</summary>
internal sealed class ProcessorShare
{
    private const int PeriodMicroseconds = 20_000;
    private static readonly bool IsFirstVersion = Directory.Exists("/sys/fs/cgroup/cpu");
    private readonly string group = Directory.CreateDirectory($"/sys/fs/cgroup/{(IsFirstVersion ? "cpu/" : "")}clinic-benchmarks").FullName;

    public ProcessorShare() => Limit(1);

    /// <summary>The file to which a process writes its id to join.</summary>
    public string Members => Path.Combine(group, IsFirstVersion ? "tasks" : "cgroup.procs");

    public void Limit(double share)
    {
        var quota = (int)(PeriodMicroseconds * share);
        if (IsFirstVersion)
        {
            Write("cpu.cfs_period_us", $"{PeriodMicroseconds}");
            Write("cpu.cfs_quota_us", $"{quota}");
        }
        else
        {
            Write("cpu.max", $"{quota} {PeriodMicroseconds}");
        }
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(group, file), text);
}
