using System.Text;
using Amazon.DynamoDBv2.Model;
using Clinic.AgendaSweep;
using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Agenda;

/// <summary>What a sweep finishes wherever a crash comes, the tests of series and of the sessions of appointments say.</summary>
public sealed class AgendaSweepTests : AgendaTests
{
    [Fact]
    public async Task What_cannot_be_finished_is_named_and_does_not_stop_the_next()
    {
        var broken = await LeaveBrokenAsync();
        var patientId = await LeaveUnfinishedAsync();
        using var output = new MemoryStream();
        var handler = new SweepHandler(clinic.Services.SeriesStore, clinic.Services.Groups, clinic.Services.Heads, clinic.Services.Contention, new JsonLogger(clinic.Services.Time, output));
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));

        await Assert.ThrowsAsync<FunctionFailedException>(handler.HandleAsync);

        Assert.Equal(10, await CountAsync(patientId));
        Assert.Equal([broken], await PendingAsync());
        var failure = Assert.Single(Encoding.UTF8.GetString(output.ToArray()).Split('\n'), line => line.Contains("could not be finished", StringComparison.Ordinal));
        Assert.Contains(broken, failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sweeps_at_once_finish_everything_once()
    {
        string[] patients = [await LeaveUnfinishedAsync(), await LeaveUnfinishedAsync()];
        clinic.Services.Time.Advance(TimeSpan.FromMinutes(2));

        await Task.WhenAll(clinic.Services.Sweep.HandleAsync(), clinic.Services.Restarted().Sweep.HandleAsync());

        Assert.All(await Task.WhenAll(patients.Select(CountAsync)), count => Assert.Equal(10, count));
        Assert.Empty(await PendingAsync());
        Assert.Equal(0, (await clinic.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    [Fact]
    public async Task What_a_request_may_still_be_at_is_left_alone()
    {
        var patientId = await LeaveUnfinishedAsync();
        clinic.Services.Time.Advance(TimeSpan.FromSeconds(59));

        await clinic.Services.Sweep.HandleAsync();

        Assert.Equal(0, await CountAsync(patientId));
        Assert.Single(await PendingAsync());
    }

    /// <summary>The process of a series of ten dies right after it has taken the times.</summary>
    /// <returns>The patient's id.</returns>
    private async Task<string> LeaveUnfinishedAsync()
    {
        var (own, patient) = await clinic.PairAsync();
        var before = await PendingAsync();
        for (var last = 1; (await PendingAsync()).Count == before.Count; last++)
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last);
            await Record.ExceptionAsync(() => clinic.With(clinic.Services.Restarted(dying.Client)).BookSeriesAsync(own, patient.Id, At(23, 9), new Repeat(RepeatEvery.Week, 10)));
            Assert.True(dying.HasDied);
        }
        return patient.Id;
    }

    /// <summary>A series that cannot be read, older than all others.</summary>
    private async Task<string> LeaveBrokenAsync()
    {
        var id = A.Id();
        var item = new Dictionary<string, AttributeValue>
        {
            ["id"] = new() { S = id },
            ["pending"] = new() { S = "series" },
            ["occurrences"] = new() { S = "none" },
            ["updatedAt"] = new() { S = "2026-01-01T00:00:00.000Z" },
        };
        await tables.Dynamo.PutItemAsync(new PutItemRequest { TableName = tables.Appointments, Item = item });
        return id;
    }

    private async Task<IReadOnlyList<string>> PendingAsync() =>
        [.. (await tables.ItemsAsync(tables.Appointments)).Where(item => item.ContainsKey("pending")).Select(item => item["id"].S)];

    private async Task<int> CountAsync(string patientId) =>
        (await clinic.Services.Appointments.ListAsync(clinic.FrontDesk, new AppointmentQuery(patientId, null, A.Day, null, null), new Page(100, null))).Items.Count;
}
