using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Dashboard;

/// <summary>The dashboard as its user sees it: by labels and roles.</summary>
public sealed class DashboardWindow : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    public DashboardWindow(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) => complaints.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());
    }

    public IPage Page { get; }

    /// <summary>What went wrong in the page's script or was stopped by its content security policy.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public ILocator Filter => Page.GetByLabel("Tanatólogo", new() { Exact = true });

    public ILocator Compare => Page.GetByLabel("Comparar con el periodo anterior");

    public async Task SignInAsync(string email, string password)
    {
        await Page.GetByLabel("Correo").FillAsync(email);
        await Page.GetByLabel("Contraseña").FillAsync(password);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until every report that the user has got has its answer.</summary>
    public async Task SettleAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).WaitForAsync();
        await Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.report:not([hidden])')].every(report => report.getAttribute('aria-busy') === 'false')");
    }

    public async Task ChoosePeriodAsync(string label)
    {
        await Page.GetByLabel(label, new() { Exact = true }).CheckAsync();
        await SettleAsync();
    }

    public ILocator Report(string heading) => Page.GetByRole(AriaRole.Region, new() { Name = heading, Exact = true });

    /// <summary>The rows of a report's table, each with its cells.</summary>
    public Task<string[]> RowsAsync(string heading) =>
        Report(heading).Locator("tbody tr").EvaluateAllAsync<string[]>("rows => rows.map(row => [...row.cells].map(cell => cell.textContent).join('|'))");

    /// <summary>The figures at a glance by their labels.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FiguresAsync()
    {
        var labels = await Page.Locator(".kpis dt").AllInnerTextsAsync();
        return labels.Zip(await Page.Locator(".kpis dd").AllInnerTextsAsync()).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Asserts that the window has no need of a horizontal scroll bar.</summary>
    public async Task FitsAsync()
    {
        var (needed, there) = (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Page.ViewportSize!.Width);
        Assert.True(needed <= there, $"The page is {needed} pixels wide in a window of {there}.");
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
