using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.SecretsManager;
using Clinic.Core.Agenda;
using Clinic.Core.Security;
using Clinic.Local;
using Clinic.Demo;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Clinic.EndToEndTests.TheClinicFirst", "Clinic.EndToEndTests")]

namespace Clinic.EndToEndTests;

/// <summary>
/// The product as a whole, started once for the tests that share it: gateway, function processes, user pool, mail and DynamoDB Local.
/// Nothing of it outlives the tests, and when it does not start, every test fails.
/// </summary>
public sealed class ClinicFixture : IAsyncLifetime
{
    private readonly Dictionary<DemoAccount, (ApiClient Client, DateTimeOffset Since)> clients = [];
    private HttpClient http = null!;

    public LocalHost Host { get; private set; } = null!;

    public string StateDirectory { get; } = Directory.CreateTempSubdirectory("clinic-e2e-").FullName;

    public ApiClient Nobody { get; private set; } = null!;

    public ApiClient Admin => Fresh(DemoAccounts.Admin);

    public ApiClient Support => Fresh(DemoAccounts.Support);

    public ApiClient Thanatologist => Fresh(DemoAccounts.Thanatologist);

    public ApiClient Colleague => Fresh(DemoAccounts.Thanatologist2);

    public ApiClient Patient => Fresh(DemoAccounts.Patient);

    public Mailbox Mailbox => new(http);

    public Phone Phone => new(http);

    public Tables Tables => new(Host);

    public async Task InitializeAsync()
    {
        Host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Port = 0,
            InMemory = true,
            StateDirectory = StateDirectory,
            Seeding = Seeding.Accounts,
            Parameters = new Dictionary<string, string> { ["MachineScopes"] = string.Join(',', Scope.All), ["SmsSender"] = "CLINICA" },
        });
        http = ApiClient.Connect(Host.BaseAddress);
        Nobody = new ApiClient(http);
        foreach (var account in DemoAccounts.All)
            clients[account] = (await SignInAsync(account), TimeProvider.System.GetUtcNow());
    }

    /// <summary>The link that a reminder of an appointment has as long as it is not moved.</summary>
    public async Task<string> AnswerLinkAsync(string appointmentId)
    {
        var start = DateTimeOffset.Parse((await Admin.GetAsync("/appointments/" + appointmentId)).Is(200).Value("start")!, CultureInfo.InvariantCulture);
        using var secrets = new AmazonSecretsManagerClient(new BasicAWSCredentials("local", "local"), new AmazonSecretsManagerConfig { ServiceURL = Host.ServicesAddress.ToString() });
        var keys = new KeyRing(secrets, "clinic-root-" + Host.Template.Parameters["Branch"]);
        return "/appointments/answer?token=" + await new AnswerTokens(keys).WriteAsync(appointmentId, start);
    }

    /// <summary>Everything that is stored. Who would soon have to sign in again does so before: a login is stored too.</summary>
    public Task<IReadOnlyList<string>> DumpTablesAsync()
    {
        foreach (var account in DemoAccounts.All)
            Fresh(account, minutes: 5);
        return Tables.DumpAsync();
    }

    /// <summary>What the functions have written so far.</summary>
    public async Task<string> ReadLogsAsync()
    {
        var logs = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.Combine(StateDirectory, "logs")))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            logs.Append(await reader.ReadToEndAsync());
        }
        return logs.ToString();
    }

    /// <summary>All the tests take longer than an access token holds.</summary>
    private ApiClient Fresh(DemoAccount account, int minutes = 10)
    {
        lock (clients)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (now - clients[account].Since > TimeSpan.FromMinutes(minutes))
                clients[account] = (Task.Run(() => SignInAsync(account)).GetAwaiter().GetResult(), now);
            return clients[account].Client;
        }
    }

    private async Task<ApiClient> SignInAsync(DemoAccount account)
    {
        try
        {
            return await Nobody.SignInAsync(account.Email, DemoAccounts.Password);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Nobody can sign in. The logs say:\n{await ReadLogsAsync()}", error);
        }
    }

    public async Task DisposeAsync()
    {
        http?.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        Directory.Delete(StateDirectory, recursive: true);
    }
}

/// <summary>
/// The tests of the one running product; xunit runs the classes of a collection one after the other. Tests that wait long, or stop
/// and start a host, have one of their own and run beside these.
/// </summary>
[CollectionDefinition(Name)]
public sealed class TheClinic : ICollectionFixture<ClinicFixture>
{
    public const string Name = "Clinic";
}

/// <summary>The longest collection begins first, so that all of the others run beside it.</summary>
public sealed class TheClinicFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName == TheClinic.Name);
}
