using System.Net;
using Clinic.Demo;
using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.S3;
using Clinic.Local.Aws.SecretsManager;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Clinic.Local;

/// <summary>
/// How the development host runs. With port 0 every listener takes a free port; otherwise the services are on the next port and
/// DynamoDB Local on the one after.
/// </summary>
public sealed record LocalHostOptions
{
    public const int DefaultPort = 3000;

    /// <summary>The project's directory, where template.yaml is.</summary>
    public string Root { get; init; } = RepositoryRoot.Find();

    /// <summary>Where a host keeps data, keys and logs unless told otherwise: CLINIC_STATE, or .local in the project's directory.</summary>
    public static string DefaultStateDirectory { get; } =
        Environment.GetEnvironmentVariable("CLINIC_STATE") is { Length: > 0 } named ? Path.GetFullPath(named) : Path.Combine(RepositoryRoot.Find(), ".local");

    public string StateDirectory { get; init; } = DefaultStateDirectory;

    public int Port { get; init; } = DefaultPort;

    /// <summary>Overrides of the template's parameters, such as Branch for a set of tables of one's own.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Keep nothing: neither the tables nor the accounts of the user pool survive the host.</summary>
    public bool InMemory { get; init; }

    /// <summary>A DynamoDB that runs already; by default that of AWS_ENDPOINT_URL_DYNAMODB, if it is set.</summary>
    public string? DynamoDbEndpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB");

    /// <summary>The endpoint to use as Comprehend, which this host does not emulate; by default that of AWS_ENDPOINT_URL_COMPREHEND, if it is set.</summary>
    public string? ComprehendEndpoint { get; init; } = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_COMPREHEND");

    public int ProcessesPerFunction { get; init; } = 4;

    /// <summary>Start a process of every function at once instead of at its first request.</summary>
    public bool Warm { get; init; } = true;

    /// <summary>Published functions to run instead of the build output, by default those of CLINIC_FUNCTIONS, if that is set; see <see cref="LambdaOptions.FunctionsRoot"/>.</summary>
    public string? FunctionsRoot { get; init; } = Environment.GetEnvironmentVariable("CLINIC_FUNCTIONS") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>An address besides the loopback one on which the services listen, for containers that sam starts.</summary>
    public string? ContainerAddress { get; init; }

    /// <summary>What to put into tables that have no users yet.</summary>
    public Seeding Seeding { get; init; }

    /// <summary>Receives a line for everything that takes a while.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal int ServicesPort => Port == 0 ? 0 : Port + 1;

    internal int DynamoDbPort => Port == 0 ? 0 : Port + 2;
}

/// <summary>The template's user pool, secrets, mails, SMS and objects on this machine; without a folder they live as long as the host.</summary>
internal sealed class AwsAccount : IDisposable
{
    private readonly SecretVault secrets;
    private readonly ObjectStore objects;
    private readonly TimeProvider time;

    public AwsAccount(ClinicTemplate template, LambdaService lambda, Action<string, StoredObject> announce, string? folder, TimeProvider time)
    {
        this.time = time;
        if (folder is not null)
            Directory.CreateDirectory(folder);
        Pool = UserPool.Open(
            Settings(template.UserPool ?? throw new SetupException("template.yaml has no user pool.")),
            async (function, payload, cancellation) =>
            {
                var response = await lambda.InvokeAsync(function, payload, cancellation);
                return new TriggerAnswer(response.Payload, response.FunctionError);
            },
            folder,
            time);
        secrets = new SecretVault(template.Secrets, PhysicalIds.Region, PhysicalIds.AccountId, folder, time);
        Mails = new MailService(Mailbox, template.ConfigurationSets, time);
        Texts = new SmsService(Phone, time);
        objects = new ObjectStore(template.Buckets, template.LockedBuckets, folder is null ? null : Path.Combine(folder, "s3"), time);
        Objects = new S3Service(objects, announce, time);
    }

    public UserPool Pool { get; }

    public Mailbox Mailbox { get; } = new();

    public MailService Mails { get; }

    public Phone Phone { get; } = new();

    public SmsService Texts { get; }

    public S3Service Objects { get; }

    public AwsServices Services(ILogger<AwsServices> logger) => new(Pool, secrets, Mails, Texts, time, logger);

    public void Dispose() => objects.Dispose();

    private static UserPoolSettings Settings(UserPoolDefinition pool) => new(
        pool.Id,
        PhysicalIds.Region,
        pool.ClientId,
        pool.AccessTokenLife,
        pool.IdTokenLife,
        pool.RefreshTokenLife,
        new TriggerFunctions(
            pool.Triggers.GetValueOrDefault("PreSignUp"),
            pool.Triggers.GetValueOrDefault("DefineAuthChallenge"),
            pool.Triggers.GetValueOrDefault("CreateAuthChallenge"),
            pool.Triggers.GetValueOrDefault("VerifyAuthChallengeResponse"),
            pool.Triggers.GetValueOrDefault("PreTokenGeneration")))
    {
        MachineClient = pool.MachineClient,
        RotationGrace = pool.RotationGrace,
    };
}

/// <summary>One Kestrel on the loopback interface.</summary>
internal static class Listener
{
    public static WebApplication Create(int port, Action<KestrelServerOptions> limits, string? alsoOn = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // A failure at the start is reported in one line.
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            limits(kestrel);
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            if (alsoOn is not null)
                kestrel.Listen(IPAddress.Parse(alsoOn), port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        // The processes are stopped first, so there is nothing worth waiting for.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    public static async Task<Uri> StartAsync(WebApplication app, int port, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new SetupException($"Port {port} is taken: stop what listens there ('./run_local.sh stop'), or start with --port.", e);
        }
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri(addresses.First());
    }

    /// <summary>The host decides itself when to stop; a listener inside it does not watch for Ctrl-C.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
