using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Reports;

/// <summary>The reports of thanatologists made for each test, as other tests write sessions too.</summary>
[Collection(TheClinic.Name)]
public sealed class ReportTests(ClinicFixture clinic)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City")).DateTime);

    [Theory]
    [InlineData("serviceType", "Acompañamiento 2, Holísticos 1")]
    [InlineData("interventionType", "Tanatología 2, Reiki 1")]
    [InlineData("motive", "Duelo 2, Ansiedad 1")]
    [InlineData("tool", "Diálogo 3")]
    [InlineData("thanatologist", "Ximena Quiroga 3")]
    public async Task Sessions_are_counted_by_every_dimension(string groupBy, string groups)
    {
        var (own, id) = await HeldAsync();

        foreach (var (client, filter) in Readers(own, id))
        {
            var report = (await client.GetAsync($"/reports/sessions?groupBy={groupBy}{filter}")).Is(200);
            Assert.Equal(groups, Groups(report));
            Assert.Equal((groupBy, "3", Text(Today.AddDays(-27)), Text(Today)), (report.Value("groupBy"), report.Value("total"), report.Value("from"), report.Value("to")));
        }
    }

    [Theory]
    [InlineData("gender", "Mujer 1, Sin especificar 1")]
    [InlineData("thanatologist", "Ximena Quiroga 2")]
    public async Task Patients_are_counted_once(string groupBy, string groups)
    {
        var (own, id) = await HeldAsync();

        foreach (var (client, filter) in Readers(own, id))
        {
            var report = (await client.GetAsync($"/reports/patients?groupBy={groupBy}{filter}")).Is(200);
            Assert.Equal((groups, "2"), (Groups(report), report.Value("total")));
        }
    }

    [Theory]
    [InlineData("", "none", "Total 301")]
    [InlineData("&groupBy=none", "none", "Total 301")]
    [InlineData("&groupBy=thanatologist", "thanatologist", "Ximena Quiroga 301")]
    public async Task Fees_are_exact(string query, string groupBy, string groups)
    {
        var (own, id) = await HeldAsync();

        foreach (var (client, filter) in Readers(own, id))
        {
            var report = (await client.GetAsync($"/reports/fees?timespan=month{query}{filter}")).Is(200);
            Assert.Equal((groupBy, groups, "301"), (report.Value("groupBy"), Groups(report), report.Value("total")));
        }
    }

    [Fact]
    public async Task The_thanatologists_figures_are_those_of_who_has_sessions_or_open_records()
    {
        var (own, id) = await HeldAsync();
        var idle = await clinic.CreateStaffAsync();

        var item = Assert.Single((await own.GetAsync("/reports/thanatologists")).Is(200).Items);

        var expected = $$"""{"thanatologistId":"{{id}}","name":"Ximena Quiroga","sessions":3,"patients":2,"fees":301,"averageFee":100.33,"openRecords":2}""";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), item), item.ToJsonString());
        var all = (await clinic.Support.GetAsync("/reports/thanatologists")).Is(200).Items;
        Assert.Contains(all, other => JsonNode.DeepEquals(other, item));
        Assert.DoesNotContain(all, other => other["thanatologistId"]!.GetValue<string>() == idle.Id);
    }

    [Fact]
    public async Task The_summary_says_everything_at_a_glance_and_moves_with_every_write()
    {
        var before = (await clinic.Admin.GetAsync("/reports/summary")).Is(200).Json;
        var (own, id) = await HeldAsync();
        var closed = await own.CreatePatientAsync();
        await own.CloseRecordAsync(closed);

        var after = (await clinic.Admin.GetAsync("/reports/summary")).Is(200).Json;
        var mine = (await own.GetAsync("/reports/summary")).Is(200).Json;

        var expected = new Dictionary<string, decimal> { ["patients"] = 2, ["newPatients"] = 3, ["openRecords"] = 2, ["closedRecords"] = 1, ["sessions"] = 3, ["fees"] = 301m };
        Assert.All(expected, figure => Assert.Equal(figure.Value, mine[figure.Key]!.GetValue<decimal>()));
        Assert.All(expected, figure => Assert.Equal(figure.Value, after[figure.Key]!.GetValue<decimal>() - before[figure.Key]!.GetValue<decimal>()));
        Assert.True(JsonNode.DeepEquals(mine, (await clinic.Admin.GetAsync("/reports/summary?thanatologistId=" + id)).Is(200).Json));
    }

    [Theory]
    [InlineData("timespan=week", 6)]
    [InlineData("timespan=month", 27)]
    [InlineData("timespan=year", 363)]
    public async Task A_timespan_ends_today(string query, int daysBefore)
    {
        var (own, id) = await SignedInAsync();
        var patient = await own.CreatePatientAsync();
        await own.WriteSessionAsync(patient, Text(Today.AddDays(-daysBefore)));
        await own.WriteSessionAsync(patient, Text(Today.AddDays(-daysBefore - 1)));

        var report = (await clinic.Admin.GetAsync($"/reports/summary?{query}&thanatologistId={id.ToUpperInvariant()}")).Is(200);

        Assert.Equal((Text(Today.AddDays(-daysBefore)), Text(Today), "1"), (report.Value("from"), report.Value("to"), report.Value("sessions")));
    }

    [Fact]
    public async Task From_and_to_are_both_included_across_the_ends_of_months_and_years()
    {
        var (own, _) = await SignedInAsync();
        var patient = await own.CreatePatientAsync();
        foreach (var day in (string[])["2023-12-30", "2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01"])
            await own.WriteSessionAsync(patient, day);

        foreach (var (from, to, sessions) in ((string, string, int)[])[("2023-12-31", "2024-01-01", 2), ("2023-12-31", "2024-02-29", 3), ("2024-02-29", "2024-02-29", 1), ("2024-01-01", "2024-03-31", 3), ("2023-12-30", "2024-03-01", 5)])
        {
            var report = (await own.GetAsync($"/reports/sessions?groupBy=tool&from={from}&to={to}")).Is(200);
            Assert.Equal((from, to, sessions.ToString(CultureInfo.InvariantCulture)), (report.Value("from"), report.Value("to"), report.Value("total")));
        }
    }

    [Fact]
    public async Task With_nothing_to_count_there_are_no_groups_and_the_total_is_zero()
    {
        var (own, _) = await SignedInAsync();

        foreach (var path in (string[])["sessions?groupBy=motive", "sessions?groupBy=thanatologist", "patients?groupBy=gender", "patients?groupBy=thanatologist", "fees", "fees?groupBy=thanatologist"])
        {
            var report = (await own.GetAsync("/reports/" + path)).Is(200);
            Assert.Equal(("[]", "[]", "0"), (report.Value("labels"), report.Value("values"), report.Value("total")));
        }
        Assert.Equal("[]", (await own.GetAsync("/reports/thanatologists")).Is(200).Value("items"));
    }

    [Theory]
    [InlineData("/reports/sessions", "groupBy")]
    [InlineData("/reports/patients", "groupBy")]
    [InlineData("/reports/sessions?groupBy=gender", "groupBy")]
    [InlineData("/reports/patients?groupBy=motive", "groupBy")]
    [InlineData("/reports/fees?groupBy=tool", "groupBy")]
    [InlineData("/reports/summary?groupBy=none", "groupBy")]
    [InlineData("/reports/summary?timespan=day", "timespan")]
    [InlineData("/reports/summary?timespan=week&from=2026-01-01&to=2026-01-02", "timespan")]
    [InlineData("/reports/summary?from=2026-01-01", "to")]
    [InlineData("/reports/summary?to=2026-01-01", "from")]
    [InlineData("/reports/summary?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("/reports/summary?from=2020-01-01&to=2025-01-02", "to")]
    [InlineData("/reports/summary?from=2026-02-30&to=2026-03-01", "from")]
    [InlineData("/reports/summary?thanatologistId=x", "thanatologistId")]
    public async Task What_cannot_be_asked_is_named(string path, string field) => (await clinic.Admin.GetAsync(path)).IsProblem(400, field);

    [Theory]
    [InlineData("sessions?groupBy=motive", "Motivo,Sesiones\r\nDuelo,2\r\nAnsiedad,1\r\n", "Sesiones por motivo")]
    [InlineData("patients?groupBy=gender", "Género,Pacientes atendidos\r\nMujer,1\r\nSin especificar,1\r\n", "Pacientes atendidos por género")]
    [InlineData("fees", "Concepto,Cuotas de recuperación\r\nTotal,301\r\n", "Cuotas de recuperación")]
    [InlineData("thanatologists", "Tanatólogo,Sesiones,Pacientes atendidos,Cuotas de recuperación,Cuota promedio,Expedientes abiertos\r\nXimena Quiroga,3,2,301,100.33,2\r\n", "Sesiones por tanatólogo")]
    [InlineData("summary", "Indicador,Valor\r\nPacientes atendidos,2\r\nPacientes nuevos,2\r\nExpedientes abiertos,2\r\nExpedientes cerrados,0\r\nSesiones,3\r\nCuotas de recuperación,301\r\n", "Resumen")]
    public async Task A_report_is_a_table_and_a_chart_too(string path, string rows, string title)
    {
        var (own, _) = await HeldAsync();

        var csv = (await own.GetAsync("/reports/" + path, ("Accept", "text/csv, application/json;q=0.9"))).Is(200);
        var svg = (await own.GetAsync("/reports/" + path, ("Accept", "image/avif,image/svg+xml,image/*,*/*;q=0.8"))).Is(200);

        Assert.Equal("text/csv; charset=utf-8", csv.Header("Content-Type"));
        Assert.Equal(rows, csv.Text.TrimStart('\uFEFF'));
        Assert.Equal("image/svg+xml; charset=utf-8", svg.Header("Content-Type"));
        Assert.Contains($">{title}</title>", svg.Text, StringComparison.Ordinal);
        Assert.Contains($"{Text(Today.AddDays(-27))} a {Text(Today)}", svg.Text, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", (await own.GetAsync("/reports/" + path, ("Accept", "text/html, */*;q=0.8"))).Is(200).Header("Content-Type"));
        (await own.GetAsync("/reports/" + path, ("Accept", "text/html, application/xml"))).IsProblem(406);
        (await own.GetAsync("/reports/" + path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "timespan=day", ("Accept", "text/csv"))).IsProblem(400, "timespan");
    }

    [Fact]
    public async Task Figures_are_for_staff_and_a_thanatologists_own_for_themselves()
    {
        foreach (var path in (string[])["sessions?groupBy=motive", "patients?groupBy=gender", "fees?groupBy=none", "thanatologists?timespan=week", "summary?timespan=week"])
        {
            (await clinic.Nobody.GetAsync("/reports/" + path)).IsProblem(401);
            (await clinic.Patient.GetAsync("/reports/" + path)).IsProblem(403);
            (await clinic.Thanatologist.GetAsync($"/reports/{path}&thanatologistId={DemoAccounts.Thanatologist.Id}")).Is(200);
            (await clinic.Thanatologist.GetAsync($"/reports/{path}&thanatologistId={DemoAccounts.Thanatologist2.Id}")).IsProblem(404);
            (await clinic.Thanatologist.GetAsync($"/reports/{path}&thanatologistId={Bodies.Id()}")).IsProblem(404);
            foreach (var (client, id) in new[] { (clinic.Admin, Bodies.Id()), (clinic.Admin, DemoAccounts.Admin.Id), (clinic.Support, DemoAccounts.Patient.Id) })
                (await client.GetAsync($"/reports/{path}&thanatologistId={id}")).IsProblem(404);
        }
    }

    /// <summary>A new thanatologist with three sessions of two patients in the last days.</summary>
    private async Task<(ApiClient Own, string Id)> HeldAsync()
    {
        var (own, id) = await SignedInAsync();
        var one = (await own.PostAsync("/users", Bodies.Patient().With("gender", "mujer"))).Is(201).Id;
        var other = await own.CreatePatientAsync();
        await own.WriteSessionAsync(one, Text(Today.AddDays(-2)));
        await own.WriteSessionAsync(one, Text(Today.AddDays(-1)));
        var holistic = Bodies.Session(other, Text(Today)).With("serviceType", "Servicios Holisticos").With("interventionType", "reiki").With("motive", "Ansiedad").With("recoveryFee", 0);
        (await own.PostAsync("/sessions", holistic)).Is(201);
        return (own, id);
    }

    private async Task<(ApiClient Own, string Id)> SignedInAsync()
    {
        var account = await clinic.CreateStaffAsync();
        return (await clinic.Nobody.SignInAsync(account.Email, account.Password), account.Id);
    }

    private IEnumerable<(ApiClient Client, string Filter)> Readers(ApiClient own, string id) =>
        [(own, ""), (own, "&thanatologistId=" + id), (clinic.Admin, "&thanatologistId=" + id), (clinic.Support, "&thanatologistId=" + id)];

    private static string Groups(Answer report) => string.Join(", ", report.Json["labels"]!.AsArray().Zip(report.Json["values"]!.AsArray(), (label, value) => $"{label} {value!.ToJsonString()}"));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
