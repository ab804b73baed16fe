using Clinic.Benchmarks;
using Clinic.Benchmarks.Import;
using Clinic.Local;
using Clinic.Demo;

// dotnet run -c Release --project tests/Clinic.Benchmarks [--kinds] [--enumeration] [--exports] [--import] [--detection]
// Everything but the import and the detection is measured through the real gateway and real function processes; everything against one DynamoDB
// Local, and compared within the one run: machines differ and are noisy.
if (args.Contains("--detection"))
{
    DetectionCost.Measure();
    return;
}
if (args.Contains("--import"))
{
    await using var services = await LocalHost.StartAsync(new LocalHostOptions { Port = 0, InMemory = true, Warm = false, StateDirectory = BenchmarkDirectory(), Progress = Console.WriteLine });
    await ImportSpeed.MeasureAsync(services);
    return;
}
var native = await FunctionKind.NativeAsync();
if (args.Contains("--kinds"))
{
    await FunctionKinds.MeasureAsync(native, await FunctionKind.ReadyToRunAsync(), FunctionKind.Jit);
    return;
}
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
using var client = await BenchmarkClient.SignInAsync(host, DemoAccounts.Thanatologist);
await Messaging.MeasureAsync(host, client);
await ConcurrentSessions.MeasureAsync(client);
using var admin = await BenchmarkClient.SignInAsync(host, DemoAccounts.Admin);
var thanatologists = await TenThanatologists.CreateAsync(host, admin);
await ConcurrentSessions.MeasureAsync(thanatologists);
await YearReports.MeasureAsync(host, admin, thanatologists);
FunctionProcesses.ReportPeakMemory();

static string BenchmarkDirectory() => Path.Combine(Path.GetTempPath(), $"clinic-benchmarks-{Environment.ProcessId}");
