using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.EndToEndTests;
using Clinic.Demo;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Dashboard;

/// <summary>A running clinic with some sessions in it, and a browser to look at its dashboard.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private readonly BrowserFixture chromium = new();

    public ClinicFixture Clinic { get; } = new();

    public IBrowser Browser => chromium.Browser;

    /// <summary>The day on which a patient of the thanatologist has the second anniversary of a loss.</summary>
    public static DateTimeOffset Anniversary => AtClinic(TimeProvider.System.GetUtcNow()).AddDays(12);

    public async Task InitializeAsync()
    {
        await chromium.InitializeAsync();
        await Clinic.InitializeAsync();
        var (first, second, third) = (
            await Clinic.Thanatologist.CreatePatientAsync("Zaldívar"), await Clinic.Thanatologist.CreatePatientAsync("Beltrán"), await Clinic.Colleague.CreatePatientAsync());
        await Clinic.Thanatologist.WriteSessionAsync(first, DaysAgo(1));
        await Clinic.Thanatologist.WriteSessionAsync(first, DaysAgo(10));
        await Clinic.Thanatologist.WriteSessionAsync(second, DaysAgo(20));
        await Clinic.Colleague.WriteSessionAsync(third, DaysAgo(1));
        await Clinic.Colleague.WriteSessionAsync(third, DaysAgo(200));
        await AddCareAsync(first, second, third);
        await Clinic.Colleague.CloseRecordAsync(third);
    }

    /// <summary>A grave alert that waits, a moderate one at which somebody has looked, a low one of a record that is closed then.</summary>
    private async Task AddCareAsync(string worrying, string other, string closing)
    {
        await OpenAlertAsync(Clinic.Thanatologist, worrying, "suicide", "high");
        var reviewed = await OpenAlertAsync(Clinic.Thanatologist, other, "violence", "moderate");
        (await Clinic.Thanatologist.PostAsync($"{reviewed}/reviews", new JsonObject { ["text"] = "Visto." })).Is(201);
        await OpenAlertAsync(Clinic.Colleague, closing, "legal", "low");
        (await Clinic.Thanatologist.PostAsync("/tasks", Bodies.Task(worrying).With("due", DaysAgo(0)))).Is(201);
        (await Clinic.Thanatologist.PostAsync($"/users/{worrying}/losses", Bodies.Loss().With("date", $"{Anniversary.AddYears(-2):yyyy-MM-dd}"))).Is(201);
        var ahead = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd'T'12:00:00'Z'", CultureInfo.InvariantCulture);
        (await Clinic.Thanatologist.PostAsync("/appointments", Bodies.Appointment(other, ahead))).Is(201);
    }

    private static async Task<string> OpenAlertAsync(ApiClient client, string patientId, string kind, string severity)
    {
        var alerts = $"/users/{patientId}/alerts";
        return $"{alerts}/{(await client.PostAsync(alerts, new JsonObject { ["kind"] = kind, ["severity"] = severity, ["text"] = "MARCA" })).Is(201).Id}";
    }

    /// <summary>What the clinic's clock shows at a moment.</summary>
    public static DateTimeOffset AtClinic(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"));

    public static string DaysAgo(int days) => AtClinic(TimeProvider.System.GetUtcNow()).AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The dashboard in a browser window of its own, by default as large as a desk's.</summary>
    /// <param name="set">What else the window is to be.</param>
    public async Task<DashboardWindow> OpenAsync(int width = 1280, int height = 900, Action<BrowserNewContextOptions>? set = null)
    {
        var options = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = height } };
        set?.Invoke(options);
        var context = await chromium.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(15_000);
        var window = new DashboardWindow(await context.NewPageAsync());
        await window.Page.GotoAsync(new Uri(Clinic.Host.BaseAddress, "/dashboard").ToString());
        return window;
    }

    public async Task<DashboardWindow> OpenAsync(DemoAccount account, int width = 1280, Action<BrowserNewContextOptions>? set = null)
    {
        var window = await OpenAsync(width, set: set);
        await window.SignInAsync(account.Email, DemoAccounts.Password);
        await window.SettleAsync();
        return window;
    }

    public async Task DisposeAsync()
    {
        await Clinic.DisposeAsync();
        await chromium.DisposeAsync();
    }
}

/// <summary>The tests of the one running dashboard, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TheDashboard : ICollectionFixture<DashboardFixture>
{
    public const string Name = "Dashboard";
}
