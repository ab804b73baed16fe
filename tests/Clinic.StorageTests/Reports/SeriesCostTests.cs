using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Reports;

/// <summary>How many requests a series takes: a matter of its months, and not of the sessions.</summary>
public sealed class SeriesCostTests : IAsyncLifetime
{
    private static readonly ReportQuery Year = new(null, new DateOnly(2025, 12, 1), new DateOnly(2026, 11, 30), null);

    private readonly TableSet tables = new();
    private ReportedClinic clinic = null!;
    private AmazonDynamoDBClient client = null!;
    private ReportService reports = null!;
    private string thanatologistId = null!;
    private int requests;

    /// <summary>
    /// The records, and the items without a shard of each span; at first the eight shards of each, or the thanatologists' partition. Of
    /// appointments there are shards alone, which are read each time.
    /// </summary>
    [Theory]
    [InlineData("sessions", "month", 1 + (2 * 9), 1 + 2)]
    [InlineData("sessions", "week", 1 + (12 * 9), 1 + 12)]
    [InlineData("sessions", "day", 1 + (12 * 9), 1 + 12)]
    [InlineData("patients", "month", 1 + (2 * 2), 1 + 2)]
    [InlineData("patients", "week", 1 + (12 * 2), 1 + 12)]
    [InlineData("patients", "day", 1 + (12 * 2), 1 + 12)]
    [InlineData("fees", "month", 1 + (2 * 9), 1 + 2)]
    [InlineData("fees", "day", 1 + (12 * 9), 1 + 12)]
    [InlineData("appointments", "month", 2 * 8, 2 * 8)]
    [InlineData("appointments", "day", 12 * 8, 12 * 8)]
    public async Task A_year_takes_the_same_requests_whatever_there_is_to_count(string report, string groupBy, int first, int again)
    {
        var query = Year;
        foreach (var sessions in (int[])[0, 60])
        {
            await WriteAsync(sessions);
            reports = Restarted();
            Assert.Equal((first, again), (await CountAsync(report, query, groupBy), await CountAsync(report, query, groupBy)));
            Assert.Equal((2 * first, 2 * again), (await CountAsync(report, Earlier(query), groupBy), await CountAsync(report, Earlier(query), groupBy)));
        }
    }

    /// <summary>One more than where nothing has changed: the days of the month that the session is in.</summary>
    [Theory]
    [InlineData("patients", "day", 1 + 12 + 1)]
    [InlineData("patients", "month", 1 + 2 + 1)]
    [InlineData("sessions", "month", 1 + 2 + 1)]
    [InlineData("sessions", "day", 1 + 12 + 1)]
    public async Task After_a_session_one_month_is_read_again(string report, string groupBy, int again)
    {
        reports = Restarted();
        await CountAsync(report, Year, groupBy);
        await WriteAsync(1);

        Assert.Equal(again, await CountAsync(report, Year, groupBy));
    }

    [Fact]
    public async Task The_days_of_ten_years_are_read_some_at_a_time()
    {
        var (now, most) = (0, 0);
        client.BeforeRequestEvent += (_, _) => InterlockedMax(ref most, Interlocked.Increment(ref now));
        client.AfterResponseEvent += (_, _) => Interlocked.Decrement(ref now);
        reports = Restarted();

        var report = await reports.SessionsAsync(clinic.Services.Admin, new ReportQuery(null, new DateOnly(2021, 12, 1), new DateOnly(2026, 11, 30), null, IsCompared: true), "day");

        Assert.Equal((1_826, 1_826), (report.Values.Count, report.Previous!.Values.Count));
        Assert.InRange(most, 2, 32 + 2 + 2);
    }

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ReportedClinic(tables);
        thanatologistId = (await clinic.Services.ThanatologistAsync()).UserId!;
        client = (AmazonDynamoDBClient)await SharedDynamoDb.ClientAsync();
        client.BeforeRequestEvent += (_, _) => Interlocked.Increment(ref requests);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await tables.DisposeAsync();
    }

    private ReportService Restarted() => new(clinic.Services.UsersTable, new DynamoRollupStore(client, tables.Reports), clinic.Services.AvailableTime, clinic.Services.Names, clinic.Services.Calendar);

    /// <summary>Another year of 365 days, with the one before it.</summary>
    private static ReportQuery Earlier(ReportQuery query) => query with { From = query.From!.Value.AddYears(-3), To = query.To!.Value.AddYears(-3), IsCompared = true };

    private async Task WriteAsync(int sessions)
    {
        if (sessions == 0)
            return;
        var random = new Random(sessions);
        var patient = await clinic.PatientAsync(thanatologistId);
        for (var i = 0; i < sessions; i++)
            await clinic.WriteAsync(thanatologistId, patient, ReportedClinic.RandomSession(random, clinic.Services.Calendar.Today.AddDays(-random.Next(sessions))));
    }

    private async Task<int> CountAsync(string report, ReportQuery query, string groupBy)
    {
        requests = 0;
        var caller = clinic.Services.Admin;
        _ = report switch
        {
            "sessions" => await reports.SessionsAsync(caller, query, groupBy),
            "patients" => await reports.PatientsAsync(caller, query, groupBy),
            "appointments" => await reports.AppointmentsAsync(caller, query, groupBy),
            _ => await reports.FeesAsync(caller, query, groupBy),
        };
        return requests;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = most) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
