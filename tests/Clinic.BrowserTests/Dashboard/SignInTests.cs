using Clinic.Demo;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Dashboard;

[Collection(TheDashboard.Name)]
public sealed class SignInTests(DashboardFixture clinic)
{
    [Fact]
    public async Task A_demo_account_fills_the_form_in_and_the_keyboard_does_the_rest()
    {
        await using var window = await clinic.OpenAsync();

        await window.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^support@clinic.test") }).FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.SettleAsync();

        await Assertions.Expect(window.Page.Locator("#who")).ToHaveTextAsync("Mónica · Apoyo administrativo");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Tablero", Exact = true })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        await using var window = await clinic.OpenAsync();

        await window.SignInAsync("nadie@example.org", "algo-distinto");

        await Assertions.Expect(window.Alert).ToHaveTextAsync("El correo o la contraseña no son correctos. Revíselos e intente de nuevo.");
        await Assertions.Expect(window.Page.GetByLabel("Contraseña")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_token_that_is_no_longer_good_leads_back_to_the_form()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.Page.EvaluateAsync("() => { tokens.accessToken = 'x.y.z'; }");
        await window.Page.GetByRole(AriaRole.Radio, new() { Name = "Semana" }).CheckAsync();

        await Assertions.Expect(window.Alert).ToHaveTextAsync("La sesión terminó. Entre de nuevo.");
        await Assertions.Expect(window.Page.GetByLabel("Correo")).ToBeFocusedAsync();
        Assert.Null(await window.Page.EvaluateAsync<string?>("() => sessionStorage.getItem('tokens')"));
    }

    [Fact]
    public async Task Reloading_keeps_the_user_and_signing_out_forgets_them_and_their_figures()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.Page.ReloadAsync();
        await window.SettleAsync();
        var refreshToken = await window.Page.EvaluateAsync<string>("() => tokens.refreshToken");
        await window.Page.RunAndWaitForResponseAsync(
            () => window.Page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync(), answer => answer.Url.EndsWith("/auth/logout", StringComparison.Ordinal));

        await Assertions.Expect(window.Page.GetByLabel("Correo")).ToBeFocusedAsync();
        Assert.All((await window.FiguresAsync()).Values, figure => Assert.Equal("", figure.Trim('–')));
        Assert.Null(await window.Page.EvaluateAsync<string?>("() => sessionStorage.getItem('tokens')"));
        (await clinic.Clinic.Nobody.PostAsync("/auth/refresh", new System.Text.Json.Nodes.JsonObject { ["refreshToken"] = refreshToken })).Is(401);
    }

    [Fact]
    public async Task Without_the_server_it_says_what_to_do_and_tries_again()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.Page.RouteAsync("**/reports/**", route => route.AbortAsync());
        await window.Page.GetByRole(AriaRole.Radio, new() { Name = "Semana" }).CheckAsync();
        await Assertions.Expect(window.Alert).ToContainTextAsync("El servidor no responde. Inícielo con ./run_local.sh y vuelva a intentar.");
        await window.Page.UnrouteAsync("**/reports/**");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Reintentar" }).ClickAsync();
        await window.SettleAsync();

        await Assertions.Expect(window.Alert).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page.Locator("#figures")).ToBeVisibleAsync();
    }
}
