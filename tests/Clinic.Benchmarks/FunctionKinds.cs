using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Demo;
using Clinic.Testing;

namespace Clinic.Benchmarks;

/// <summary>
/// Native, ReadyToRun and JIT side by side: each kind has a host of its own with a database of its own, and they take turns at every
/// single request, so that whatever else the machine does meets all of them alike.
/// </summary>
internal static class FunctionKinds
{
    private const int Starts = 10;
    private const int WarmUp = 100;
    private const int Requests = 500;
    private const int Logins = 20;

    /// <summary>A request of each function that is compared; the triggers are invoked as Cognito does it.</summary>
    private static readonly (string Project, string Function, string What, Func<Contender, Task> Send)[] Compared =
    [
        ("Clinic.Users", "UsersFunction", "GET /users/{id}", contender => contender.ReadPatientAsync()),
        ("Clinic.Auth", "AuthFunction", "POST /auth/salt", contender => contender.PostAsync("/auth/salt", new JsonObject { ["email"] = DemoAccounts.Patient.Email })),
        ("Clinic.Sessions", "SessionsFunction", "GET /sessions", contender => contender.ReadSessionsAsync()),
        ("Clinic.Reports", "ReportsFunction", "GET /reports/summary", contender => contender.ReadSummaryAsync()),
        ("Clinic.IdentityTriggers", "IdentityTriggersFunction", "pre-token-generation", contender => contender.InvokeAsync("trigger-pre-token-generation.json")),
    ];

    /// <summary>The functions that are compared, which are all that a sign-in and these requests need.</summary>
    public static IReadOnlyCollection<string> Projects => [.. Compared.Select(compared => compared.Project)];

    public static async Task MeasureAsync(params IReadOnlyList<FunctionKind> kinds)
    {
        var contenders = new List<Contender>();
        try
        {
            foreach (var kind in kinds)
                contenders.Add(await Contender.StartAsync(kind));
            foreach (var compared in Compared)
                await CompareAsync(contenders, compared.Project, compared.Function, compared.What, compared.Send);
            foreach (var contender in contenders)
                await WarmReadAsync(contender);
            await LoginsAsync(contenders);
        }
        finally
        {
            foreach (var contender in contenders)
                await contender.DisposeAsync();
        }
    }

