using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests;

/// <summary>A headless browser for the tests of a class. Without one, each of them fails and says what to install.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly Action<string> progress;
    private IPlaywright? playwright;

    public BrowserFixture() : this(static _ => { })
    {
    }

    internal BrowserFixture(Action<string> progress) => this.progress = progress;

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var options = await Chromium.FindAsync(progress);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(options);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
            await Browser.DisposeAsync();
        playwright?.Dispose();
    }
}
