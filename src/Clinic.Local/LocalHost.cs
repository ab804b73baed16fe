using Amazon.DynamoDBv2;
using Clinic.Local.Database;
using Clinic.Local.Gateway;
using Clinic.Local.Lambda;
using Clinic.Local.Seed;
using Clinic.Local.Template;

namespace Clinic.Local;

/// <summary>
/// The development host in this process: DynamoDB Local with the template's tables, the gateway, the Lambda service with its
/// function processes, and the AWS endpoints that a developer's machine lacks. Disposal stops everything that it started.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions options;
    private readonly LambdaService lambda;
    private readonly WebApplication services;
    private DynamoDbLocal? database;
    private WebApplication? gateway;
    private Uri? servicesAddress;
    private Uri? baseAddress;

    private LocalHost(LocalHostOptions options)
    {
        this.options = options;
        Template = ClinicTemplate.Load(Path.Combine(options.Root, "template.yaml"), options.Parameters);
        lambda = new LambdaService(
            Template.Functions,
            new LambdaOptions
            {
                CodeRoot = options.Root,
                FunctionsRoot = options.FunctionsRoot,
                LogDirectory = Path.Combine(options.State, "logs"),
                ProcessesPerFunction = options.ProcessesPerFunction,
                ServicesAddress = () => ServicesAddress,
                DynamoDbUrl = () => DynamoDbServiceUrl,
            },
            options.Time);
        services = Listener.Create(options.ServicesPort, static _ => { }, options.ContainerAddress);
        services.Run(new ServicesRoot(lambda, SeedAsync).HandleAsync);
    }

    public ClinicTemplate Template { get; }

    public LambdaService Lambda => lambda;

    /// <summary>The API and the pages.</summary>
    public Uri BaseAddress => baseAddress ?? throw new InvalidOperationException("The gateway does not listen yet.");

    /// <summary>The Runtime API, Lambda's Invoke, Cognito, Secrets Manager and SES.</summary>
    public Uri ServicesAddress => servicesAddress ?? throw new InvalidOperationException("The services do not listen yet.");

    public string DynamoDbServiceUrl => Database.ServiceUrl;

    public DynamoDbLocal Database => database ?? throw new InvalidOperationException("DynamoDB Local is not there yet.");

    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(options.State);
        var host = new LocalHost(options);
        try
        {
            await host.StartAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client for the tables.</summary>
    public IAmazonDynamoDB CreateDynamoDbClient() => Database.CreateClient();

    /// <summary>Puts the demo data into the tables; see <see cref="DemoSeed"/>.</summary>
    public Task<string> SeedAsync(bool empty, CancellationToken cancellationToken = default) =>
        DemoSeed.RunAsync(this, empty, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
            await gateway.DisposeAsync();
        await lambda.DisposeAsync();
        await services.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // The ports first: one that is taken should not cost the start of a database.
        servicesAddress = await Listener.StartAsync(services, options.ServicesPort, cancellationToken);
        gateway = CreateGateway();
        baseAddress = await Listener.StartAsync(gateway, options.Port, cancellationToken);
        database = await DynamoDbLocal.StartAsync(
            new DynamoDbLocalOptions
            {
                Endpoint = options.DynamoDbEndpoint,
                Port = options.DynamoDbPort,
                InMemory = options.InMemory,
                DataDirectory = Path.Combine(options.State, "data", "dynamodb"),
                ContainerAddress = options.ContainerAddress,
                InstallDirectory = Path.Combine(options.Root, ".local"),
                Progress = options.Progress,
            },
            cancellationToken);
        if (options.Warm)
            lambda.Warm();
        using var client = CreateDynamoDbClient();
        await TableCreation.CreateAsync(client, Template, cancellationToken);
    }

    private WebApplication CreateGateway()
    {
        var app = Listener.Create(options.Port, static kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize = 10_240;
            kestrel.Limits.MaxRequestLineSize = 8_192;
        });
        var api = new ApiGateway(Template.Api!, null, lambda, options.Time);
        app.Use((context, next) => context.GetEndpoint() is null ? api.HandleAsync(context) : next(context));
        return app;
    }
}
