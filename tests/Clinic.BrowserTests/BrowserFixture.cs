using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests;

/// <summary>A headless browser for the tests of a class. Without one, each of them fails and says what to install.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? playwright;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var path = Chromium.Find(Environment.GetEnvironmentVariable(Chromium.Variable), Chromium.UsualPlaces);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--disable-quic"] });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
