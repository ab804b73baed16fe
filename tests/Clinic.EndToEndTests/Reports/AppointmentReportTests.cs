using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Reports;

/// <summary>The reports of appointments, of thanatologists made for each test. Appointments are ahead, and so are the periods.</summary>
[Collection(TheClinic.Name)]
public sealed class AppointmentReportTests(ClinicFixture clinic)
{
    private const string Week = "from=2035-03-19&to=2035-03-25";

    [Theory]
    [InlineData("status", """["booked","cancelled","confirmed"]""", "[2,1,1]")]
    [InlineData("mode", """["in-person","video"]""", "[3,1]")]
    [InlineData("weekday", """["1","3"]""", "[3,1]")]
    [InlineData("hour", """["09","10","18"]""", "[1,2,1]")]
    [InlineData("thanatologist", """["Ximena Quiroga"]""", "[4]")]
    [InlineData("week", """["2035-W12"]""", "[4]")]
    [InlineData("month", """["2035-03"]""", "[4]")]
    public async Task Appointments_are_counted_by_every_dimension(string groupBy, string labels, string values)
    {
        var own = await BookedAsync();

        foreach (var (client, filter) in ((ApiClient, string)[])[(own, ""), (clinic.Support, "&thanatologistId=" + own.UserId)])
        {
            var report = (await client.GetAsync($"/reports/appointments?groupBy={groupBy}&{Week}{filter}")).Is(200);
            Assert.Equal((labels, values, "4"), (report.Value("labels"), report.Value("values"), report.Value("total")));
        }
    }

    [Fact]
    public async Task What_is_compared_is_the_week_before()
    {
        var own = await BookedAsync();

        var report = (await own.GetAsync("/reports/appointments?groupBy=weekday&from=2035-03-26&to=2035-04-01&compare=previous")).Is(200).Json;

        Assert.Equal("""{"from":"2035-03-19","to":"2035-03-25","labels":["1","3"],"values":[3,1],"total":4}""", report["previous"]!.ToJsonString());
    }

