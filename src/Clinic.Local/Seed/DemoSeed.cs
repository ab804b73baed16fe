using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Local.Seed;

/// <summary>Puts in the demo data, through the product's own services: at the first start, when there are no users yet, and by the command seed.</summary>
internal static class DemoSeed
{
    public const int Thanatologists = 10;
    public const int Patients = 120;
    public const int Sessions = 1_500;
    private const int Workers = 4;

    /// <summary>Puts in what is missing and says in one line what that was.</summary>
    public static async Task<string> RunAsync(LocalHost host, Seeding seeding, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var dynamo = host.CreateDynamoDbClient();
        using var secrets = new AmazonSecretsManagerClient(
            new BasicAWSCredentials("local", "local"), new AmazonSecretsManagerConfig { ServiceURL = host.ServicesAddress.ToString(), AuthenticationRegion = "us-east-1" });
        var environment = host.Template.Functions.SelectMany(function => function.Environment).DistinctBy(variable => variable.Key).ToDictionary();
        DemoClinic Clinic() => new(dynamo, secrets, environment, new SeedClock(TimeProvider.System.GetUtcNow()));
        var added = await AddAccountsAsync(Clinic());
        var missing = seeding is Seeding.Demo && await Clinic().CountPatientsAsync(2) < 2;
        if (missing)
            await AddClinicAsync(Clinic, cancellationToken);
        return (added, missing) switch
        {
            (0, false) => "The demo data is there already.",
            (_, false) => $"Added {added} demo accounts.",
            _ => string.Create(CultureInfo.InvariantCulture, $"Added {Thanatologists} thanatologists, {Patients} patients and {Sessions} sessions in {clock.Elapsed.TotalSeconds:0.0} s."),
        };
    }

    private static async Task<int> AddAccountsAsync(DemoClinic clinic)
    {
        clinic.Clock.Now = clinic.Clock.Now.AddYears(-2);
        var added = 0;
        foreach (var account in DemoAccounts.All)
        {
            var user = new NewUser
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
            added += await clinic.AddAccountAsync(account, user) ? 1 : 0;
        }
        return added;
    }

    /// <summary>The rest of the staff, then patients and sessions by several workers, each patient's sessions in the order of their dates.</summary>
    private static async Task AddClinicAsync(Func<DemoClinic> clinic, CancellationToken cancellationToken)
    {
        var people = new DemoPeople(new Random(1985));
        var staff = clinic();
        staff.Clock.Now = staff.Clock.Now.AddYears(-2);
        var thanatologists = new List<string> { DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist2.Id };
        for (var number = 3; number <= Thanatologists; number++)
            thanatologists.Add(await staff.AddAsync(people.Thanatologist(number) with { Password = DemoAccounts.Password }));
        var plans = DemoPlan.All(people, thanatologists, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        await Parallel.ForEachAsync(
            plans.Chunk((plans.Count + Workers - 1) / Workers),
            new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken },
            async (chunk, _) =>
            {
                var worker = clinic();
                foreach (var plan in chunk)
                    await plan.CarryOutAsync(worker);
            });
    }
}