    private static async Task CompareAsync(IReadOnlyList<Contender> contenders, string project, string function, string what, Func<Contender, Task> send)
    {
        var idle = await ColdAsync(contenders, project, function, send);
        using var stop = new CancellationTokenSource();
        var burners = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Burn(stop.Token)) { IsBackground = true }).ToList();
        burners.ForEach(burner => burner.Start());
        var busy = await ColdAsync(contenders, project, function, send);
        await stop.CancelAsync();
        burners.ForEach(burner => burner.Join());
        var (warm, cpu) = await WarmAsync(contenders, project, send);
        Console.WriteLine($"\n{what}\n| kind | cold, cores idle: p50 (highest) | cold, cores busy | warm p50 | p99 | CPU a request | peak memory | zip |\n|---|---|---|---|---|---|---|---|");
        foreach (var contender in contenders)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Kind.Name} | {idle[contender].Percentile(50):0} ({idle[contender].Highest:0}) ms | {busy[contender].Percentile(50):0} ({busy[contender].Highest:0}) ms | {warm[contender].Percentile(50):0.00} ms | {warm[contender].Percentile(99):0.00} ms | {cpu[contender]:0.00} ms | {FunctionProcesses.PeakOf(project, contender.Kind.FolderOf(project)):0} MB | {ZipMegabytes(contender.Kind.FolderOf(project)):0.0} MB |"));
        }
        await FirstRequestsAsync(contenders, project, function, send);
    }

    private static async Task<Dictionary<Contender, Samples>> ColdAsync(IReadOnlyList<Contender> contenders, string project, string function, Func<Contender, Task> send)
    {
        var samples = contenders.ToDictionary(contender => contender, _ => new Samples());
        for (var i = 0; i < Starts; i++)
        {
            foreach (var contender in contenders)
            {
                await contender.KillAsync(project, function);
                await samples[contender].AddAsync(() => send(contender));
            }
        }
        return samples;
    }

    /// <summary>The first request of a process that has ended its init phase, and the second.</summary>
    private static async Task FirstRequestsAsync(IReadOnlyList<Contender> contenders, string project, string function, Func<Contender, Task> send)
    {
        var samples = contenders.ToDictionary(contender => contender, _ => (First: new Samples(), Second: new Samples()));
        for (var i = 0; i < Starts; i++)
        {
            foreach (var contender in contenders)
            {
                await contender.KillAsync(project, function);
                contender.Host.Lambda.Warm();
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
                await samples[contender].First.AddAsync(() => send(contender));
                await samples[contender].Second.AddAsync(() => send(contender));
            }
        }
        foreach (var contender in contenders)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{contender.Kind.Name}: first request after the init phase p50 {samples[contender].First.Percentile(50):0.00} ms, second {samples[contender].Second.Percentile(50):0.00} ms"));
        }
    }

    private static async Task<(Dictionary<Contender, Samples> Times, Dictionary<Contender, double> CpuMilliseconds)> WarmAsync(
        IReadOnlyList<Contender> contenders, string project, Func<Contender, Task> send)
    {
        var (samples, before) = (new Dictionary<Contender, Samples>(), new Dictionary<Contender, TimeSpan>());
        for (var i = 0; i < WarmUp + Requests; i++)
        {
            foreach (var contender in contenders)
            {
                if (i == WarmUp)
                    (samples[contender], before[contender]) = (new Samples(), FunctionProcesses.CpuOf(project, contender.Kind.FolderOf(project)));
                await samples.GetValueOrDefault(contender, new Samples()).AddAsync(() => send(contender));
            }
        }
        return (samples, contenders.ToDictionary(contender => contender, contender => (FunctionProcesses.CpuOf(project, contender.Kind.FolderOf(project)) - before[contender]).TotalMilliseconds / Requests));
    }

    /// <summary>A warm GET /users/{id} of a patient with clinical text, and a bare GetItem of the same item, in turns.</summary>
    private static async Task WarmReadAsync(Contender contender)
    {
        using var dynamo = contender.Host.CreateDynamoDbClient();
        var table = contender.Host.Template.Tables.Single(table => table.LogicalId == "UsersTable").Name;
        var bare = new GetItemRequest { TableName = table, Key = new() { ["id"] = new AttributeValue(DemoAccounts.Patient.Id) }, ConsistentRead = true };
        var (items, requests) = (new Samples(), new Samples());
        for (var i = 0; i < WarmUp + (2 * Requests); i++)
        {
            if (i == WarmUp)
                (items, requests) = (new Samples(), new Samples());
            await items.AddAsync(() => dynamo.GetItemAsync(bare));
            await requests.AddAsync(() => contender.ReadPatientAsync());
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{contender.Kind.Name}: bare GetItem {items}; warm GET /users/{{id}} {requests}: {requests.Percentile(50) - items.Percentile(50):0.00} ms above"));
    }

    /// <summary>
    /// A whole login against one bcrypt verification in a process of the same kind: the trigger's, for a name that can be nobody's,
    /// which reads and writes nothing.
    /// </summary>
    private static async Task LoginsAsync(IReadOnlyList<Contender> contenders)
    {
        var (bare, logins) = (contenders.ToDictionary(contender => contender, _ => new Samples()), contenders.ToDictionary(contender => contender, _ => new Samples()));
        for (var i = 0; i < Logins; i++)
        {
            foreach (var contender in contenders)
            {
                await bare[contender].AddAsync(() => contender.VerifyAsync());
                await logins[contender].AddAsync(() => contender.PostAsync("/auth/login", new JsonObject { ["email"] = DemoAccounts.Patient.Email, ["password"] = DemoAccounts.Password }));
            }
        }
        foreach (var contender in contenders)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{contender.Kind.Name}: one bcrypt verification {bare[contender]}; POST /auth/login {logins[contender]}: {logins[contender].Percentile(50) / bare[contender].Percentile(50):0.00} times"));
        }
    }

    private static double ZipMegabytes(string folder)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in Directory.GetFiles(folder).Where(file => Path.GetExtension(file) is not (".pdb" or ".xml" or ".dbg")))
                archive.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.Optimal);
        }
        return zip.Length / 1_000_000.0;
    }

    private static void Burn(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            Thread.SpinWait(1_000);
    }
}
