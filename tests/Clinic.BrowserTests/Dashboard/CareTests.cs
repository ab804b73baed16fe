using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Clinic.EndToEndTests;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Dashboard;

/// <summary>What of the patients' care the dashboard shows, and to whom.</summary>
[Collection(TheDashboard.Name)]
public sealed class CareTests(DashboardFixture clinic)
{
    private static readonly string[] months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    public static TheoryData<string, int, ColorScheme> Screens
    {
        get
        {
            var screens = new TheoryData<string, int, ColorScheme>();
            foreach (var account in new[] { DemoAccounts.Admin, DemoAccounts.Thanatologist })
                foreach (var width in new[] { 320, 1280 })
                    foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
                        screens.Add(account.Email, width, scheme);
            return screens;
        }
    }

    [Fact]
    public async Task An_admin_sees_figures_of_the_open_alerts_those_of_closed_records_too()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        Assert.Equal(
            [
                "Inminente|0 pacientes|–|–",
                "Alta|1 paciente|Suicidio 1|1 sin revisar, espera de menos de una hora",
                "Moderada|1 paciente|Violencia 1|–",
                "Baja|1 paciente|Legal 1|1 sin revisar, espera de menos de una hora",
            ],
            await window.RowsAsync("Alertas abiertas"));
        await Assertions.Expect(window.Report("Alertas abiertas").Locator("header p"))
            .ToHaveTextAsync("3 pacientes, cada uno por su alerta más grave · 2 sin revisar, la mayor espera es de menos de una hora");
        await Assertions.Expect(window.Report("Mis pacientes")).ToHaveCountAsync(0);
        await Assertions.Expect(window.Report("Aniversarios")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Nothing_that_an_admin_sees_of_alerts_tells_whose_they_are()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        var panel = await window.Report("Alertas abiertas").EvaluateAsync<string>("section => section.outerHTML");
        Assert.DoesNotContain("MARCA", panel, StringComparison.Ordinal);
        foreach (var patient in await clinic.Clinic.Admin.AllAsync("/users?role=patient"))
            Assert.All(((string[])["id", "firstLastName"]).Select(member => patient[member]!.GetValue<string>()), told => Assert.DoesNotContain(told, panel, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admin_chooses_one_thanatologists_alerts()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.Filter.SelectOptionAsync(new SelectOptionValue { Value = DemoAccounts.Thanatologist2.Id });
        await window.SettleAsync();

        Assert.Equal(["Inminente|0 pacientes|–|–", "Alta|0 pacientes|–|–", "Moderada|0 pacientes|–|–"], (await window.RowsAsync("Alertas abiertas"))[..3]);
    }

    [Theory]
    [InlineData(20, "menos de una hora")]
    [InlineData(61, "1 hora")]
    [InlineData(47 * 60, "47 horas")]
    [InlineData(71 * 60, "2 días")]
    [InlineData(900 * 60, "37 días")]
    public async Task How_long_an_alert_waits_is_told(int minutes, string told)
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-minutes);
        await window.Page.RouteAsync("**/users?role=patient*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = new JsonObject { ["items"] = new JsonArray(Waiting(since.AddMinutes(10)), Waiting(since), Waiting(null)) }.ToJsonString(),
        }));

        await window.ChoosePeriodAsync("Semana");

        Assert.Equal($"Inminente|3 pacientes|Otra 3|2 sin revisar, espera de {told}", (await window.RowsAsync("Alertas abiertas"))[0]);
    }

    [Fact]
    public async Task A_thanatologist_sees_their_own_open_patients_the_gravest_first()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Thanatologist);

        var rows = await window.RowsAsync("Mis pacientes");
        var open = await clinic.Clinic.Thanatologist.AllAsync($"/users?role=patient&recordStatus=open&thanatologistId={DemoAccounts.Thanatologist.Id}");
        Assert.Equal(open.Count, rows.Length);
        Assert.Equal("Eusebio Zaldívar|Alta: suicidio|1 tarea|–", rows[0]);
        Assert.Matches(@"^Eusebio Beltrán\|Moderada: violencia\|–\|\d{1,2} \D+, \d\d:00$", rows[1]);
        Assert.All(rows[2..], row => Assert.Contains("|–|", row, StringComparison.Ordinal));
        await Assertions.Expect(window.Report("Mis pacientes").Locator("header p")).ToHaveTextAsync($"{open.Count} expedientes abiertos · 2 con alerta · 1 tarea por hacer");
        await Assertions.Expect(window.Report("Alertas abiertas")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_thanatologist_sees_the_anniversaries_of_thirty_days_and_a_colleague_does_not()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Thanatologist);

        var row = Assert.Single(await window.RowsAsync("Aniversarios"));
        var anniversary = DashboardFixture.Anniversary;
        Assert.Equal($"{anniversary.Day} de {months[anniversary.Month - 1]} de {anniversary.Year}|Eusebio Zaldívar|2 años", row);
        await using var colleague = await clinic.OpenAsync(DemoAccounts.Thanatologist2);
        Assert.Equal(["No hay aniversarios en estos días"], await colleague.RowsAsync("Aniversarios"));
        Assert.DoesNotContain("Zaldívar", await colleague.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Support_sees_nothing_of_it_and_asks_for_nothing()
    {
        await using var window = await clinic.OpenAsync();
        var asked = new List<string>();
        window.Page.Request += (_, request) => asked.Add(new Uri(request.Url).PathAndQuery);

        await window.SignInAsync(DemoAccounts.Support.Email, DemoAccounts.Password);
        await window.SettleAsync();

        foreach (var heading in new[] { "Alertas abiertas", "Mis pacientes", "Aniversarios" })
            await Assertions.Expect(window.Report(heading)).ToHaveCountAsync(0);
        Assert.DoesNotContain(asked, path => path.StartsWith("/care/", StringComparison.Ordinal) || path.StartsWith("/tasks", StringComparison.Ordinal) || path.Contains("role=patient", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_signs_out_leaves_no_patient_behind()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Thanatologist);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Salir" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByLabel("Correo")).ToBeFocusedAsync();

        Assert.DoesNotContain("Zaldívar", await window.Page.ContentAsync(), StringComparison.Ordinal);
    }

    /// <summary>The page is light, whatever the reader's system prefers.</summary>
    [Theory]
    [MemberData(nameof(Screens))]
    public async Task Nothing_keeps_anybody_from_reading_it(string email, int width, ColorScheme scheme)
    {
        // The page itself lets no script of others in.
        await using var window = await clinic.OpenAsync(DemoAccounts.All.Single(account => account.Email == email), width, options => (options.ColorScheme, options.BypassCSP) = (scheme, true));
        await window.Page.AddScriptTagAsync(new() { Path = await BrowserScripts.AxeAsync() });

        Assert.Empty(await window.Page.EvaluateAsync<string[]>(BrowserScripts.SeriousViolations));
        await window.FitsAsync();
    }

    private static JsonObject Waiting(DateTimeOffset? since) => new()
    {
        ["alert"] = new JsonObject { ["severity"] = "imminent", ["kind"] = "other" },
        ["alertWaitsSince"] = since?.ToString("O", CultureInfo.InvariantCulture),
    };
}
