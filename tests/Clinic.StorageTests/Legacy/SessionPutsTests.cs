using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Clinic.Ingestion;
using Clinic.Core.Sessions;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>A session is put once, and put again only where it is known that nothing was written.</summary>
public sealed class SessionPutsTests : IAsyncLifetime
{
    private ImportedMonth month = null!;

    public async Task InitializeAsync() => month = await ImportedMonth.StartAsync();

    public async Task DisposeAsync() => await month.DisposeAsync();

    [Theory]
    [InlineData("ProvisionedThroughputExceededException")]
    [InlineData("RequestLimitExceeded")]
    [InlineData("ThrottlingException")]
    public async Task What_is_throttled_is_put_again(string error)
    {
        var network = new UnreliableNetwork((number, _, _) => Task.FromResult(number <= 3 ? UnreliableNetwork.Answer(HttpStatusCode.BadRequest, error) : null));
        using var client = await network.ClientAsync(DynamoSessionPuts.Config);

        await month.Importer(puts: client).AddAsync(ImportedMonth.Sessions(10));

        Assert.Equal(4, network.Requests);
        await month.AssertAsync(ImportedMonth.Sessions(10));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "InternalServerError")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable")]
    [InlineData(HttpStatusCode.BadRequest, "ValidationException")]
    public async Task A_put_that_may_have_been_done_is_not_sent_again(HttpStatusCode status, string error)
    {
        var network = new UnreliableNetwork(async (_, _, send) =>
        {
            await send();
            return UnreliableNetwork.Answer(status, error);
        });
        using var client = await network.ClientAsync(DynamoSessionPuts.Config);

        await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => month.Importer(puts: client).AddAsync(ImportedMonth.Sessions(10)));

        Assert.Equal(1, network.Requests);
        Assert.True(await month.IsOpenAsync());
        await month.Importer().CompleteAsync();
        await month.AssertAsync(ImportedMonth.Sessions(10));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_not_tried_again()
    {
        var network = new UnreliableNetwork((_, _, _) => throw new HttpRequestException("The connection was closed."));
        using var client = await network.ClientAsync(DynamoSessionPuts.Config);

        await Assert.ThrowsAnyAsync<Exception>(() => month.Importer(puts: client).AddAsync(ImportedMonth.Sessions(10)));

        Assert.Equal(1, network.Requests);
    }

    [Fact]
    public async Task What_DynamoDB_has_not_processed_is_put_again()
    {
        var network = new UnreliableNetwork(async (number, request, _) => number > 1 ? null : UnreliableNetwork.Answer(
            HttpStatusCode.OK, new JsonObject { ["UnprocessedItems"] = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["RequestItems"]!.DeepClone() }));
        using var client = await network.ClientAsync(DynamoSessionPuts.Config);

        await month.Importer(puts: client).AddAsync(ImportedMonth.Sessions(20));

        Assert.Equal(2, network.Requests);
        await month.AssertAsync(ImportedMonth.Sessions(20));
    }

    /// <summary>The second file's sessions would be given the numbers of the first one's, of which the clinic knows nothing yet.</summary>
    [Fact]
    public async Task A_file_that_leaves_sessions_half_written_keeps_the_next_ones_waiting()
    {
        const string Session = ",Diálogo,Reiki,{0},Habla.,2024-0{0}-16,Servicios Holísticos,Duelo,0,10,";
        await using var bench = await ImportBench.StartAsync();
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, new OldClinic(1).Rows[LegacyTable.Staff]);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, "1,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,");
        await bench.ImportAsync("r.csv", LegacyTable.Records, "10,Refiere duelo.,1,1,t");
        await bench.PutAsync("a.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Sessions, ((int[])[1, 2]).Select(Row))));
        await bench.PutAsync("b.csv", Encoding.UTF8.GetBytes(OldClinic.Text(LegacyTable.Sessions, ((int[])[3, 4]).Select(Row))));
        await bench.InvokeAsync(bench.Worker(), "b.csv", () => TimeSpan.Zero);
        var network = new UnreliableNetwork((_, _, _) => Task.FromResult<HttpResponseMessage?>(UnreliableNetwork.Answer(HttpStatusCode.InternalServerError, "InternalServerError")));
        using var client = await network.ClientAsync(DynamoSessionPuts.Config);

        await Assert.ThrowsAsync<AggregateException>(() => bench.InvokeAsync(bench.Worker(puts: client), "a.csv"));
        Assert.Empty(await bench.Tables.ItemsAsync(bench.Tables.Sessions));
        bench.Services.Time.Advance(ImportLease.Length + TimeSpan.FromSeconds(1));
        await bench.SweepAsync();

        var written = (await bench.Tables.ItemsAsync(bench.Tables.Sessions)).Select(SessionItems.Read).OrderBy(session => session.Number);
        Assert.Equal([("1", 1), ("2", 2), ("3", 3), ("4", 4)], written.Select(session => (session.LegacyId!, session.Number)));
        await bench.StateAsync();

        static string Row(int number) => number + string.Format(CultureInfo.InvariantCulture, Session, number);
    }

    /// <summary>Every request but the sessions' own is done twice: its first answer is lost, and the SDK sends it again.</summary>
    [Fact]
    public async Task Requests_that_are_done_twice_change_nothing()
    {
        var network = new UnreliableNetwork(async (number, _, send) =>
        {
            if (number % 2 == 0)
                return null;
            await send();
            return UnreliableNetwork.Answer(HttpStatusCode.InternalServerError, "InternalServerError");
        });
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());
        var sessions = ImportedMonth.Sessions(30, letters: 10_000);

        await month.Importer(client, month.Tables.Dynamo).AddAsync(sessions);

        Assert.InRange(network.Requests, 16, 60);
        await month.AssertAsync(sessions);
    }
}
