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

        var expected = $$"""{"thanatologistId":"{{id}}","name":"Ximena Quiroga","sessions":3,"patients":2,"fees":301,"averageFee":100.33,"openRecords":2,"appointments":0}""";
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

    [Theory]
    [InlineData("day", "2024-12-27 0, 2024-12-28 1, 2024-12-29 1, 2024-12-30 0, 2024-12-31 2, 2025-01-01 1, 2025-01-02 0")]
    [InlineData("week", "2024-W52 2, 2025-W01 3")]
    [InlineData("month", "2024-12 4, 2025-01 1")]
    public async Task A_series_has_every_period_in_order_of_time(string groupBy, string expected)
    {
        var (own, id) = await SeriesAsync();

        foreach (var (client, filter) in Readers(own, id))
        {
            var report = (await client.GetAsync($"/reports/sessions?groupBy={groupBy}&from=2024-12-27&to=2025-01-02{filter}")).Is(200);
            Assert.Equal((groupBy, expected, "5"), (report.Value("groupBy"), Groups(report), report.Value("total")));
            Assert.False(report.Json.AsObject().ContainsKey("previous"));
        }
    }

    [Theory]
    [InlineData("sessions?groupBy=week", "2024-W52 2, 2025-W01 3", "5", "2024-W51 1, 2024-W52 0", "1")]
    [InlineData("patients?groupBy=week", "2024-W52 2, 2025-W01 2", "2", "2024-W51 1, 2024-W52 0", "1")]
    [InlineData("patients?groupBy=month", "2024-12 2, 2025-01 1", "2", "2024-12 1", "1")]
    [InlineData("fees?groupBy=month", "2024-12 402, 2025-01 100.5", "502.5", "2024-12 100.5", "100.5")]
    [InlineData("fees", "Total 502.5", "502.5", "Total 100.5", "100.5")]
    [InlineData("sessions?groupBy=motive", "Duelo 3, Ansiedad 2", "5", "Duelo 0, Ansiedad 0, Viudez 1", "1")]
    [InlineData("sessions?groupBy=thanatologist", "Ximena Quiroga 5", "5", "Ximena Quiroga 1", "1")]
    [InlineData("patients?groupBy=gender", "Sin especificar 2", "2", "Sin especificar 1", "1")]
    public async Task The_period_before_is_compared(string path, string groups, string total, string before, string totalBefore)
    {
        var (own, id) = await SeriesAsync();

        foreach (var (client, filter) in Readers(own, id))
        {
            var report = (await client.GetAsync($"/reports/{path}{(path.Contains('?', StringComparison.Ordinal) ? "&" : "?")}from=2024-12-27&to=2025-01-02&compare=previous{filter}")).Is(200);
            var previous = report.Json["previous"]!;
            Assert.Equal((groups, total), (Groups(report), report.Value("total")));
            Assert.Equal(("2024-12-20", "2024-12-26", before, totalBefore), (previous["from"]!.GetValue<string>(), previous["to"]!.GetValue<string>(), Groups(previous), previous["total"]!.ToJsonString()));
        }
    }

    [Fact]
    public async Task A_series_is_a_table_and_a_line_too()
    {
        var (own, _) = await SeriesAsync();
        const string Path = "/reports/sessions?groupBy=week&from=2024-12-27&to=2025-01-02&compare=previous";

        var csv = (await own.GetAsync(Path, ("Accept", "text/csv"))).Is(200);
        var svg = (await own.GetAsync(Path, ("Accept", "image/svg+xml"))).Is(200);

        Assert.Equal("Semana,Sesiones,Semana del periodo anterior,Sesiones del periodo anterior\r\n2024-W52,2,2024-W51,1\r\n2025-W01,3,2024-W52,0\r\n", csv.Text.TrimStart('\uFEFF'));
        Assert.Contains(">Sesiones por semana</title>", svg.Text, StringComparison.Ordinal);
        Assert.Contains("2024-W52: 2; antes 2024-W51: 1", svg.Text, StringComparison.Ordinal);
        Assert.Contains("2024-12-20 a 2024-12-26 · Total: 1", svg.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions", "day", 1_827)]
    [InlineData("patients", "day", 1_827)]
    [InlineData("fees", "week", 262)]
    [InlineData("sessions", "month", 61)]
    public async Task Five_years_are_a_series(string report, string groupBy, int values)
    {
        var (own, _) = await SignedInAsync();

        foreach (var (from, to) in ((string, string)[])[("2020-02-29", "2025-02-28"), ("9994-12-31", "9999-12-31")])
        {
            var answer = (await own.GetAsync($"/reports/{report}?groupBy={groupBy}&from={from}&to={to}&compare=previous")).Is(200);
            Assert.InRange(answer.Json["values"]!.AsArray().Count, values - 1, values);
            Assert.InRange(answer.Json["previous"]!["values"]!.AsArray().Count, values - 1, values);
            Assert.Equal("0", answer.Value("total"));
            (await own.GetAsync($"/reports/{report}?groupBy={groupBy}&from={from}&to={to}&compare=previous", ("Accept", "image/svg+xml"))).Is(200);
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
    [InlineData("/reports/sessions?groupBy=year", "groupBy")]
    [InlineData("/reports/sessions?groupBy=Day", "groupBy")]
    [InlineData("/reports/sessions?groupBy=day&compare=next", "compare")]
    [InlineData("/reports/fees?compare=", "compare")]
    [InlineData("/reports/summary?compare=previous", "compare")]
    [InlineData("/reports/thanatologists?compare=previous", "compare")]
    [InlineData("/reports/sessions?groupBy=day&from=0001-01-01&to=0001-01-01&compare=previous", "from")]
    [InlineData("/reports/fees?from=0003-01-01&to=0007-12-31&compare=previous", "from")]
    public async Task What_cannot_be_asked_is_named(string path, string field) => (await clinic.Admin.GetAsync(path)).IsProblem(400, field);

    [Theory]
    [InlineData("sessions?groupBy=motive", "Motivo,Sesiones\r\nDuelo,2\r\nAnsiedad,1\r\n", "Sesiones por motivo")]
    [InlineData("patients?groupBy=gender", "Género,Pacientes atendidos\r\nMujer,1\r\nSin especificar,1\r\n", "Pacientes atendidos por género")]
    [InlineData("fees", "Concepto,Cuotas de recuperación\r\nTotal,301\r\n", "Cuotas de recuperación")]
    [InlineData("thanatologists", "Tanatólogo,Sesiones,Pacientes atendidos,Cuotas de recuperación,Cuota promedio,Expedientes abiertos,Citas,Tasa de inasistencia,Ocupación\r\nXimena Quiroga,3,2,301,100.33,2,0,,\r\n", "Sesiones por tanatólogo")]
    [InlineData("summary", "Indicador,Valor\r\nPacientes atendidos,2\r\nPacientes nuevos,2\r\nExpedientes abiertos,2\r\nExpedientes cerrados,0\r\nSesiones,3\r\nCuotas de recuperación,301\r\nCitas,0\r\nTasa de inasistencia,\r\nDías hasta la primera cita,\r\nSesiones grupales,0\r\n", "Resumen")]
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
        foreach (var path in (string[])["sessions?groupBy=motive", "patients?groupBy=gender", "fees?groupBy=none", "fees?groupBy=week", "sessions?groupBy=day&compare=previous", "thanatologists?timespan=week", "summary?timespan=week"])
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

    /// <summary>A new thanatologist with six sessions of two patients about a turn of the year.</summary>
    private async Task<(ApiClient Own, string Id)> SeriesAsync()
    {
        var (own, id) = await SignedInAsync();
        var (one, other) = (await own.CreatePatientAsync(), await own.CreatePatientAsync());
        foreach (var (patient, day, motive) in ((string, string, string)[])
            [(one, "2024-12-20", "Viudez"), (one, "2024-12-28", "Ansiedad"), (other, "2024-12-29", "Ansiedad"), (one, "2024-12-31", "Duelo"), (other, "2024-12-31", "Duelo"), (one, "2025-01-01", "Duelo")])
            (await own.PostAsync("/sessions", Bodies.Session(patient, day).With("motive", motive).With("recoveryFee", 100.5))).Is(201);
        return (own, id);
    }

    private async Task<(ApiClient Own, string Id)> SignedInAsync()
    {
        var account = await clinic.CreateStaffAsync();
        return (await clinic.Nobody.SignInAsync(account.Email, account.Password), account.Id);
    }

    private IEnumerable<(ApiClient Client, string Filter)> Readers(ApiClient own, string id) =>
        [(own, ""), (own, "&thanatologistId=" + id), (clinic.Admin, "&thanatologistId=" + id), (clinic.Support, "&thanatologistId=" + id)];

    private static string Groups(Answer report) => Groups(report.Json);

    private static string Groups(JsonNode report) => string.Join(", ", report["labels"]!.AsArray().Zip(report["values"]!.AsArray(), (label, value) => $"{label} {value!.ToJsonString()}"));

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