    [Fact]
    public async Task A_table_and_a_chart_have_words()
    {
        var own = await BookedAsync();

        var csv = (await own.GetAsync($"/reports/appointments?groupBy=weekday&{Week}", ("Accept", "text/csv"))).Is(200);
        var svg = (await own.GetAsync($"/reports/appointments?groupBy=day&{Week}", ("Accept", "image/svg+xml"))).Is(200);

        Assert.Equal("Día de la semana,Citas\r\nLunes,3\r\nMiércoles,1\r\n", csv.Text.TrimStart('\uFEFF'));
        Assert.Contains(">Citas por día</title>", svg.Text, StringComparison.Ordinal);
        Assert.Contains("2035-03-19: 3", svg.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_reports_have_figures_of_them()
    {
        var own = await BookedAsync();
        var days = new DateOnly(2035, 3, 19).DayNumber - Today.DayNumber;

        var summary = (await own.GetAsync($"/reports/summary?{Week}")).Is(200).Json;
        Assert.Equal((4, Math.Min(days, 366)), (summary["appointments"]!.GetValue<int>(), summary["daysToFirstAppointment"]!.GetValue<int>()));
        Assert.Null(summary["noShowRate"]);
        Assert.Null(Item(await own.GetAsync($"/reports/thanatologists?{Week}"))["utilisation"]);

        var tag = (await own.GetAsync($"/reports/thanatologists?{Week}")).Is(200).ETag;
        var hours = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["weekday"] = 1, ["from"] = "09:00", ["to"] = "14:00" }) };
        (await own.PutAsync("/availability/" + own.UserId, hours)).Is(200);
        // Three hours are booked of five.
        var read = (await own.GetAsync($"/reports/thanatologists?{Week}", ("If-None-Match", tag))).Is(200);
        Assert.Equal(("4", "0.6"), (Item(read)["appointments"]!.ToJsonString(), Item(read)["utilisation"]!.ToJsonString()));
        (await own.GetAsync($"/reports/thanatologists?{Week}", ("If-None-Match", read.ETag))).Is(304);
        var csv = (await own.GetAsync($"/reports/thanatologists?{Week}", ("Accept", "text/csv"))).Is(200);
        Assert.Equal("Tanatólogo,Sesiones,Pacientes atendidos,Cuotas de recuperación,Cuota promedio,Expedientes abiertos,Citas,Tasa de inasistencia,Ocupación\r\nXimena Quiroga,0,0,0,0,2,4,,0.6\r\n", csv.Text.TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task A_month_that_is_not_over_has_what_is_ahead_only_where_it_is_asked_for()
    {
        var (own, patient) = await PairAsync();
        var tomorrow = Today.AddDays(1);
        (await own.PostAsync("/appointments", Bodies.Appointment(patient, tomorrow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T23:30:00-06:00"))).Is(201);

        Assert.Equal("0", (await own.GetAsync("/reports/appointments?groupBy=month")).Is(200).Value("total"));
        var ahead = $"from={Today.AddDays(-27):yyyy-MM-dd}&to={tomorrow:yyyy-MM-dd}";
        Assert.Equal("1", (await own.GetAsync($"/reports/appointments?groupBy=month&{ahead}")).Is(200).Value("total"));
        Assert.Equal("1", (await own.GetAsync($"/reports/summary?{ahead}")).Is(200).Value("daysToFirstAppointment"));
    }

    [Fact]
    public async Task With_nothing_to_count_there_are_no_groups()
    {
        var (own, _) = await PairAsync();

        foreach (var groupBy in (string[])["status", "mode", "weekday", "hour", "thanatologist"])
        {
            var report = (await own.GetAsync($"/reports/appointments?groupBy={groupBy}&{Week}")).Is(200);
            Assert.Equal(("[]", "[]", "0"), (report.Value("labels"), report.Value("values"), report.Value("total")));
        }
        (await clinic.Admin.GetAsync("/reports/appointments")).IsProblem(400, "groupBy");
        (await clinic.Admin.GetAsync("/reports/appointments?groupBy=motive")).IsProblem(400, "groupBy");
        (await clinic.Colleague.GetAsync($"/reports/appointments?groupBy=status&thanatologistId={own.UserId}")).IsProblem(404);
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City")).DateTime);

    private static JsonObject Item(Answer report) => Assert.Single(report.Is(200).Items);

    /// <summary>Three appointments on a Monday, of which one is confirmed and one cancelled, and one on a Wednesday by video, of two patients.</summary>
    private async Task<ApiClient> BookedAsync()
    {
        var (own, one) = await PairAsync();
        var other = await own.CreatePatientAsync();
        (await own.PostAsync("/appointments", Bodies.Appointment(one, "2035-03-19T09:30:00-06:00"))).Is(201);
        var confirmed = (await own.PostAsync("/appointments", Bodies.Appointment(other, "2035-03-19T10:30:00-06:00"))).Is(201).Id;
        var cancelled = (await own.PostAsync("/appointments", Bodies.Appointment(one, "2035-03-19T18:00:00-06:00"))).Is(201).Id;
        (await own.PostAsync("/appointments", Bodies.Appointment(one, "2035-03-21T10:00:00-06:00").With("mode", "video"))).Is(201);
        (await own.PatchAsync("/appointments/" + confirmed, new JsonObject { ["status"] = "confirmed" })).Is(200);
        (await own.PatchAsync("/appointments/" + cancelled, new JsonObject { ["status"] = "cancelled", ["reason"] = "Se enfermó" })).Is(200);
        return own;
    }

    private async Task<(ApiClient Own, string Patient)> PairAsync()
    {
        var account = await clinic.CreateStaffAsync();
        var own = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        return (own, await own.CreatePatientAsync());
    }
}
