using Clinic.Benchmarks;
using Clinic.Benchmarks.Import;
using Clinic.Local;
using Clinic.Demo;
using Clinic.Testing;

// dotnet run -c Release --project tests/Clinic.Benchmarks [--kinds] [--sizes] [--enumeration] [--exports] [--agenda] [--import] [--detection] [--chain]
// Everything but the import, the detection and the chain is measured through the real gateway and real function processes; everything against one DynamoDB
// Local, and compared within the one run: machines differ and are noisy.
if (args.Contains("--detection"))
{
    DetectionCost.Measure();
    return;
}
if (args.Contains("--chain"))
{
    await ChainOfSessions.MeasureAsync();
    return;
}
if (args.Contains("--import"))
{
    await using var services = await LocalHost.StartAsync(new LocalHostOptions { Port = 0, InMemory = true, Warm = false, StateDirectory = BenchmarkDirectory(), Progress = Console.WriteLine });
    await ImportSpeed.MeasureAsync(services);
    return;
}
if (args.Contains("--kinds") || args.Contains("--sizes"))
{
    var compiled = await FunctionKind.NativeAsync(FunctionKinds.Projects);
    if (args.Contains("--kinds"))
        await FunctionKinds.MeasureAsync(compiled, await FunctionKind.ReadyToRunAsync(FunctionKinds.Projects), FunctionKind.Jit);
    if (args.Contains("--sizes") && OperatingSystem.IsLinux())
        await MemorySizes.MeasureAsync(compiled);
    return;
}
var native = await FunctionKind.NativeAsync(args.Contains("--agenda") ? WeekOfFreeTimes.Projects : null);
await using var host = await LocalHost.StartAsync(new LocalHostOptions
{
    Port = 0,
    InMemory = true,
    FunctionsRoot = native.Folder,
    Seeding = Seeding.Accounts,
    Progress = Console.WriteLine,
    StateDirectory = BenchmarkDirectory(),
});
if (args.Contains("--enumeration"))
{
    await AccountEnumeration.MeasureAsync(host);
    return;
}
if (args.Contains("--exports"))
{
    await ResearchExports.MeasureAsync(host);
    return;
}
if (args.Contains("--agenda"))
{
    using var desk = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
    var staff = await TenThanatologists.CreateAsync(host, desk);
    await WeekOfFreeTimes.MeasureAsync(host, desk, staff);
    await Bookings.MeasureAsync(host, staff);
    return;
}
using var client = await BenchmarkClient.SignInAsync(host, DemoAccounts.Thanatologist);
await Messaging.MeasureAsync(host, client);
await ConcurrentSessions.MeasureAsync(client);
using var admin = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
var thanatologists = await TenThanatologists.CreateAsync(host, admin);
await ConcurrentSessions.MeasureAsync(thanatologists);
await WeekOfFreeTimes.MeasureAsync(host, admin, thanatologists);
await Bookings.MeasureAsync(host, thanatologists);
await YearReports.MeasureAsync(host, admin, thanatologists);
FunctionProcesses.ReportPeakMemory();

static string BenchmarkDirectory() => Path.Combine(Path.GetTempPath(), $"clinic-benchmarks-{Environment.ProcessId}");
