using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Demo;
using Clinic.Local.Aws.Cognito;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Aws.EventSources;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Clinic.Local.Aws.Sqs;
using Clinic.Local.Aws.StepFunctions;
using Clinic.Local.Gateway;
using Clinic.Local.Pages;
using Clinic.Local.Template;

namespace Clinic.Local;

/// <summary>
/// The development host in this process: DynamoDB Local with the template's tables, the gateway, the Lambda service with its
/// function processes, the streams and schedules that invoke them, and the AWS endpoints that a developer's machine lacks. Disposal stops everything that it started.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions options;
    private readonly AwsAccount aws;
    private readonly WebApplication services;
    private readonly WebApplication gateway;
    private readonly QueueService queues;
    private readonly StateMachineService machines;
    private readonly TriggerService triggers;
    private DynamoDbLocal? database;
    private readonly CancellationTokenSource stopping = new();
    private Uri? servicesAddress;
    private Uri? baseAddress;
    private Task seeding = Task.CompletedTask;

    private LocalHost(LocalHostOptions options)
    {
        this.options = options;
        Template = ClinicTemplate.Load(Path.Combine(options.Root, "template.yaml"), options.Parameters);
        Lambda = new LambdaService(Template.Functions, LambdaOptions(), options.Time);
        queues = new QueueService([.. Template.Queues, .. Template.Topics], DataPath("queues.jsonl"), options.Time);
        machines = new StateMachineService(Template.StateMachines, new TaskResource(Lambda, queues, options.Time), DataPath("executions.jsonl"), options.Time);
        triggers = new TriggerService(Template, Lambda, machines.Start, queues, DataPath(""), options.Progress, options.Time);
        aws = new AwsAccount(Template, Lambda, triggers.Announce, DataPath("aws"), options.Time);
        services = CreateServices();
        gateway = CreateGateway();
    }

    public ClinicTemplate Template { get; }

    public LambdaService Lambda { get; }

    /// <summary>The API and the pages.</summary>
    public Uri BaseAddress => baseAddress ?? throw new InvalidOperationException("The gateway does not listen yet.");

    /// <summary>The Runtime API, Lambda's Invoke, Cognito, Secrets Manager, SES, End User Messaging and S3.</summary>
    public Uri ServicesAddress => servicesAddress ?? throw new InvalidOperationException("The services do not listen yet.");

    public string DynamoDbServiceUrl => Database.ServiceUrl;

    /// <summary>How SES responds to mails that it would accept, for tests; by default as if nothing were wrong.</summary>
    public Func<SentMail, MailFault> MailFaults
    {
        get => aws.Mails.Faults;
        set => aws.Mails.Faults = value;
    }

    /// <summary>The same of SMS.</summary>
    public Func<SentSms, MailFault> SmsFaults
    {
        get => aws.Texts.Faults;
        set => aws.Texts.Faults = value;
    }

    public DynamoDbLocal Database => database ?? throw new InvalidOperationException("DynamoDB Local is not there yet.");

    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(options.StateDirectory);
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

    /// <summary>Stops DynamoDB Local under the running host, for tests; what is in memory only is lost.</summary>
    public ValueTask StopDatabaseAsync() => Database.DisposeAsync();

    /// <summary>Starts it again at the same address and with the same data.</summary>
    public async Task StartDatabaseAsync(CancellationToken cancellationToken = default) => database =
        await DynamoDbLocal.StartAsync(DatabaseOptions() with { Port = new Uri(DynamoDbServiceUrl).Port }, cancellationToken);

    /// <summary>Puts the demo data that is missing into the tables, after any seeding that is under way, and says in one line what that was.</summary>
    public async Task<string> SeedAsync(Seeding wanted, CancellationToken cancellationToken = default)
    {
        await seeding.WaitAsync(cancellationToken);
        using var seed = CreateSeed();
        var accounts = await seed.AddAccountsAsync();
        if (wanted is not Seeding.Demo)
            return accounts == 0 ? "The demo accounts are there already." : $"Added {accounts} demo accounts.";
        await seed.AddDemoSessionsAsync();
        return await seed.AddClinicAsync(cancellationToken);
    }

    internal UserPool Pool => aws.Pool;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await seeding;
        await triggers.StopAsync();
        await machines.DisposeAsync();
        await Task.WhenAll(gateway.DisposeAsync().AsTask(), Lambda.DisposeAsync().AsTask());
        await triggers.DisposeAsync();
        await Task.WhenAll(services.DisposeAsync().AsTask(), database?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        aws.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // Open the ports first: if one is taken, no database has been started in vain.
        servicesAddress = await Listener.StartAsync(services, options.ServicesPort, cancellationToken);
        aws.Pool.PublishAt(servicesAddress);
        baseAddress = await Listener.StartAsync(gateway, options.Port, cancellationToken);
        database = await DynamoDbLocal.StartAsync(DatabaseOptions(), cancellationToken);
        using var client = CreateDynamoDbClient();
        await TableCreation.CreateAsync(client, Template, cancellationToken: cancellationToken);
        machines.Start();
        triggers.Start(database);
        if (options.Warm)
            Lambda.Warm();
        if (options.Seeding != Seeding.None && await HasNoUsersAsync(client, cancellationToken))
            await SeedAtStartAsync();
    }

    /// <summary>Seeds the accounts and the demo patient first: with them the host is ready. The rest follows in the background.</summary>
    private async Task SeedAtStartAsync()
    {
        using var seed = CreateSeed();
        await seed.AddAccountsAsync();
        if (options.Seeding is not Seeding.Demo)
            return;
        await seed.AddDemoSessionsAsync();
        options.Progress($"Writing {DemoSeed.Patients} patients, {DemoSeed.Sessions} sessions and {DemoSeed.Appointments} appointments in the background; './run_local.sh seed' waits for them ...");
        seeding = SeedInBackgroundAsync();
    }

    private async Task SeedInBackgroundAsync()
    {
        using var seed = CreateSeed();
        try
        {
            options.Progress(await seed.AddClinicAsync(stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or AmazonServiceException or HttpRequestException)
        {
            options.Progress("The demo data is incomplete: './run_local.sh reset' begins afresh.");
        }
    }

    private DemoSeed CreateSeed() => new(CreateDynamoDbClient(), ServicesAddress, Template.Functions.SelectMany(function => function.Environment));

    private async Task<bool> HasNoUsersAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        var users = Template.Tables.Single(table => table.LogicalId == "UsersTable");
        var first = await client.ScanAsync(new ScanRequest { TableName = users.Name, Limit = 1 }, cancellationToken);
        return first.Items is not { Count: > 0 };
    }

    private WebApplication CreateServices()
    {
        var app = Listener.Create(options.ServicesPort, static _ => { }, options.ContainerAddress);
        var account = aws.Services(app.Services.GetRequiredService<ILogger<AwsServices>>());
        app.Run(new ServicesRoot(Lambda, account, aws.Objects, SeedAsync).HandleAsync);
        return app;
    }

    private WebApplication CreateGateway()
    {
        var app = Listener.Create(options.Port, static kestrel =>
        {
            // API Gateway's own limit on all headers together.
            kestrel.Limits.MaxRequestHeadersTotalSize = 10_240;
            kestrel.Limits.MaxRequestLineSize = 8_192;
            kestrel.ConfigureEndpointDefaults(ServerRefusals.Prepare);
        });
        var api = Template.Api ?? throw new SetupException("template.yaml has no API.");
        var authorizer = new CognitoAuthorizer(() => aws.Pool.Issuer, aws.Pool.Keys, aws.Pool.Settings.ClientIds, options.Time);
        var apiGateway = new ApiGateway(api, authorizer, Lambda, options.Time);
        new ServerRefusals(Template.Parameters["CorsAllowedOrigin"], Languages.Parse(Template.Parameters["ApiLanguage"]), options.Time).Use(app);
        app.Use(ApiGateway.TakePathAsSentAsync);
        app.UseRouting();
        // The pages are endpoints; everything else is a request to the API. The first page is at the API's own root, for whoever asks for HTML.
        app.Use((context, next) => context.GetEndpoint() is null || PageEndpoints.LeavesToApi(context.Request) ? apiGateway.HandleAsync(context) : next(context));
        app.MapPages(OverviewAsync, aws.Mailbox, aws.Phone, queues, options.Root, Template.Parameters["TimeZone"]);
        return app;
    }

    private async Task<HostOverview?> OverviewAsync(CancellationToken cancellationToken)
    {
        if (database is null)
            return null;
        using var client = CreateDynamoDbClient();
        var tables = await Task.WhenAll(Template.Tables.Select(table => client.DescribeTableAsync(table.Name, cancellationToken)));
        return new HostOverview(
            BaseAddress,
            ServicesAddress,
            DynamoDbServiceUrl,
            [.. Lambda.Status().Select(function => new FunctionOverview(function.Key, function.Value.Processes, function.Value.Waiting))],
            [.. tables.Select(table => new TableOverview(table.Table.TableName, table.Table.ItemCount))],
            new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById(Template.Parameters["TimeZone"]), options.Time).Today)
        {
            MachineClient = Template.UserPool?.MachineClient,
            IsSeeding = !seeding.IsCompleted,
        };
    }

    private string? DataPath(string name) => options.InMemory ? null : Path.Combine(options.StateDirectory, "data", name);

    private DynamoDbLocalOptions DatabaseOptions() => new()
    {
        Endpoint = options.DynamoDbEndpoint,
        Port = options.DynamoDbPort,
        InMemory = options.InMemory,
        DataDirectory = Path.Combine(options.StateDirectory, "data", "dynamodb"),
        InstallDirectory = Path.Combine(options.Root, ".local"),
        ContainerAddress = options.ContainerAddress,
        Progress = options.Progress,
    };

    private LambdaOptions LambdaOptions() => new()
    {
        CodeRoot = options.Root,
        FunctionsRoot = options.FunctionsRoot,
        LogDirectory = Path.Combine(options.StateDirectory, "logs"),
        ProcessesPerFunction = options.ProcessesPerFunction,
        ServicesAddress = () => ServicesAddress,
        DynamoDbUrl = () => DynamoDbServiceUrl,
        ApiAddress = () => BaseAddress,
        ComprehendUrl = Template.Parameters["ComprehendLanguage"].Length == 0 || options.ComprehendEndpoint is not null
            ? options.ComprehendEndpoint
            : throw new SetupException("This host has no Comprehend: ComprehendLanguage needs one that AWS_ENDPOINT_URL_COMPREHEND names."),
    };
}
