using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Core.Security;
using Clinic.Demo;
using Clinic.Local;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Gateway;
using Clinic.Local.Template;
using Microsoft.AspNetCore.Builder;
using OtpNet;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>A clinic with one admin, who needs a second factor, with self-registration and patients who book for themselves, and with waits that end when a test says so.</summary>
public sealed class StrictClinic : IAsyncLifetime
{
    private readonly string state = Directory.CreateTempSubdirectory("clinic-strict-").FullName;
    private readonly ImpatientClock clock = new();
    private LocalHost host = null!;
    private HttpClient http = null!;
    private ApiClient nobody = null!;

    public async Task InitializeAsync()
    {
        host = await LocalHost.StartAsync(new LocalHostOptions
        {
            Port = 0,
            InMemory = true,
            StateDirectory = state,
            Seeding = Seeding.Accounts,
            Time = clock,
            Parameters = new Dictionary<string, string> { ["MachineScopes"] = string.Join(',', Scope.All), ["RequireAdminMfa"] = "true", ["AllowSelfRegistration"] = "true", ["PatientBooking"] = "true" },
        });
        http = ApiClient.Connect(host.BaseAddress);
        nobody = new ApiClient(http);
        await SignInAsync(DemoAccounts.Patient); // Every process that a login needs is there.
    }

    public async Task<Answer> SessionWithoutRecordAsync()
    {
        var registered = (await nobody.PostAsync("/auth/authenticate", Bodies.Login(Bodies.Email(), Bodies.Password))).Is(201);
        return await (await ServiceAsync()).PostAsync("/sessions", Bodies.Session(registered.Value("user.id")!));
    }

    public Task<ApiClient> SignInAsync(DemoAccount account) => nobody.SignInAsync(account.Email, DemoAccounts.Password);

    public async Task<Answer> DeactivateLastAdminAsync() => await (await ServiceAsync()).DeleteAsync("/users/" + DemoAccounts.Admin.Id);

    public async Task<Answer> RemoveSecondFactorAsync()
    {
        var admin = await SignInAsync(DemoAccounts.Admin);
        var recovery = await admin.SetUpSecondFactorAsync(DemoAccounts.Password);
        return await admin.SendJsonAsync(HttpMethod.Delete, "/auth/mfa", new JsonObject { ["code"] = recovery });
    }

    public async Task<Answer> WaitingListFullAsync()
    {
        await new Tables(host).FillWaitingListAsync();
        return await (await SignInAsync(DemoAccounts.Support)).PostAsync("/waiting-list", Bodies.Waiting(DemoAccounts.Patient.Id));
    }

    /// <summary>The limit is a day.</summary>
    public async Task<Answer> CancelTooLateAsync() => await ChangeByPatientAsync(TimeSpan.FromHours(23), new JsonObject { ["status"] = "cancelled", ["reason"] = "Se enfermó" });

    public async Task<Answer> MoveByPatientAsync() => await ChangeByPatientAsync(TimeSpan.FromHours(49), new JsonObject { ["start"] = "2035-03-19T10:00:00-06:00" });

    public async Task<Answer> SendSmsAsync() =>
        await (await SignInAsync(DemoAccounts.Support)).PostAsync("/messages", new JsonObject { ["channel"] = "sms", ["to"] = "5512345678", ["body"] = "Hola" });

    /// <summary>The front desk books an appointment for the demo patient, who changes it.</summary>
    private async Task<Answer> ChangeByPatientAsync(TimeSpan ahead, JsonObject change)
    {
        var start = TimeProvider.System.GetUtcNow() + ahead;
        var booked = (await (await SignInAsync(DemoAccounts.Support)).PostAsync(
            "/appointments", Bodies.Appointment(DemoAccounts.Patient.Id, start.ToString("yyyy-MM-dd'T'HH:mm:00'Z'", CultureInfo.InvariantCulture)))).Is(201);
        return await (await SignInAsync(DemoAccounts.Patient)).PatchAsync("/appointments/" + booked.Id, change);
    }

    /// <summary>The user pool waits for its triggers for 30 seconds.</summary>
    public Task<Answer> LoginWithoutTriggersAsync() => HurryAsync(30, "/auth/login", Bodies.Login(DemoAccounts.Patient.Email, DemoAccounts.Password));

    /// <summary>The gateway waits for a function for 29 seconds; this one takes its time.</summary>
    public Task<Answer> TimeoutAsync() => HurryAsync(29, "/auth/password/forgot", new JsonObject { ["email"] = Bodies.Email() });

    public async Task DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
        Directory.Delete(state, recursive: true);
    }

    private async Task<Answer> HurryAsync(int seconds, string path, JsonObject body)
    {
        clock.EndsAtOnce = TimeSpan.FromSeconds(seconds);
        try
        {
            return await nobody.TryPostAsync(path, body, Bodies.Id());
        }
        finally
        {
            clock.EndsAtOnce = null;
        }
    }

    private async Task<ApiClient> ServiceAsync()
    {
        var client = host.Template.UserPool!.MachineClient!;
        using var tokens = new HttpClient { BaseAddress = host.ServicesAddress };
        tokens.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client.Id}:{client.Secret}")));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
        using var answer = await tokens.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
        return nobody.With(new JsonObject { ["accessToken"] = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>() });
    }

    /// <summary>The system's clock, but for waits of one length.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public TimeSpan? EndsAtOnce { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime == EndsAtOnce ? TimeSpan.Zero : dueTime, period);
    }
}

/// <summary>The template's gateway without a function behind it that could start.</summary>
internal static class BareGateway
{
    /// <param name="waiting">How many requests may wait for a process of a function.</param>
    public static async Task<Answer> AnswerAsync(int waiting)
    {
        var nowhere = Directory.CreateTempSubdirectory("clinic-bare-");
        try
        {
            var template = ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml"));
            await using var lambda = new LambdaService(
                template.Functions,
                new LambdaOptions { CodeRoot = nowhere.FullName, LogDirectory = nowhere.FullName, ServicesAddress = () => new Uri("http://127.0.0.1:1"), DynamoDbUrl = () => "", ApiAddress = () => new Uri("http://127.0.0.1:1"), WaitingPerFunction = waiting },
                TimeProvider.System);
            var gateway = new ApiGateway(template.Api!, null, lambda, TimeProvider.System);
            await using var app = Listener.Create(0, static _ => { });
            app.Run(context => gateway.HandleAsync(context));
            using var http = ApiClient.Connect(await Listener.StartAsync(app, 0, CancellationToken.None));
            return await new ApiClient(http).TryPostAsync("/auth/salt", new JsonObject { ["email"] = Bodies.Email() }, Bodies.Id());
        }
        finally
        {
            nowhere.Delete(recursive: true);
        }
    }
}

internal static class SecondFactors
{
    /// <returns>A recovery code.</returns>
    public static async Task<string> SetUpSecondFactorAsync(this ApiClient client, string password)
    {
        var secret = (await client.PostAsync("/auth/mfa/enrol", new JsonObject { ["currentPassword"] = password })).Is(200).Value("secret")!;
        var code = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        return (await client.PostAsync("/auth/mfa/confirm", new JsonObject { ["code"] = code })).Is(200).Json["recoveryCodes"]![0]!.GetValue<string>();
    }
}
