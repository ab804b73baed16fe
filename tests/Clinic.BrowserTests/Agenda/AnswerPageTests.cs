using Clinic.BrowserTests.Dashboard;
using Clinic.EndToEndTests;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Agenda;

/// <summary>The page of a reminder's link as patients see it: on a phone and on a desk, by day and by night.</summary>
[Collection(TheDashboard.Name)]
public sealed class AnswerPageTests(DashboardFixture clinic)
{
    /// <summary>What a finger meets (WCAG 2.2, 2.5.5).</summary>
    private const float SmallestTarget = 44;

    public static TheoryData<int, ColorScheme> Screens => new() { { 320, ColorScheme.Light }, { 320, ColorScheme.Dark }, { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark } };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task It_is_answered_without_any_script(int width, ColorScheme scheme)
    {
        await using var context = await OpenAsync(width, scheme, options => options.JavaScriptEnabled = false);
        var page = await context.NewPageAsync();
        await page.GotoAsync(Address(await LinkAsync()));
        foreach (var button in await page.GetByRole(AriaRole.Button).AllAsync())
        {
            var box = (await button.BoundingBoxAsync())!;
            Assert.True(box.Height >= SmallestTarget && box.X >= 0 && box.X + box.Width <= width, $"{box.X}, {box.Width} × {box.Height}");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirmar mi cita" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Su cita está confirmada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancelar mi cita" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Su cita está cancelada");
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Nothing_keeps_anybody_from_reading_and_answering(int width, ColorScheme scheme)
    {
        var (booked, cancelled) = (await LinkAsync(), await LinkAsync());
        await clinic.Clinic.Nobody.SendAsync("POST", cancelled, ApiClient.Json("answer=cancel", "application/x-www-form-urlencoded"));
        // The page itself lets no script in.
        await using var context = await OpenAsync(width, scheme, options => options.BypassCSP = true);
        var page = await context.NewPageAsync();
        foreach (var link in (string[])[booked, cancelled, booked + "x"])
        {
            await page.GotoAsync(Address(link));
            await page.AddScriptTagAsync(new() { Path = await BrowserScripts.AxeAsync() });

            Assert.Empty(await page.EvaluateAsync<string[]>(BrowserScripts.SeriousViolations));
            Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        }
    }

    private async Task<IBrowserContext> OpenAsync(int width, ColorScheme scheme, Action<BrowserNewContextOptions> set)
    {
        var options = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 700 }, ColorScheme = scheme };
        set(options);
        var context = await clinic.Browser.NewContextAsync(options);
        context.SetDefaultTimeout(15_000);
        return context;
    }

    private async Task<string> LinkAsync()
    {
        var body = Bodies.Appointment(await clinic.Clinic.Thanatologist.CreatePatientAsync()).With("place", "Consultorio 3, planta baja, Avenida de los Insurgentes Sur 1234, Ciudad de México");
        return await clinic.Clinic.AnswerLinkAsync((await clinic.Clinic.Thanatologist.PostAsync("/appointments", body)).Is(201).Id);
    }

    private string Address(string link) => new Uri(clinic.Clinic.Host.BaseAddress, link).ToString();
}
