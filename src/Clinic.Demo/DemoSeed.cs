using System.Diagnostics;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Clinic.Core.Care;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Demo;

/// <summary>Adds the demo data, through the product's own services. Existing data stays as it is.</summary>
internal sealed class DemoSeed : IDisposable
{
    public const int Thanatologists = 10;
    public const int Patients = 120;
    public const int Sessions = 1_500;
    public const int Appointments = Thanatologists * DemoAgenda.Appointments;
    private const int Workers = 4;
    private readonly IAmazonDynamoDB dynamo;
    private readonly AmazonSecretsManagerClient secrets;
    private readonly Dictionary<string, string> environment;

    /// <param name="environment">The functions' variables, which name the tables and the secret.</param>
    public DemoSeed(IAmazonDynamoDB dynamo, Uri services, IEnumerable<KeyValuePair<string, string>> environment)
    {
        this.dynamo = dynamo;
        secrets = new AmazonSecretsManagerClient(
            new BasicAWSCredentials("local", "local"), new AmazonSecretsManagerConfig { ServiceURL = services.ToString(), AuthenticationRegion = "us-east-1" });
        this.environment = environment.DistinctBy(variable => variable.Key).ToDictionary();
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    public void Dispose()
    {
        dynamo.Dispose();
        secrets.Dispose();
    }

    /// <summary>Adds the five accounts, which takes a second, and returns how many were not there yet.</summary>
    public async Task<int> AddAccountsAsync()
    {
        var clinic = NewClinic();
        clinic.Clock.Now = clinic.Clock.Now.AddYears(-2);
        var added = 0;
        foreach (var account in DemoAccounts.All)
            added += await clinic.AddAccountAsync(account, NewUser(account)) ? 1 : 0;
        return added;
    }

    /// <summary>Adds the instruments, and the demo patient's sessions, assessments and safety plan, unless there are any sessions.</summary>
    public async Task AddDemoSessionsAsync()
    {
        var clinic = NewClinic();
        if (await clinic.CountSessionsAsync(DemoAccounts.Patient.Id) > 0)
            return;
        await clinic.AddInstrumentAsync("phq-9");
        await clinic.AddInstrumentAsync("gad-7");
        await DemoPlan.OfDemoPatient(Today).CarryOutAsync(clinic);
        await clinic.WriteSafetyPlanAsync(DemoAccounts.Patient.Id, new SafetyPlanEdit(
            ["Dejo de contestar el teléfono"],
            ["Salir a caminar con el perro"],
            ["El coro de los jueves"],
            [new PlanContact("Mi hermana Carmen", "5511223344")],
            [new PlanContact("Emergencias", "911")],
            ["Mi hermana guarda los medicamentos"]));
    }

    /// <summary>Adds the rest of the staff, then patients and sessions, and at last the agendas.</summary>
    /// <returns>What was done, in one line.</returns>
    public async Task<string> AddClinicAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var present = await NewClinic().CountPatientsAsync();
        if (present is > 1 and < Patients)
            return $"The demo data is incomplete, with {present} of {Patients} patients: './run_local.sh reset' begins afresh.";
        if (present <= 1)
            await AddPatientsAsync(cancellationToken);
        if (await AddAgendasAsync(cancellationToken) == 0)
            return "The demo data is there already.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The demo data is complete: {Thanatologists} thanatologists, {Patients} patients, {Sessions} sessions and {Appointments} appointments, written in {clock.Elapsed.TotalSeconds:0.0} s.");
    }

    /// <summary>Several workers write them, each patient's sessions in the order of their dates.</summary>
    private async Task AddPatientsAsync(CancellationToken cancellationToken)
    {
        var people = new DemoPeople(new Random(1985));
        var plans = DemoPlan.OfOthers(people, await AddStaffAsync(people), Today);
        await Parallel.ForEachAsync(
            plans.Chunk((plans.Count + Workers - 1) / Workers),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            async (chunk, stop) =>
            {
                var worker = NewClinic();
                foreach (var plan in chunk)
                {
                    stop.ThrowIfCancellationRequested();
                    await plan.CarryOutAsync(worker);
                }
            });
    }

    /// <summary>Each thanatologist's agenda by one worker, so that no two book in one.</summary>
    /// <returns>How many were not there yet.</returns>
    private async Task<int> AddAgendasAsync(CancellationToken cancellationToken)
    {
        var (now, added) = (TimeProvider.System.GetUtcNow(), 0);
        await Parallel.ForEachAsync(
            (await NewClinic().ListThanatologistsAsync()).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            async (thanatologist, _) =>
            {
                if (await new DemoAgenda(NewClinic(), now).AddAsync(thanatologist.Item, thanatologist.Index))
                    Interlocked.Increment(ref added);
            });
        return added;
    }

    private async Task<IReadOnlyList<string>> AddStaffAsync(DemoPeople people)
    {
        var staff = NewClinic();
        staff.Clock.Now = staff.Clock.Now.AddYears(-2);
        var thanatologists = new List<string> { DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist2.Id };
        for (var number = thanatologists.Count + 1; number <= Thanatologists; number++)
            thanatologists.Add(await staff.AddAsync(people.Thanatologist(number) with { Password = DemoAccounts.Password }));
        return thanatologists;
    }

    private DemoClinic NewClinic() => new(dynamo, secrets, environment, new SeedClock(TimeProvider.System.GetUtcNow()));

    private static NewUser NewUser(DemoAccount account) => new()
    {
        Role = account.Role,
        FirstName = account.FirstName,
        FirstLastName = account.FirstLastName,
        SecondLastName = account.SecondLastName,
        Email = account.Email,
        Password = DemoAccounts.Password,
        Gender = account.Role is Role.Patient ? "Mujer" : null,
        Record = account.Role is Role.Patient ? new NewRecord(DemoAccounts.Thanatologist.Id, "Refiere la pérdida de su hermano.") : null,
    };
}

/// <summary>What the host puts into tables that have no users yet.</summary>
public enum Seeding
{
    /// <summary>Nothing: tests make their own.</summary>
    None,

    /// <summary>The five demo accounts alone.</summary>
    Accounts,

    /// <summary>The accounts, ten thanatologists, their patients, sessions and agendas.</summary>
    Demo,
}
