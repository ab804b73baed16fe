using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.EndToEndTests;
using Clinic.Demo;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Dashboard;

[Collection(TheDashboard.Name)]
public sealed class DashboardTests(DashboardFixture clinic)
{
    private ApiClient Admin => clinic.Clinic.Admin;

    [Fact]
    public async Task An_admin_sees_what_the_API_answers()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        var figures = await window.FiguresAsync();
        Assert.Equal(await ExpectedAsync(Admin, "timespan=month"), figures);
        Assert.Equal(("4", "1"), (figures["Sesiones"], figures["Expedientes cerrados"]));
        Assert.Equal("$602.00", figures["Cuotas de recuperación"]);
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("Semana", "week")]
    [InlineData("Mes", "month")]
    [InlineData("Año", "year")]
    public async Task A_period_is_chosen(string label, string timespan)
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.ChoosePeriodAsync("Año");
        await window.ChoosePeriodAsync(label);

        Assert.Equal(await ExpectedAsync(Admin, $"timespan={timespan}"), await window.FiguresAsync());
    }

    [Fact]
    public async Task Dates_are_chosen()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);
        var (from, to) = (DashboardFixture.DaysAgo(15), DashboardFixture.DaysAgo(5));

        await window.ChoosePeriodAsync("Fechas");
        await window.Page.GetByLabel("Desde").FillAsync(from);
        await window.Page.GetByLabel("Hasta").FillAsync(to);
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Del ");
        await window.SettleAsync();

        var figures = await window.FiguresAsync();
        Assert.Equal(await ExpectedAsync(Admin, $"from={from}&to={to}"), figures);
        Assert.Equal("1", figures["Sesiones"]);
    }

    [Fact]
    public async Task Dates_that_the_API_refuses_are_explained_once_and_can_be_corrected()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.ChoosePeriodAsync("Fechas");
        await window.Page.GetByLabel("Desde").FillAsync("2001-01-01");
        await window.Page.GetByLabel("Hasta").FillAsync("2026-01-01");
        await Assertions.Expect(window.Alert).ToHaveTextAsync("Ese periodo no se acepta. Elija fechas que abarquen a lo más cinco años.");
        await window.ChoosePeriodAsync("Semana");

        await Assertions.Expect(window.Alert).ToHaveCountAsync(0);
        Assert.Equal(await ExpectedAsync(Admin, "timespan=week"), await window.FiguresAsync());
    }

    [Fact]
    public async Task One_thanatologist_is_chosen()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        await window.Filter.SelectOptionAsync(new SelectOptionValue { Label = "Lucía Sánchez Álvarez" });
        await window.SettleAsync();

        var figures = await window.FiguresAsync();
        Assert.Equal(await ExpectedAsync(Admin, $"timespan=month&thanatologistId={DemoAccounts.Thanatologist.Id}"), figures);
        Assert.Equal("3", figures["Sesiones"]);
    }

    [Fact]
    public async Task A_thanatologist_sees_their_own_figures_only()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Thanatologist2);

        var figures = await window.FiguresAsync();
        Assert.Equal(await ExpectedAsync(clinic.Clinic.Colleague, "timespan=month"), figures);
        Assert.Equal("1", figures["Sesiones"]);
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Mis cifras" })).ToBeVisibleAsync();
        await Assertions.Expect(window.Filter).ToBeHiddenAsync();
        Assert.Equal(1, await window.Report("Por tanatólogo").Locator("tbody tr").CountAsync());
        await Assertions.Expect(window.Report("Por tanatólogo").Locator("tbody th")).ToContainTextAsync("Ávila");
    }

    [Fact]
    public async Task Support_sees_the_figures_of_all()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Support);

        Assert.Equal(await ExpectedAsync(Admin, "timespan=month"), await window.FiguresAsync());
        await Assertions.Expect(window.Filter.Locator("option")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_patient_is_told_that_reports_are_not_for_them()
    {
        await using var window = await clinic.OpenAsync();
        await window.SignInAsync(DemoAccounts.Patient.Email, DemoAccounts.Password);

        await Assertions.Expect(window.Alert).ToHaveTextAsync("Esta cuenta no puede ver reportes. Salga y entre con una cuenta de administración, de apoyo o de tanatología.");
        await Assertions.Expect(window.Page.Locator("#figures")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_thanatologists_table_has_the_APIs_rows()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        var items = (await Admin.GetAsync("/reports/thanatologists?timespan=month")).Is(200).Items;
        var rows = await window.RowsAsync("Por tanatólogo");
        Assert.Equal(items.Select(item => string.Join(
            '|', item["name"], item["sessions"], item["patients"], Pesos(item["fees"]), Pesos(item["averageFee"]), item["openRecords"],
            item["appointments"], Percent(item["noShowRate"]), Percent(item["utilisation"]))), rows);
        Assert.Equal(2, rows.Length);
    }

    /// <summary>An appointment is for the time to come: in the last minutes of a day there is none left of today.</summary>
    [Fact]
    public async Task Todays_agenda_is_a_thanatologists_own_and_the_clinics()
    {
        var patient = await clinic.Clinic.Thanatologist.CreatePatientAsync();
        var now = TimeProvider.System.GetUtcNow();
        var start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(3);
        var booked = (await clinic.Clinic.Thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, start.ToString("O", CultureInfo.InvariantCulture)).With("mode", "video").With("minutes", 15))).Is(201);
        var isToday = DashboardFixture.AtClinic(start).Date == DashboardFixture.AtClinic(now).Date;
        var (name, thanatologist) = (booked.Value("patientName"), booked.Value("thanatologistName"));
        var hours = $"{DashboardFixture.AtClinic(start):HH:mm}–{DashboardFixture.AtClinic(start.AddMinutes(15)):HH:mm}";

        await using var own = await clinic.OpenAsync(DemoAccounts.Thanatologist);
        Assert.Equal([isToday ? $"{hours}|{name}|Por video|Reservada" : "No hay citas hoy"], await own.RowsAsync("Agenda de hoy"));
        await using var colleague = await clinic.OpenAsync(DemoAccounts.Thanatologist2);
        Assert.Equal(["No hay citas hoy"], await colleague.RowsAsync("Agenda de hoy"));
        await using var window = await clinic.OpenAsync(DemoAccounts.Support, width: 390);
        Assert.Equal([isToday ? $"{hours}|{name}|{thanatologist}|Por video|Reservada" : "No hay citas hoy"], await window.RowsAsync("Agenda de hoy"));
        await window.FitsAsync();
        await window.Filter.SelectOptionAsync(new SelectOptionValue { Value = DemoAccounts.Thanatologist2.Id });
        await window.SettleAsync();
        Assert.Equal(["No hay citas hoy"], await window.RowsAsync("Agenda de hoy"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task Charts_are_drawn_and_grouped_otherwise()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);
        var chart = window.Report("Sesiones").GetByRole(AriaRole.Img);

        foreach (var drawn in await window.Page.GetByRole(AriaRole.Img).AllAsync())
            Assert.Equal(440, await drawn.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        await Assertions.Expect(chart).ToHaveAttributeAsync("alt", new Regex("Acompañamiento 4"));
        await window.Report("Sesiones").GetByLabel("Agrupar por").SelectOptionAsync("Motivo");
        await Assertions.Expect(chart).ToHaveAttributeAsync("alt", new Regex("Duelo 4"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_figure_is_drawn_over_time_and_compared_with_the_period_before()
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);
        var report = window.Report("En el tiempo");
        var chart = report.GetByRole(AriaRole.Img);
        var yesterday = (await Admin.GetAsync("/reports/sessions?groupBy=day&timespan=month")).Is(200).Json["labels"]!.AsArray()[^2]!.ToString();

        await Assertions.Expect(chart).ToHaveAttributeAsync("alt", new Regex($"^Sesiones por día\\. .*Total: 4\\. Sesiones: .*{yesterday} 2; [^P]*$"));
        await window.Compare.CheckAsync();
        await window.SettleAsync();
        await Assertions.Expect(chart).ToHaveAttributeAsync("alt", new Regex(@"^Sesiones por día\. .*Periodo anterior: .*Total: 0\. Sesiones: "));
        await Assertions.Expect(window.Report("Sesiones").GetByRole(AriaRole.Img)).ToHaveAttributeAsync("alt", new Regex("Acompañamiento 4.*Periodo anterior: .*Acompañamiento 0"));
        await report.GetByLabel("Cifra").SelectOptionAsync("Cuotas de recuperación");
        await report.GetByLabel("Agrupar por").SelectOptionAsync("Mes");
        await window.SettleAsync();
        await Assertions.Expect(chart).ToHaveAttributeAsync("alt", new Regex(@"^Cuotas de recuperación por mes\. .*Total: 602\.00.*Periodo anterior: "));
        var download = await window.Page.RunAndWaitForDownloadAsync(() => report.GetByRole(AriaRole.Button, new() { NameRegex = new("Descargar CSV") }).ClickAsync());

        Assert.StartsWith("cuotas-por-mes-", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.StartsWith("Mes,Cuotas de recuperación,Mes del periodo anterior,", await File.ReadAllTextAsync((await download.PathAsync())!), StringComparison.Ordinal);
        Assert.Empty(window.Complaints);
    }

    [Theory]
    [InlineData("De un vistazo", "resumen")]
    [InlineData("En el tiempo", "sesiones-por-dia")]
    [InlineData("Sesiones", "sesiones-por-servicio")]
    [InlineData("Pacientes atendidos", "pacientes-por-genero")]
    [InlineData("Cuotas de recuperación", "cuotas-por-tanatologo")]
    [InlineData("Citas", "citas-por-estado")]
    [InlineData("Por tanatólogo", "tanatologos")]
    public async Task A_report_is_downloaded_as_CSV(string report, string name)
    {
        await using var window = await clinic.OpenAsync(DemoAccounts.Admin);

        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Report(report).GetByRole(AriaRole.Button, new() { NameRegex = new("Descargar CSV") }).ClickAsync());

        Assert.Matches($@"^{name}-\d{{4}}-\d\d-\d\d-\d{{4}}-\d\d-\d\d\.csv$", download.SuggestedFilename);
        var content = await File.ReadAllBytesAsync((await download.PathAsync())!);
        Assert.Equal([0xEF, 0xBB, 0xBF], content.Take(3));
        Assert.EndsWith("\r\n", System.Text.Encoding.UTF8.GetString(content), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin@clinic.test")]
    [InlineData("support@clinic.test")]
    [InlineData("thanatologist@clinic.test")]
    public async Task On_a_phone_nothing_is_wider_than_the_screen(string email)
    {
        await using var window = await clinic.OpenAsync(360, 740);
        await window.FitsAsync();

        await window.SignInAsync(email, DemoAccounts.Password);
        await window.SettleAsync();
        await window.FitsAsync();
        await window.Compare.CheckAsync();
        await window.SettleAsync();
        await window.FitsAsync();
        await window.Page.GetByLabel("Fechas").CheckAsync();
        await window.FitsAsync();
    }

    /// <summary>320 pixels are what a page has to fit without scrolling sideways (WCAG 2.2, 1.4.10).</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/mailbox")]
    [InlineData("/phone")]
    [InlineData("/dashboard")]
    public async Task A_page_fits_the_narrowest_screen(string path)
    {
        await using var window = await clinic.OpenAsync(320, 640);

        await window.Page.GotoAsync(new Uri(clinic.Clinic.Host.BaseAddress, path).ToString());

        await window.FitsAsync();
    }

    private static async Task<IReadOnlyDictionary<string, string>> ExpectedAsync(ApiClient client, string query)
    {
        var summary = (await client.GetAsync($"/reports/summary?{query}")).Is(200).Json;
        return new Dictionary<string, string>
        {
            ["Pacientes atendidos"] = summary["patients"]!.ToString(),
            ["Pacientes nuevos"] = summary["newPatients"]!.ToString(),
            ["Expedientes abiertos"] = summary["openRecords"]!.ToString(),
            ["Expedientes cerrados"] = summary["closedRecords"]!.ToString(),
            ["Sesiones"] = summary["sessions"]!.ToString(),
            ["Cuotas de recuperación"] = Pesos(summary["fees"]),
            ["Citas"] = summary["appointments"]!.ToString(),
            ["Inasistencias"] = Percent(summary["noShowRate"]),
            ["Días hasta la primera cita"] = summary["daysToFirstAppointment"]?.ToString() ?? "–",
        };
    }

    private static string Percent(JsonNode? rate) => rate is null ? "–" : rate.GetValue<decimal>().ToString("0.#%", CultureInfo.InvariantCulture);

    private static string Pesos(JsonNode? amount) => amount!.GetValue<decimal>().ToString("$#,0.00", CultureInfo.InvariantCulture);
}
