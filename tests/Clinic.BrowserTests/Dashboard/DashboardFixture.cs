using System.Globalization;
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

    public async Task InitializeAsync()
    {
        await chromium.InitializeAsync();
        await Clinic.InitializeAsync();
        var (first, second, third) = (
            await Clinic.Thanatologist.CreatePatientAsync(), await Clinic.Thanatologist.CreatePatientAsync(), await Clinic.Colleague.CreatePatientAsync());
        await Clinic.Thanatologist.WriteSessionAsync(first, DaysAgo(1));
        await Clinic.Thanatologist.WriteSessionAsync(first, DaysAgo(10));
        await Clinic.Thanatologist.WriteSessionAsync(second, DaysAgo(20));
        await Clinic.Colleague.WriteSessionAsync(third, DaysAgo(1));
        await Clinic.Colleague.WriteSessionAsync(third, DaysAgo(200));
        await Clinic.Colleague.CloseRecordAsync(third);
    }

    /// <summary>What the clinic's clock shows at a moment.</summary>
    public static DateTimeOffset AtClinic(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"));

    public static string DaysAgo(int days) => AtClinic(TimeProvider.System.GetUtcNow()).AddDays(-days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The dashboard in a browser window of its own, by default as large as a desk's.</summary>
    public async Task<DashboardWindow> OpenAsync(int width = 1280, int height = 900)
    {
        var context = await chromium.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        context.SetDefaultTimeout(15_000);
        var window = new DashboardWindow(await context.NewPageAsync());
        await window.Page.GotoAsync(new Uri(Clinic.Host.BaseAddress, "/dashboard").ToString());
        return window;
    }

    public async Task<DashboardWindow> OpenAsync(DemoAccount account, int width = 1280)
    {
        var window = await OpenAsync(width);
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
